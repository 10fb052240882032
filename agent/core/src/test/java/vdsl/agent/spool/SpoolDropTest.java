package vdsl.agent.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static vdsl.agent.spool.SpoolFixture.at;
import static vdsl.agent.spool.SpoolFixture.body;
import static vdsl.agent.spool.SpoolFixture.content;
import static vdsl.agent.spool.SpoolFixture.openDropping;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vdsl.agent.status.StatusEvent;
import vdsl.agent.status.StatusLog;
import vdsl.block.Tombstone;
import vdsl.record.Severity;

/** A spool that gives up its oldest blocks when it is full. */
final class SpoolDropTest {
  private static final int BLOCK_COUNT = 40;
  private static final int TRIES_MAX = 50;
  private static final long WALL_NS = 2_000_000_000_000L;

  @TempDir Path temp;

  private final StatusLog status = SpoolFixture.status();
  private long nowNs;

  private Spool open() {
    return openDropping(temp.resolve("n1"), SpoolFiles.system(), status);
  }

  /** Checks that a spool holds count records, the first of them given up, and tells how many. */
  private static int droppedOf(Spool spool, int count) {
    List<String> content = content(spool);
    List<String> expected = new ArrayList<>();
    int dropped = 0;
    for (int i = 0; i < count; i++) {
      boolean isDropped = content.size() > i && dropped == i && content.get(i).equals("-");
      dropped += isDropped ? 1 : 0;
      expected.add(isDropped ? "-" : Integer.toString(i));
    }
    assertThat(content).isEqualTo(expected);
    assertThat(spool.records()).isEqualTo(count);
    return dropped;
  }

  private static SpooledBlock next(Spool spool, Numbering point) {
    return spool.blockAfter(point).orElseThrow();
  }

  private static Numbering end(Spool spool) {
    Numbering point = spool.numbering();
    Optional<SpooledBlock> next = spool.blockAfter(point);
    while (next.isPresent()) {
      point = point.after(next.get());
      next = spool.blockAfter(point);
    }
    return point;
  }

  @Test
  void oldestBlocksMakeRoomAndOneTombstoneTellsOfThem() {
    try (Spool spool = open()) {
      for (int i = 0; i < BLOCK_COUNT; i++) {
        SpoolTest.appendAll(spool, i, i + 1);
        assertThat(spool.bytes()).isLessThanOrEqualTo(8_192);
      }
      int dropped = droppedOf(spool, BLOCK_COUNT);
      assertThat(dropped).isBetween(BLOCK_COUNT / 2, BLOCK_COUNT - 1);
      SpooledBlock run = next(spool, spool.numbering());
      assertThat(run.recordCount()).isEqualTo(dropped);
      assertThat(run.tombstone())
          .isEqualTo(
              new Tombstone(
                  Tombstone.Cause.DROPPED,
                  WALL_NS,
                  WALL_NS + dropped - 1,
                  new TreeMap<>(Map.of(Severity.INFO, (long) dropped)),
                  "given up by the node because its spool was full"));
      assertThat(status.countOf(StatusEvent.RECORDS_DROPPED)).isEqualTo(dropped);
      assertThat(status.countOf(StatusEvent.SPOOL_DROPPED)).isGreaterThan(1);
      assertThat(status.countOf(StatusEvent.SPOOL_READ_FAILED)).isZero();
    }
  }

  @Test
  void reopenedSpoolHasTheSameTombstoneAndHistory() {
    Numbering end;
    try (Spool spool = open()) {
      SpoolTest.appendAll(spool, 0, BLOCK_COUNT);
      assertThat(spool.renumber(SpoolTest.connected(spool, 100), 0)).isTrue();
      end = end(spool);
    }
    for (int i = 0; i < 3; i++) {
      try (Spool spool = open()) {
        assertThat(droppedOf(spool, BLOCK_COUNT)).isPositive();
        assertThat(end(spool)).isEqualTo(end);
      }
    }
    assertThat(status.countOf(StatusEvent.SPOOL_DAMAGED)).isZero();
  }

  @Test
  void dropsAfterARestartJoinTheRun() {
    try (Spool spool = open()) {
      SpoolTest.appendAll(spool, 0, BLOCK_COUNT);
    }
    try (Spool spool = open()) {
      SpoolTest.appendAll(spool, BLOCK_COUNT, 2 * BLOCK_COUNT);
      int dropped = droppedOf(spool, 2 * BLOCK_COUNT);
      assertThat(next(spool, spool.numbering()).tombstone().levelCounts())
          .containsOnly(Map.entry(Severity.INFO, (long) dropped));
      assertThat(status.countOf(StatusEvent.RECORDS_DROPPED)).isEqualTo(dropped);
    }
  }

  @Test
  void sentBlocksMakeARunOfTheirOwnWhichTheAcknowledgedPointCuts() throws IOException {
    Numbering third;
    try (Spool spool = open()) {
      SpoolTest.appendAll(spool, 0, 4);
      third = spool.numbering();
      for (int i = 0; i < 4; i++) {
        SpooledBlock block = next(spool, i < 3 ? third : end(spool, 3));
        spool.read(block);
        third = i < 3 ? third.after(block) : third;
      }
      SpoolTest.appendAll(spool, 4, BLOCK_COUNT);
      int dropped = droppedOf(spool, BLOCK_COUNT);
      SpooledBlock sent = next(spool, spool.numbering());
      assertThat(sent.recordCount()).isEqualTo(4);
      SpooledBlock unsent = next(spool, spool.numbering().after(sent));
      assertThat(unsent.recordCount()).isEqualTo(dropped - 4);
      spool.acknowledge(third, 0);
      SpooledBlock rest = next(spool, third);
      assertThat(rest.recordCount()).isEqualTo(1);
      assertThat(third.ids(rest).first()).isEqualTo(third.lastId() + 1);
      assertThat(rest.tombstone().levelCounts()).isEmpty();
      assertThat(next(spool, third.after(rest))).isEqualTo(unsent);
      assertThat(unsent.tombstone().levelCounts().get(Severity.INFO)).isEqualTo(dropped - 4L);
    }
    try (Spool spool = open()) {
      assertThat(spool.numbering()).isEqualTo(third);
      assertThat(next(spool, third).recordCount()).isEqualTo(1);
    }
  }

  private static Numbering end(Spool spool, int blockCount) {
    Numbering point = spool.numbering();
    for (int i = 0; i < blockCount; i++) {
      point = point.after(next(spool, point));
    }
    return point;
  }

  @Test
  void pointWithinARunHasTheRestOfItNext() {
    try (Spool spool = open()) {
      SpoolTest.appendAll(spool, 0, 4);
      Numbering second = end(spool, 2);
      SpoolTest.appendAll(spool, 4, BLOCK_COUNT);
      int dropped = droppedOf(spool, BLOCK_COUNT);
      assertThat(next(spool, second).firstRecord()).isEqualTo(2);
      assertThat(next(spool, second).endRecord()).isEqualTo(dropped);
    }
  }

  @Test
  void acknowledgedRunIsForgottenAndItsCheckpointToo() {
    try (Spool spool = open()) {
      SpoolTest.appendAll(spool, 0, BLOCK_COUNT);
      SpoolTest.acknowledgeAll(spool);
      assertThat(content(spool)).isEmpty();
    }
    try (Spool spool = open()) {
      assertThat(content(spool)).isEmpty();
      assertThat(spool.records()).isEqualTo(BLOCK_COUNT);
      assertThat(spool.numbering().lastId()).isEqualTo(BLOCK_COUNT);
    }
  }

  @Test
  void acknowledgedSegmentsGoBeforeAnythingIsGivenUp() {
    FaultyFiles files = new FaultyFiles();
    try (Spool spool = openDropping(temp.resolve("n1"), files, status)) {
      int count = 0;
      while (spool.bytes() < 7_000) {
        SpoolTest.appendAll(spool, count, count + 1);
        count++;
      }
      files.fillDisk();
      assertThat(spool.append(body(count, 1), at(count + 1), 0))
          .isEqualTo(Spool.AppendResult.FAILED);
      SpoolTest.acknowledgeAll(spool);
      assertThat(spool.append(body(count, 1), at(count + 1), RetryPause.PAUSE_MAX_NS))
          .isEqualTo(Spool.AppendResult.APPENDED);
      assertThat(status.countOf(StatusEvent.RECORDS_DROPPED)).isZero();
    }
  }

  /** Blocks after which the next one finds the spool at its bound. */
  private static int countAtTheBound(Path directory) {
    StatusLog log = SpoolFixture.status();
    int count = 0;
    try (Spool spool = openDropping(directory, SpoolFiles.system(), log)) {
      while (log.countOf(StatusEvent.SPOOL_DROPPED) == 0) {
        SpoolTest.appendAll(spool, count, count + 1);
        count++;
      }
      return count - 1;
    }
  }

  @Test
  void fullDiskAtTheBoundGivesWayToTheReserve() {
    int bound = countAtTheBound(temp.resolve("n0"));
    FaultyFiles files = new FaultyFiles();
    try (Spool spool = openDropping(temp.resolve("n1"), files, status)) {
      SpoolTest.appendAll(spool, 0, bound);
      files.fillDisk();
      SpoolTest.appendAll(spool, bound, bound + 1);
      assertThat(droppedOf(spool, bound + 1))
          .isPositive()
          .isEqualTo((int) status.countOf(StatusEvent.RECORDS_DROPPED));
    }
  }

  @Test
  void fullDiskBelowTheBoundGivesNothingUp() {
    FaultyFiles files = new FaultyFiles();
    try (Spool spool = openDropping(temp.resolve("n1"), files, status)) {
      SpoolTest.appendAll(spool, 0, 3);
      files.fillDisk();
      for (int i = 0; i < TRIES_MAX; i++) {
        nowNs += RetryPause.PAUSE_MAX_NS;
        assertThat(spool.append(body(3, 1), at(4), nowNs)).isEqualTo(Spool.AppendResult.FAILED);
      }
      assertThat(droppedOf(spool, 3)).isZero();
    }
  }

  @Test
  void smallerBoundIsReachedByGivingUpAllThatIsTooMuch() {
    Path directory = temp.resolve("n1");
    try (Spool spool = SpoolFixture.open(directory)) {
      SpoolTest.appendAll(spool, 0, 3 * BLOCK_COUNT);
      assertThat(spool.bytes()).isGreaterThan(3 * 8_192);
    }
    try (Spool spool = open()) {
      SpoolTest.appendAll(spool, 3 * BLOCK_COUNT, 3 * BLOCK_COUNT + 1);
      assertThat(spool.bytes()).isLessThanOrEqualTo(8_192);
      assertThat(droppedOf(spool, 3 * BLOCK_COUNT + 1)).isGreaterThan(2 * BLOCK_COUNT);
    }
  }

  @Test
  void blocksLargerThanASegmentAreGivenUpToo() {
    SpoolConfig tight =
        new SpoolConfig(
                temp,
                SpoolFixture.NODE,
                SpoolFixture.BOOT,
                SpoolConfig.SEGMENT_BYTES_MIN,
                4 * SpoolConfig.SEGMENT_BYTES_MIN,
                SyncPolicy.INTERVAL)
            .withFull(SpoolFull.DROP_OLDEST);
    int count = 1;
    while (body(0, count).bytes().length < 2_300) {
      count++;
    }
    try (Spool spool = Spool.open(tight, SpoolFiles.system(), status, new Random(1))) {
      for (int i = 0; i < 5; i++) {
        assertThat(spool.append(body(i * count, count), at(i), 0))
            .isEqualTo(Spool.AppendResult.APPENDED);
        assertThat(spool.bytes()).isLessThanOrEqualTo(4 * SpoolConfig.SEGMENT_BYTES_MIN);
      }
      assertThat(status.countOf(StatusEvent.RECORDS_DROPPED)).isEqualTo(4L * count);
      assertThat(spool.append(body(0, 4 * count), at(9), 0)).isEqualTo(Spool.AppendResult.FULL);
    }
  }

  @Test
  void damagedBlocksInAGivenUpSegmentAreOfUnknownLevel() throws IOException {
    Path directory = temp.resolve("n1");
    try (Spool spool = open()) {
      SpoolTest.appendAll(spool, 0, 4);
    }
    flipHeaderOfFirstBlock(SpoolFixture.segments(directory).get(0));
    try (Spool spool = open()) {
      assertThat(content(spool)).containsExactly("?", "1", "2", "3");
      SpoolTest.appendAll(spool, 4, BLOCK_COUNT);
      int dropped = droppedOf(spool, BLOCK_COUNT);
      assertThat(status.countOf(StatusEvent.RECORDS_DROPPED)).isEqualTo(dropped);
      Tombstone first = next(spool, spool.numbering()).tombstone();
      assertThat(first.fromNs()).isLessThan(WALL_NS);
      assertThat(first.levelCounts().get(Severity.INFO)).isEqualTo(3);
    }
  }

  private static void flipHeaderOfFirstBlock(Path segment) throws IOException {
    byte[] bytes = Files.readAllBytes(segment);
    int at = 0;
    while (!(bytes[at] == 'V' && bytes[at + 3] == 'E' && bytes[at + 4] == 1)) {
      at++;
    }
    bytes[at + 28] ^= 1;
    Files.write(segment, bytes);
  }

  @Test
  void failedAccessIsTriedAgainAndLosesNothingUnsaid() {
    boolean failed = true;
    long n = 1;
    for (; failed; n++) {
      Path directory = temp.resolve("d" + n);
      FaultyFiles files = FaultyFiles.unforced();
      int dropped;
      try (Spool spool = openDropping(directory, files, SpoolFixture.status())) {
        files.failAt(n);
        for (int i = 0; i < BLOCK_COUNT; i++) {
          int first = i;
          until(
              () -> spool.append(body(first, 1), at(first), nowNs) == Spool.AppendResult.APPENDED);
          if (i % 5 == 4) {
            until(() -> spool.sync(nowNs));
          }
        }
        failed = files.hasFailed();
        files.failAt(Long.MAX_VALUE);
        dropped = droppedOf(spool, BLOCK_COUNT);
        files.kill();
      }
      StatusLog afterwards = SpoolFixture.status();
      try (Spool spool = openDropping(directory, FaultyFiles.unforced(), afterwards)) {
        assertThat(droppedOf(spool, BLOCK_COUNT)).as("access %d failed", n).isEqualTo(dropped);
        assertThat(afterwards.countOf(StatusEvent.SPOOL_DAMAGED)).isZero();
      }
    }
    assertThat(n).isGreaterThan(100);
  }

  @Test
  void processKilledAtAnyAccessFindsItsTombstoneAgain() {
    boolean died = true;
    long n = 1;
    for (; died; n++) {
      Path directory = temp.resolve("d" + n);
      FaultyFiles files = FaultyFiles.unforced();
      int appended = 0;
      try (Spool spool = openDropping(directory, files, SpoolFixture.status())) {
        files.dieAt(n);
        while (appended < BLOCK_COUNT && append(spool, appended)) {
          appended++;
        }
        died = files.isDead();
        files.kill();
      }
      checkRecovered(directory, appended, appended);
    }
    assertThat(n).isGreaterThan(100);
  }

  @Test
  void powerCutAtAnyAccessLeavesWhatWasForced() throws IOException {
    boolean died = true;
    long n = 1;
    for (; died; n++) {
      Path directory = temp.resolve("d" + n);
      VolatileFiles files = new VolatileFiles();
      int appended = 0;
      int synced = 0;
      try (Spool spool = openDropping(directory, files, SpoolFixture.status())) {
        files.killAt(n);
        while (appended < BLOCK_COUNT && append(spool, appended)) {
          appended++;
          synced = appended % 3 == 0 && spool.sync(0) ? appended : synced;
        }
        died = files.isKilled();
        files.kill();
      }
      files.cutPower();
      checkRecovered(directory, synced, appended);
    }
    assertThat(n).isGreaterThan(100);
  }

  private static boolean append(Spool spool, int first) {
    return spool.append(body(first, 1), at(first), 0) == Spool.AppendResult.APPENDED;
  }

  private static void checkRecovered(Path directory, int countMin, int countMax) {
    StatusLog afterwards = SpoolFixture.status();
    try (Spool spool = openDropping(directory, FaultyFiles.unforced(), afterwards)) {
      int count = Math.toIntExact(spool.records());
      assertThat(count).as("%s", directory).isBetween(countMin, countMax);
      int dropped = droppedOf(spool, count);
      if (dropped > 0) {
        assertThat(next(spool, spool.numbering()).tombstone().levelCounts())
            .containsOnly(Map.entry(Severity.INFO, (long) dropped));
      }
      assertThat(afterwards.countOf(StatusEvent.SPOOL_DAMAGED)).isZero();
      Numbering end = end(spool);
      SpoolTest.appendAll(spool, count, count + 1);
      if (afterwards.countOf(StatusEvent.SPOOL_DROPPED) == 0) {
        assertThat(end(spool, spool.blockCount() - 1)).isEqualTo(end);
      }
    }
  }

  private interface Attempt {
    boolean succeeds();
  }

  private void until(Attempt attempt) {
    for (int i = 0; i < TRIES_MAX; i++) {
      if (attempt.succeeds()) {
        return;
      }
      nowNs += RetryPause.PAUSE_MAX_NS;
    }
    throw new AssertionError("no success after " + TRIES_MAX + " tries");
  }
}
