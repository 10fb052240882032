package vdsl.storage.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vdsl.block.Tombstone;
import vdsl.record.LogRecord;

/** Queries that are read in parts, or not to their end. */
class ContinuedQueryTest {
  private static final int RECORDS_PER_BLOCK = 10;

  private final MemoryBlockStore store = new MemoryBlockStore();
  private final TestNode n1 = new TestNode("n1", store);
  private final TestNode n2 = new TestNode("n2", store);

  @BeforeEach
  void fill() {
    for (int block = 0; block < 4; block++) {
      for (int i = 0; i < RECORDS_PER_BLOCK; i++) {
        n1.add(100L * block + 10L * i, "a");
        n2.add(100L * block + 7L * i, "b");
      }
      n1.commit();
      if (block == 2) {
        store.damage(n2.commit());
      } else {
        n2.commit();
      }
    }
    n1.tombstone(5, TestNode.tombstone(Tombstone.Cause.DROPPED, 20, 390));
    n2.tombstone(5, TestNode.tombstone(Tombstone.Cause.DROPPED, 130, 210));
    n1.tombstone(5, TestNode.tombstone(Tombstone.Cause.DELETED, 0, 1_000));
  }

  private static String ns(long afterEpoch) {
    return Long.toString(TestNode.EPOCH_NS + afterEpoch);
  }

  @ParameterizedTest
  @CsvSource({"asc", "desc"})
  void answersContinueBehindEachOfTheirRecords(String order) {
    List<RecordQuery> queries =
        List.of(
            QueryParametersTest.query("order", order),
            QueryParametersTest.query("order", order, "from", ns(150), "to", ns(240)),
            QueryParametersTest.query("order", order, "from", ns(225), "to", ns(226)),
            QueryParametersTest.query("order", order, "node", "n2", "to", ns(160)),
            QueryParametersTest.query("order", order, "node", "n1", "ids", "7..43"),
            QueryParametersTest.query("order", order, "node", "n2", "ids", "25.."));
    for (RecordQuery query : queries) {
      List<LogRecord> whole = read(new QueryEngine(store).run(query));
      assertThat(whole).hasSizeGreaterThan(2);
      for (int i = 0; i < whole.size(); i++) {
        RecordPosition last = RecordPosition.of(whole.get(i));
        assertThat(read(new QueryEngine(store).runAfter(last, query)))
            .isEqualTo(whole.subList(i + 1, whole.size()));
      }
    }
  }

  private static List<LogRecord> read(RecordStream stream) {
    try (stream) {
      List<LogRecord> records = new ArrayList<>();
      stream.forEachRemaining(records::add);
      return records;
    }
  }

  @Test
  void queryThatFindsNothingEndsInTheMiddleOfABlock() {
    AtomicInteger looked = new AtomicInteger();
    Interruption interruption =
        () -> {
          if (looked.incrementAndGet() > RECORDS_PER_BLOCK / 2) {
            throw new IllegalStateException("unwanted");
          }
        };
    RecordQuery query = QueryParametersTest.query("regex", "nothing", "node", "n1", "ids", "1..10");

    try (RecordStream stream = new QueryEngine(store, interruption).run(query)) {
      assertThatThrownBy(stream::hasNext).hasMessage("unwanted");
    }
    assertThat(store.openRefs()).isZero();
  }
}
