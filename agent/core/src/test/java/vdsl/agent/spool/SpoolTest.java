package vdsl.agent.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static vdsl.agent.spool.SpoolFixture.at;
import static vdsl.agent.spool.SpoolFixture.body;
import static vdsl.agent.spool.SpoolFixture.content;
import static vdsl.agent.spool.SpoolFixture.open;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vdsl.record.NodeId;
import vdsl.time.BootId;

final class SpoolTest {
  @TempDir Path temp;

  @Test
  void reopenedSpoolHasTheSameBlocksIdsAndPositions() {
    Path directory = temp.resolve("n1");
    try (Spool spool = open(directory)) {
      assertThat(spool.append(body(0, 3), at(3), 0)).isEqualTo(Spool.AppendResult.APPENDED);
      assertThat(spool.append(body(3, 2), at(4), 0)).isEqualTo(Spool.AppendResult.APPENDED);
      assertThat(spool.renumber(connected(spool, 100), 0)).isTrue();
    }
    try (Spool spool = open(directory)) {
      assertThat(content(spool)).containsExactly("0", "1", "2", "3", "4");
      SpooledBlock second = spool.blockAfter(Numbering.SEQUENCE_ORIGIN + 1).orElseThrow();
      assertThat(spool.numbering().ids(second).toString()).isEqualTo("104..105");
      assertThat(spool.numbering().clusterId()).isEqualTo("c");
      assertThat(spool.positions()).containsExactlyInAnyOrder(at(3).get(0), at(4).get(0));
    }
  }

  @Test
  void sourceForgottenBeforeACheckpointStaysForgotten() {
    Path directory = temp.resolve("n1");
    try (Spool spool = open(directory)) {
      assertThat(spool.append(body(0, 3), at(3), 0)).isEqualTo(Spool.AppendResult.APPENDED);
      assertThat(spool.append(body(3, 2), at(4), 0)).isEqualTo(Spool.AppendResult.APPENDED);
      spool.forget(at(3).get(0).source());
    }
    try (Spool spool = open(directory)) {
      assertThat(spool.positions()).isEqualTo(at(4));
    }
  }

  @Test
  void acknowledgedSegmentsAreDeletedAndSequencesGoOn() {
    Path directory = temp.resolve("n1");
    long last;
    try (Spool spool = open(directory)) {
      appendAll(spool, 0, 100);
      assertThat(SpoolFixture.segments(directory)).hasSizeGreaterThan(5);
      acknowledgeAll(spool);
      assertThat(SpoolFixture.segments(directory)).hasSize(1);
      last = spool.lastSequence();
    }
    try (Spool spool = open(directory)) {
      assertThat(content(spool)).isEmpty();
      assertThat(spool.lastSequence()).isEqualTo(last);
      assertThat(spool.records()).isEqualTo(100);
      assertThat(spool.numbering().lastId()).isEqualTo(100);
      appendAll(spool, 100, 101);
      assertThat(content(spool)).containsExactly("100");
    }
  }

  @Test
  void fullSpoolRefusesAndTakesAgainAfterAcknowledgement() {
    SpoolConfig small =
        new SpoolConfig(
            temp.resolve("n1"),
            SpoolFixture.NODE,
            SpoolFixture.BOOT,
            2_048,
            8_192,
            SyncPolicy.INTERVAL);
    try (Spool spool =
        Spool.open(small, SpoolFiles.system(), SpoolFixture.status(), new Random(1))) {
      int appended = 0;
      while (spool.append(body(appended, 1), at(appended), 0) == Spool.AppendResult.APPENDED) {
        appended++;
      }
      assertThat(spool.append(body(appended, 1), at(appended), 0))
          .isEqualTo(Spool.AppendResult.FULL);
      assertThat(spool.bytes()).isLessThanOrEqualTo(8_192);
      assertThat(content(spool)).hasSize(appended);
      acknowledgeAll(spool);
      assertThat(spool.append(body(0, 1), at(0), 0)).isEqualTo(Spool.AppendResult.APPENDED);
    }
  }

  @Test
  void secondAgentOnADirectoryIsRefusedByName() {
    Path directory = temp.resolve("n1");
    try (Spool first = open(directory)) {
      assertThat(first.blockCount()).isZero();
      assertThatThrownBy(() -> open(directory))
          .isInstanceOf(SpoolException.class)
          .hasMessageContaining(directory.toString())
          .hasMessageContaining("in use");
    }
    open(directory).close();
  }

  @Test
  void refusedSecondOpenLeavesTheLockOfTheFirst() throws Exception {
    Path directory = temp.resolve("n1");
    try (Spool first = open(directory)) {
      assertThat(LockProbe.isFree(directory)).isFalse();
      assertThatThrownBy(() -> open(directory)).isInstanceOf(SpoolException.class);
      assertThat(SpoolDirectory.remove(directory.resolve("../n1"), Set.of())).isFalse();
      assertThat(LockProbe.isFree(directory)).isFalse();
      assertThat(first.blockCount()).isZero();
    }
    assertThat(LockProbe.isFree(directory)).isTrue();
  }

  @Test
  void everyParentOfAMadeDirectoryIsForced() throws IOException {
    List<Path> forced = new ArrayList<>();
    SystemSpoolFiles files =
        new SystemSpoolFiles() {
          @Override
          public void forceDirectory(Path directory) throws IOException {
            forced.add(directory);
            super.forceDirectory(directory);
          }
        };
    files.createDirectory(temp.resolve("a/b/c"));
    assertThat(forced)
        .containsExactly(temp.resolve("a/b"), temp.resolve("a"), temp.toAbsolutePath());
    files.createDirectory(temp.resolve("a/b/c"));
    assertThat(forced).hasSize(3);
  }

  @Test
  void directoryOfAnotherNodeIsRefused() {
    open(temp).close();
    SpoolConfig other =
        new SpoolConfig(
            temp, new NodeId("n2"), SpoolFixture.BOOT, 2_048, 1 << 20, SyncPolicy.INTERVAL);
    assertThatThrownBy(
            () -> Spool.open(other, SpoolFiles.system(), SpoolFixture.status(), new Random(1)))
        .isInstanceOf(SpoolException.class)
        .hasMessageContaining("belongs to node n1, not n2");
  }

  @Test
  void segmentOfAnotherVersionIsRefused() throws IOException {
    open(temp).close();
    Path segment = SpoolFixture.segments(temp).get(0);
    byte[] bytes = Files.readAllBytes(segment);
    bytes[4] = 9;
    int length = bytes[6];
    int crc = Checksum.of(bytes, 0, length - 4);
    for (int i = 0; i < 4; i++) {
      bytes[length - 4 + i] = (byte) (crc >>> (8 * i));
    }
    Files.write(segment, bytes);
    assertThatThrownBy(() -> open(temp))
        .isInstanceOf(SpoolException.class)
        .hasMessageContaining("format version 9");
  }

  @Test
  void filesAreForTheirOwnerOnly() throws IOException {
    Path directory = temp.resolve("n1");
    open(directory).close();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
        .isEqualTo("rwx------");
    for (Path file : SpoolFixture.segments(directory)) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void unsyncedSpoolOfAnEarlierBootBeginsANewIncarnation() {
    BootId next = new BootId(new UUID(3, 4));
    assertThat(incarnationsDiffer("a", SyncPolicy.NONE, next)).isTrue();
    assertThat(incarnationsDiffer("b", SyncPolicy.NONE, SpoolFixture.BOOT)).isFalse();
    assertThat(incarnationsDiffer("c", SyncPolicy.INTERVAL, next)).isFalse();
  }

  private boolean incarnationsDiffer(String name, SyncPolicy policy, BootId secondBoot) {
    Path directory = temp.resolve(name);
    SpoolConfig first = SpoolFixture.config(directory, SpoolFixture.BOOT, policy);
    SpoolConfig second = SpoolFixture.config(directory, secondBoot, policy);
    long before;
    try (Spool spool =
        Spool.open(first, SpoolFiles.system(), SpoolFixture.status(), new Random(1))) {
      before = spool.numbering().incarnation();
    }
    try (Spool spool =
        Spool.open(second, SpoolFiles.system(), SpoolFixture.status(), new Random(2))) {
      return spool.numbering().incarnation() != before;
    }
  }

  @Test
  void bytesThatLookLikeASpoolAreNotTakenForEntries() throws IOException {
    Path inner = temp.resolve("inner");
    try (Spool spool = open(inner)) {
      appendAll(spool, 0, 3);
    }
    byte[] copy = Files.readAllBytes(SpoolFixture.segments(inner).get(0));
    byte[] shifted = new byte[copy.length + 100];
    System.arraycopy(copy, 0, shifted, 100, copy.length);
    Path outer = temp.resolve("outer");
    Files.createDirectories(outer);
    Files.write(outer.resolve(Segment.fileName(1)), shifted);
    try (Spool spool = open(outer)) {
      assertThat(content(spool)).isEmpty();
    }
  }

  @Test
  void blocksOfAKilledProcessSurviveAPowerCutAfterTheRestart() throws IOException {
    Path directory = temp.resolve("n1");
    VolatileFiles files = new VolatileFiles();
    try (Spool spool = open(directory, files, SpoolFixture.status())) {
      appendAll(spool, 0, 1);
      assertThat(spool.append(body(1, 2), at(3), 0)).isEqualTo(Spool.AppendResult.APPENDED);
      assertThat(spool.unsyncedBytes()).isPositive();
      files.kill();
    }
    files.restart();
    try (Spool spool = open(directory, files, SpoolFixture.status())) {
      assertThat(content(spool)).containsExactly("0", "1", "2");
      files.kill();
    }
    files.cutPower();
    try (Spool spool = open(directory)) {
      assertThat(content(spool)).containsExactly("0", "1", "2");
      assertThat(spool.positions()).contains(at(3).get(0));
    }
  }

  @Test
  void recoveredBlocksThatCannotBeForcedAreNoSpool() {
    Path directory = temp.resolve("n1");
    FaultyFiles files = new FaultyFiles();
    try (Spool spool = open(directory)) {
      appendAll(spool, 0, 1);
    }
    files.forcesFail(true);
    assertThatThrownBy(() -> open(directory, files, SpoolFixture.status()))
        .isInstanceOf(SpoolException.class)
        .hasMessageContaining("force failed");
    assertThat(SpoolFixture.segments(directory)).hasSize(1);
  }

  @Test
  void fullDiskGivesAcknowledgedSegmentsBackAndStarts() {
    Path directory = temp.resolve("n1");
    FaultyFiles files = new FaultyFiles();
    try (Spool spool = open(directory, files, SpoolFixture.status())) {
      appendAll(spool, 0, 60);
      files.fillDisk();
      acknowledgeAll(spool);
      assertThat(SpoolFixture.segments(directory)).hasSize(1);
    }
    FaultyFiles full = new FaultyFiles();
    full.fillDisk();
    try (Spool spool = open(directory, full, SpoolFixture.status())) {
      assertThat(content(spool)).isEmpty();
      assertThat(spool.records()).isEqualTo(60);
    }
  }

  @Test
  void fullDiskIsFreedEvenIfAcknowledgementsCameInAPause() {
    Path directory = temp.resolve("n1");
    FaultyFiles files = new FaultyFiles();
    try (Spool spool = open(directory, files, SpoolFixture.status())) {
      appendAll(spool, 0, 60);
      files.fillDisk();
      assertThat(spool.append(body(60, 1), at(61), 0)).isEqualTo(Spool.AppendResult.FAILED);
      acknowledgeAll(spool);
      assertThat(SpoolFixture.segments(directory)).hasSizeGreaterThan(5);
      assertThat(spool.append(body(60, 1), at(61), RetryPause.PAUSE_MAX_NS))
          .isEqualTo(Spool.AppendResult.APPENDED);
      assertThat(SpoolFixture.segments(directory)).hasSize(1);
    }
  }

  @Test
  void fullDiskIsFreedOfTheActiveSegmentToo() {
    Path directory = temp.resolve("n1");
    FaultyFiles files = new FaultyFiles();
    try (Spool spool = open(directory, files, SpoolFixture.status())) {
      appendAll(spool, 0, 1);
      acknowledgeAll(spool);
      Path segment = SpoolFixture.segments(directory).get(0);
      files.fillDisk();
      assertThat(spool.append(body(1, 1), at(2), 0)).isEqualTo(Spool.AppendResult.FAILED);
      assertThat(spool.append(body(1, 1), at(2), RetryPause.PAUSE_MAX_NS))
          .isEqualTo(Spool.AppendResult.APPENDED);
      assertThat(segment).doesNotExist();
      assertThat(content(spool)).containsExactly("1");
    }
  }

  @Test
  void startsWithoutRecordsLeaveNoSegmentsBehind() {
    for (int i = 0; i < 5; i++) {
      open(temp).close();
    }
    assertThat(SpoolFixture.segments(temp)).hasSize(1);
  }

  @Test
  void acknowledgedBlocksAreNotHeldInMemory() {
    BlockQueue queue = new BlockQueue();
    List<WeakReference<SpooledBlock>> held = new ArrayList<>();
    for (int i = 2; i < 300; i++) {
      SpooledBlock block = SpooledBlock.Lost.between(i, i, i + 1, 0);
      queue.addLast(block);
      held.add(new WeakReference<>(block));
    }
    while (!queue.isEmpty()) {
      queue.removeFirst();
    }
    await()
        .until(
            () -> {
              System.gc();
              return held.stream().allMatch(block -> block.get() == null);
            });
    assertThat(queue.size()).isZero();
  }

  static void appendAll(Spool spool, int from, int to) {
    for (int i = from; i < to; i++) {
      assertThat(spool.append(body(i, 1), at(i + 1), 0)).isEqualTo(Spool.AppendResult.APPENDED);
    }
    assertThat(spool.sync(0)).isTrue();
  }

  static void acknowledgeAll(Spool spool) {
    Numbering point = spool.numbering();
    while (spool.blockAfter(point.sequence()).isPresent()) {
      point = point.after(spool.blockAfter(point.sequence()).orElseThrow());
    }
    spool.acknowledge(point, 0);
  }

  static Numbering connected(Spool spool, long lastId) {
    return spool.numbering().renumbered("c", 5, lastId, 6);
  }
}
