package vdsl.storage.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import vdsl.block.BlockBuilder;
import vdsl.block.BlockKind;
import vdsl.block.BodyDigest;
import vdsl.block.ChainLink;
import vdsl.block.Tombstone;
import vdsl.record.Attribute;
import vdsl.record.IdRange;
import vdsl.record.LogRecord;
import vdsl.record.LogType;
import vdsl.record.NodeId;
import vdsl.record.Severity;
import vdsl.record.Utf8;
import vdsl.record.Value;

class QueryEngineTest {
  private final MemoryBlockStore store = new MemoryBlockStore();
  private final QueryEngine engine = new QueryEngine(store);
  private final TestNode n1 = new TestNode("n1", store);
  private final TestNode n2 = new TestNode("n2", store);

  private List<LogRecord> run(String... keysAndValues) {
    try (RecordStream stream = engine.run(QueryParametersTest.query(keysAndValues))) {
      List<LogRecord> records = new ArrayList<>();
      stream.forEachRemaining(records::add);
      return records;
    }
  }

  private List<String> names(String... keysAndValues) {
    return run(keysAndValues).stream().map(record -> record.node() + ":" + record.id()).toList();
  }

  @Test
  void recordsComeBackAsTheyWereWritten() {
    n1.add(
            new TestNode.Entry(
                5,
                Severity.ERROR,
                new LogType("CALL"),
                "shop",
                Utf8.wrap(new byte[] {'b', 'a', 'd', (byte) 0xff}),
                OptionalLong.of(-7)),
            new Attribute("thread", Value.of("main")),
            new Attribute("ms", Value.of(12.5)))
        .commit();

    assertThat(run()).isEqualTo(n1.written());
  }

  @Test
  void recordsOfABlockThatIsNotInTimeOrderAreMergedByTime() {
    n1.add(30, "a").add(10, "b").add(50, "c").add(20, "d").commit();
    n1.add(45, "e").add(5, "f").commit();
    n2.add(25, "g").add(25, "h").add(15, "i").commit();

    assertThat(names())
        .containsExactly("n1:6", "n1:2", "n2:3", "n1:4", "n2:1", "n2:2", "n1:1", "n1:5", "n1:3");
    assertThat(names("order", "desc"))
        .containsExactly("n1:3", "n1:5", "n1:1", "n2:2", "n2:1", "n1:4", "n2:3", "n1:2", "n1:6");
  }

  @Test
  void idsOfOneNodeComeInTheOrderOfIds() {
    n1.add(30, "a").add(10, "b").commit();
    n1.add(5, "c").add(1, "d").commit();
    n2.add(3, "e").commit();

    assertThat(names("node", "n1", "ids", "2..")).containsExactly("n1:2", "n1:3", "n1:4");
    assertThat(names("node", "n1", "ids", "2..3", "order", "desc")).containsExactly("n1:3", "n1:2");
    assertThat(names("around", "n1:3", "before", "1", "after", "0"))
        .containsExactly("n1:2", "n1:3");
  }

  @Test
  void idsOfSeveralNodesComeInTheOrderOfTime() {
    n1.add(30, "a").add(10, "b").commit();
    n2.add(20, "c").add(40, "d").commit();

    assertThat(names("ids", "1")).containsExactly("n2:1", "n1:1");
  }

  @Test
  void equalTimesAreOrderedByNodeThenId() {
    n2.add(7, "a").add(7, "b").commit();
    n1.add(7, "c").commit();
    n1.add(7, "d").commit();

    assertThat(names()).containsExactly("n1:1", "n1:2", "n2:1", "n2:2");
  }

  @Test
  void limitEndsTheStreamAndReadsNoFurtherBlock() {
    for (int block = 0; block < 5; block++) {
      n1.add(block * 10L, "a").add(block * 10L + 5, "b").commit();
    }

    assertThat(names("limit", "3")).containsExactly("n1:1", "n1:2", "n1:3");
    assertThat(store.reads()).hasSize(2);
  }

  @Test
  void onlyBlocksWhoseTimesOverlapAreReadAhead() {
    for (int block = 0; block < 5; block++) {
      n1.add(block * 10L, "a").add(block * 10L + 5, "b").commit();
    }
    try (RecordStream stream = engine.run(RecordQuery.ALL)) {
      stream.next();
      assertThat(stream.hasNext()).isTrue();
      assertThat(store.reads()).hasSize(1);
    }
  }

  @Test
  void closeReleasesTheReferencesAndEndsTheStream() {
    n1.add(1, "a").commit();
    RecordStream stream = engine.run(RecordQuery.ALL);
    assertThat(stream.hasNext()).isTrue();

    stream.close();
    stream.close();

    assertThat(stream.hasNext()).isFalse();
    assertThatThrownBy(stream::next).isInstanceOf(NoSuchElementException.class);
    assertThat(store.openRefs()).isZero();
  }

  @Test
  void blocksThatCannotHoldTheTokensAreNotRead() {
    n1.add(1, "user alice came").commit();
    n1.add(2, "user bob came").commit();
    n1.add(3, "user carol left").commit();

    assertThat(names("text", "BOB came")).containsExactly("n1:2");
    assertThat(store.reads()).hasSize(1);
  }

  @Test
  void tokensOfAPhraseFollowOneAnother() {
    n1.add(1, "user=bob; came").add(2, "bob user came").add(3, "userbob came").commit();

    assertThat(names("text", "user bob")).containsExactly("n1:1");
    assertThat(names("contains", "user")).containsExactly("n1:1", "n1:2", "n1:3");
    assertThat(names("contains", "r=b")).containsExactly("n1:1");
    assertThat(names("contains", "User")).isEmpty();
    assertThat(names("regex", "^user.bob")).containsExactly("n1:1");
    assertThat(names("where", "text ~ '^bob'")).containsExactly("n1:2");
  }

  @Test
  void substringsAreFoundAcrossCharactersOfSeveralBytes() {
    n1.add(1, "Größe 5").add(2, "Grüße 5").commit();

    assertThat(names("contains", "öß")).containsExactly("n1:1");
    assertThat(names("text", "GRÖSSE")).isEmpty();
    assertThat(names("text", "GRÖßE")).containsExactly("n1:1");
  }

  @Test
  void unknownNodeIsRefusedWithThoseKnown() {
    n1.add(1, "a").commit();
    n2.add(1, "a").commit();

    assertThatThrownBy(() -> run("node", "n3"))
        .isInstanceOf(UnknownNodeException.class)
        .hasMessage("node \"n3\" is unknown; known: n1, n2");
    assertThat(store.openRefs()).isZero();
  }

  @Test
  void tombstoneIsShownForAnyIdAndTimeItCovers() {
    n1.add(1, "a").commit();
    n1.tombstone(5, TestNode.tombstone(Tombstone.Cause.DROPPED, 10, 20));
    n1.tombstone(1, TestNode.tombstone(Tombstone.Cause.DELETED, 30, 30));
    n1.add(40, "b").commit();

    assertThat(names()).containsExactly("n1:1", "n1:2", "n1:7", "n1:8");
    assertThat(names("node", "n1", "ids", "4..5")).containsExactly("n1:2");
    assertThat(names("from", "1795428000000000015", "to", "1795428000000000017"))
        .containsExactly("n1:2");
    assertThat(names("type", "LOSS")).containsExactly("n1:2");
    assertThat(names("type", "DELETED")).containsExactly("n1:7");
    assertThat(names("type", "APP")).containsExactly("n1:1", "n1:8");
    assertThat(names("level", "FATAL")).containsExactly("n1:2", "n1:7");
    assertThat(names("text", "spool full", "object", "vdsl")).containsExactly("n1:2", "n1:7");
    assertThat(names("where", "cause = dropped and count > 4")).containsExactly("n1:2");
  }

  @Test
  void tombstoneIsRenderedAsOneRecord() {
    n1.tombstone(5, TestNode.tombstone(Tombstone.Cause.DROPPED, 10, 20));

    LogRecord loss = run().get(0);

    assertThat(loss.type()).isEqualTo(LogType.LOSS);
    assertThat(loss.level()).isEqualTo(Severity.WARN);
    assertThat(loss.object()).isEqualTo("vdsl");
    assertThat(loss.timeNs()).isEqualTo(TestNode.EPOCH_NS + 10);
    assertThat(loss.text()).hasToString("Ids 1..5 (5 records) lost: spool full");
    assertThat(loss.attributes())
        .containsExactly(
            new Attribute("first_id", Value.of(1)),
            new Attribute("last_id", Value.of(5)),
            new Attribute("count", Value.of(5)),
            new Attribute("cause", Value.of("dropped")),
            new Attribute("count.ERROR", Value.of(2)));
  }

  @Test
  void damagedBlockIsToldAndTheRestIsReturned() {
    n1.add(1, "a").add(2, "b").commit();
    IdRange damaged = n1.add(3, "c").add(4, "d").commit();
    n1.add(5, "e").commit();
    store.damage(damaged);

    try (RecordStream stream = engine.run(QueryParametersTest.query("level", "INFO"))) {
      List<LogRecord> records = new ArrayList<>();
      stream.forEachRemaining(records::add);

      assertThat(records).extracting(LogRecord::id).containsExactly(1L, 2L, 3L, 5L);
      assertThat(records.get(2).type()).isEqualTo(LogType.LOSS);
      assertThat(records.get(2).attributes())
          .contains(
              new Attribute("cause", Value.of("damaged")), new Attribute("last_id", Value.of(4)));
      assertThat(stream.damagedCount()).isEqualTo(1);
    }
    assertThat(engine.damagedTotal()).isEqualTo(1);
  }

  @Test
  void damageOutsideOfWhatIsAskedIsNotTold() {
    store.damage(n1.add(1, "a").commit());
    n1.add(5, "b").commit();

    assertThat(names("node", "n1", "ids", "2..")).containsExactly("n1:2");
    assertThat(names("from", "1795428000000000004")).containsExactly("n1:2");
  }

  @Test
  void moreOverlappingBlocksThanMayBeDecodedAreParkedAndMerged() {
    int nodeCount = 2 * OpenBlocks.DECODED_MAX;
    int recordCount = 3 * OpenBlocks.AHEAD_MAX;
    Random random = new Random(7);
    List<LogRecord> written = new ArrayList<>();
    for (int n = 0; n < nodeCount; n++) {
      TestNode node = new TestNode("m" + n, store);
      for (int i = 0; i < recordCount; i++) {
        node.add(random.nextInt(1_000_000), "a");
      }
      node.commit();
      written.addAll(node.written());
    }
    written.sort(
        Comparator.comparingLong(LogRecord::timeNs)
            .thenComparing(LogRecord::node)
            .thenComparingLong(LogRecord::id));

    assertThat(run()).isEqualTo(written);
    assertThat(store.reads()).hasSizeBetween(nodeCount + 1, 4 * nodeCount);
    Collections.reverse(written);
    assertThat(run("order", "desc", "contains", "a")).isEqualTo(written);
  }

  @Test
  void damageFoundWhenAParkedBlockIsDecodedAgainIsTold() {
    int recordCount = 2 * OpenBlocks.AHEAD_MAX;
    List<IdRange> ranges = new ArrayList<>();
    for (int n = 0; n <= OpenBlocks.DECODED_MAX; n++) {
      TestNode node = new TestNode("m" + n, store, 1 + 1_000_000L * n);
      for (int i = 0; i < recordCount; i++) {
        node.add(i, "a");
      }
      ranges.add(node.commit());
    }
    try (RecordStream stream = engine.run(RecordQuery.ALL)) {
      List<LogRecord> records = new ArrayList<>(List.of(stream.next()));
      ranges.forEach(store::damage);
      stream.forEachRemaining(records::add);

      assertThat(stream.damagedCount()).isEqualTo(1);
      assertThat(records)
          .hasSize(ranges.size() * recordCount - recordCount + OpenBlocks.AHEAD_MAX + 2);
      assertThat(records).isSortedAccordingTo(Comparator.comparingLong(LogRecord::timeNs));
    }
  }

  @Test
  void theRecordBehindTheLimitIsNotLookedFor() {
    n1.add(1, "match").add(2, "a").commit();
    n1.add(3, "a").commit();
    n1.add(4, "a").commit();

    assertThat(names("contains", "match", "limit", "1")).containsExactly("n1:1");
    assertThat(store.reads()).hasSize(1);
  }

  @Test
  void nodesAreSummedUpWithoutReadingBlocks() {
    n1.add(5, "a").add(3, "b").commit();
    n1.add(9, "c").commit();

    assertThat(engine.nodes())
        .containsExactly(
            new NodeSummary(
                new NodeId("n1"),
                "10.0.0.1",
                OptionalLong.of(1),
                3,
                OptionalLong.of(TestNode.EPOCH_NS + 3),
                OptionalLong.of(TestNode.EPOCH_NS + 9)));
    assertThat(engine.nodes().get(0).idCount()).isEqualTo(3);
    assertThat(store.reads()).isEmpty();
    assertThat(store.openRefs()).isZero();
  }

  @Test
  void anEmptyStoreAnswersWithNothing() {
    assertThat(run()).isEmpty();
    assertThat(engine.nodes()).isEmpty();
  }

  @Test
  void aBodyThatDecodesToNonsenseIsDamageToo() {
    BlockBuilder builder = new BlockBuilder(BlockBuilder.Compression.NONE);
    builder.begin(1, Severity.INFO, LogType.APP, "o", "", 1);
    builder.text(new byte[] {'a'}, 0, 1);
    builder.end();
    byte[] body = Damage.inFrame2(builder.build().bytes());
    IdRange ids = new IdRange(1, 1);
    BodyDigest digest = BodyDigest.of(body);
    n1.commit(n1.stamp(BlockKind.RECORDS, ids, digest, ChainLink.follow(0, ids, digest)), body);

    assertThat(run()).extracting(LogRecord::type).containsExactly(LogType.LOSS);
    assertThat(engine.damagedTotal()).isEqualTo(1);
  }
}
