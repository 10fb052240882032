package vdsl.storage.query;

import static org.assertj.core.api.Assertions.assertThat;
import static vdsl.storage.query.Certainty.CERTAIN;
import static vdsl.storage.query.Certainty.CONCURRENT;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import vdsl.record.LogRecord;
import vdsl.record.LogType;
import vdsl.record.NodeId;
import vdsl.record.Severity;
import vdsl.record.Utf8;
import vdsl.storage.query.RecordQuery.Direction;
import vdsl.time.TimeMap;

class CertaintyTest {
  private static final long UNLIMITED = TimeMap.BOUND_UNLIMITED_NS;

  private static LogRecord record(String node, long id, long timeNs, long boundNs) {
    return new LogRecord(
        id,
        new NodeId(node),
        "10.0.0.1",
        timeNs,
        boundNs,
        1,
        "app",
        LogType.APP,
        Severity.INFO,
        Utf8.of("x"),
        OptionalLong.empty(),
        List.of());
  }

  private static List<Certainty> certainties(Direction direction, List<LogRecord> answer) {
    CertaintyScan scan = new CertaintyScan(direction);
    return answer.stream().map(scan::next).toList();
  }

  /** Of records in ascending order. */
  private static List<Certainty> ascending(LogRecord... records) {
    return certainties(Direction.ASCENDING, List.of(records));
  }

  /** Of the same records in descending order, the first of that order first. */
  private static List<Certainty> descending(LogRecord... records) {
    List<LogRecord> reversed = new ArrayList<>(Arrays.asList(records));
    Collections.reverse(reversed);
    return certainties(Direction.DESCENDING, reversed);
  }

  @Test
  void intervalsThatDoNotTouchAreCertain() {
    LogRecord[] records = {record("a", 1, 100, 10), record("b", 1, 121, 10)};

    assertThat(ascending(records)).containsExactly(CERTAIN, CERTAIN);
    assertThat(descending(records)).containsExactly(CERTAIN, CERTAIN);
  }

  @Test
  void intervalsThatTouchAreConcurrent() {
    LogRecord[] records = {record("a", 1, 100, 10), record("b", 1, 120, 10)};

    assertThat(ascending(records)).containsExactly(CERTAIN, CONCURRENT);
    assertThat(descending(records)).containsExactly(CERTAIN, CONCURRENT);
  }

  @Test
  void aWideBoundReachesOverRecordsBetween() {
    LogRecord[] records = {
      record("wide", 1, 100, 1_000),
      record("a", 1, 200, 1),
      record("a", 2, 300, 1),
      record("b", 1, 400, 1),
      record("b", 2, 1_101, 0),
      record("c", 1, 1_102, 0)
    };

    assertThat(ascending(records))
        .containsExactly(CERTAIN, CONCURRENT, CONCURRENT, CONCURRENT, CERTAIN, CERTAIN);
    assertThat(descending(records))
        .containsExactly(CERTAIN, CERTAIN, CERTAIN, CERTAIN, CERTAIN, CONCURRENT);
  }

  @Test
  void recordsOfOneNodeInTheOrderOfTheirIdsAreCertainWhateverTheirBounds() {
    LogRecord[] records = {
      record("a", 1, 100, 1_000),
      record("a", 2, 100, UNLIMITED),
      record("a", 3, 101, UNLIMITED),
      record("a", 4, 102, 0)
    };

    assertThat(ascending(records)).containsOnly(CERTAIN);
    assertThat(descending(records)).containsOnly(CERTAIN);
  }

  @Test
  void aRecordBehindAHigherIdOfItsNodeIsCertainOnlyByItsInterval() {
    assertThat(ascending(record("a", 2, 100, 10), record("a", 1, 110, 10)))
        .containsExactly(CERTAIN, CONCURRENT);
    assertThat(descending(record("a", 2, 100, 10), record("a", 1, 110, 10)))
        .containsExactly(CERTAIN, CONCURRENT);
    assertThat(ascending(record("a", 2, 100, 10), record("a", 1, 121, 10)))
        .containsExactly(CERTAIN, CERTAIN);
  }

  @Test
  void withoutABoundNothingOfOtherNodesIsCertain() {
    LogRecord[] records = {
      record("a", 1, 100, 0), record("b", 1, 1_000, UNLIMITED), record("a", 2, 1_000_000, 0)
    };

    assertThat(ascending(records)).containsExactly(CERTAIN, CONCURRENT, CONCURRENT);
    assertThat(descending(records)).containsExactly(CERTAIN, CONCURRENT, CONCURRENT);
    assertThat(ascending(record("a", 1, 1, UNLIMITED), record("b", 1, 2, UNLIMITED)))
        .containsExactly(CERTAIN, CONCURRENT);
  }

  @Test
  void timesAndBoundsAtTheEndsOfTheirRangeDoNotOverflow() {
    LogRecord[] records = {
      record("a", 1, Long.MIN_VALUE, 5),
      record("b", 1, Long.MIN_VALUE + 5, 0),
      record("c", 1, Long.MAX_VALUE - 5, 0),
      record("d", 1, Long.MAX_VALUE, 5)
    };

    assertThat(ascending(records)).containsExactly(CERTAIN, CONCURRENT, CERTAIN, CONCURRENT);
    assertThat(descending(records)).containsExactly(CERTAIN, CONCURRENT, CERTAIN, CONCURRENT);
  }

  @Property(tries = 500)
  void certaintyIsThatOfEveryPair(@ForAll long seed) {
    Random random = new Random(seed);
    for (Direction direction : Direction.values()) {
      List<LogRecord> answer = randomAnswer(random, direction);

      assertThat(certainties(direction, answer))
          .as("%s", answer)
          .isEqualTo(
              IntStream.range(0, answer.size())
                  .mapToObj(index -> naive(answer, index, direction))
                  .toList());
    }
  }

  /** Up to 5 nodes, with ties, wide, missing and unlimited bounds, and Ids out of order. */
  private static List<LogRecord> randomAnswer(Random random, Direction direction) {
    List<LogRecord> records = new ArrayList<>();
    Map<String, Long> lastIds = new HashMap<>();
    for (int i = 0; i < 40; i++) {
      String node = "n" + random.nextInt(5);
      long id = lastIds.merge(node, 1L, Long::sum);
      long boundNs =
          switch (random.nextInt(12)) {
            case 0 -> 300;
            case 1 -> 0;
            case 2 -> random.nextInt(8) == 0 ? UNLIMITED : 1;
            default -> random.nextInt(20);
          };
      records.add(record(node, id, i * 20L + random.nextInt(60), boundNs));
    }
    RecordOrder order = new RecordOrder(false, direction);
    records.sort(Comparator.comparing(RecordPosition::of, order));
    return records;
  }

  /** The definition, pair by pair. */
  private static Certainty naive(List<LogRecord> answer, int index, Direction direction) {
    LogRecord record = answer.get(index);
    List<LogRecord> before = answer.subList(0, index);
    boolean behindOthers =
        before.stream()
            .filter(other -> !other.node().equals(record.node()))
            .allMatch(other -> isBehind(record, other, direction));
    List<LogRecord> own =
        before.stream().filter(other -> other.node().equals(record.node())).toList();
    boolean inOrderOfIds = own.stream().allMatch(other -> isIdBehind(record, other, direction));
    boolean behindOwn =
        inOrderOfIds || own.stream().allMatch(other -> isBehind(record, other, direction));
    return behindOthers && behindOwn ? CERTAIN : CONCURRENT;
  }

  private static boolean isIdBehind(LogRecord record, LogRecord other, Direction direction) {
    return direction == Direction.ASCENDING ? record.id() > other.id() : record.id() < other.id();
  }

  private static boolean isBehind(LogRecord record, LogRecord other, Direction direction) {
    LogRecord earlier = direction == Direction.ASCENDING ? other : record;
    LogRecord later = direction == Direction.ASCENDING ? record : other;
    return earlier.timeBoundNs() != UNLIMITED
        && later.timeBoundNs() != UNLIMITED
        && sum(earlier.timeNs(), earlier.timeBoundNs())
                .compareTo(sum(later.timeNs(), -later.timeBoundNs()))
            < 0;
  }

  private static BigInteger sum(long one, long other) {
    return BigInteger.valueOf(one).add(BigInteger.valueOf(other));
  }
}
