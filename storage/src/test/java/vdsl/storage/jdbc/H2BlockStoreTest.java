package vdsl.storage.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import vdsl.fault.CrashPoint;
import vdsl.record.IdRange;
import vdsl.record.NodeId;
import vdsl.storage.spi.BlockBytes;
import vdsl.storage.spi.BlockRef;
import vdsl.storage.spi.BlockRefs;
import vdsl.storage.spi.BlockSearch;
import vdsl.storage.spi.IndexedBlock;
import vdsl.storage.spi.SampleBlocks;
import vdsl.storage.spi.StoreEvents;
import vdsl.storage.spi.StoreException;

/** What H2BlockStore promises about its own files. */
final class H2BlockStoreTest {
  private static final NodeId NODE = new NodeId("n1");

  @TempDir private Path directory;
  private final CountedEvents events = new CountedEvents();
  private final AtomicLong nowNs = new AtomicLong(H2Files.START_NS);

  private H2BlockStore open() {
    return open(H2StoreConfig.of(directory), CrashPoint.NONE);
  }

  private H2BlockStore open(H2StoreConfig config, CrashPoint crashPoint) {
    return H2BlockStore.open(config, nowNs::get, crashPoint, events);
  }

  private static void commit(H2BlockStore store, long firstId) {
    IndexedBlock block = SampleBlocks.records(NODE, IdRange.ofCount(firstId, 10), firstId);
    store.commit(List.of(block), List.of(SampleBlocks.cursorAfter(block)));
  }

  private static List<Long> firstIds(H2BlockStore store) {
    List<Long> found = new ArrayList<>();
    try (BlockRefs refs = store.find(BlockSearch.all(BlockSearch.Order.ID_ASCENDING))) {
      refs.forEachRemaining(ref -> found.add(store.read(ref).stamp().ids().first()));
    }
    return found;
  }

  @Test
  void directoryInUseIsRefusedByNameAndPid() {
    try (H2BlockStore inUse = open()) {
      assertThat(inUse.cursors()).isEmpty();
      assertThatThrownBy(this::open)
          .isInstanceOf(StoreException.Unusable.class)
          .hasMessage(
              "data directory %s is in use by another collector (pid %s);"
                  + " end that one, or name another directory",
              directory, ProcessHandle.current().pid());
    }
    open().close();
  }

  @Test
  void directoryOfAnotherVersionIsRefusedNamingBoth() throws IOException {
    open().close();
    Path properties = directory.resolve(StoreDirectory.PROPERTIES_FILE);
    Files.writeString(properties, Files.readString(properties).replace("format=1", "format=12"));

    assertThatThrownBy(this::open)
        .isInstanceOf(StoreException.Unusable.class)
        .hasMessageContaining("\"12\"")
        .hasMessageContaining("\"1\"");
  }

  @Test
  void fileInPlaceOfTheDirectoryIsRefused() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "not a directory");

    assertThatThrownBy(() -> open(H2StoreConfig.of(file), CrashPoint.NONE))
        .isInstanceOf(StoreException.Unusable.class)
        .hasMessage("data directory %s is not a directory; name another", file);
    assertThatThrownBy(() -> open(H2StoreConfig.of(file.resolve("below")), CrashPoint.NONE))
        .isInstanceOf(StoreException.Unusable.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void pathThatCouldCarrySettingsOfH2IsRefused() {
    Path path = directory.resolve("x;INIT=DROP");

    assertThatThrownBy(() -> open(H2StoreConfig.of(path), CrashPoint.NONE))
        .isInstanceOf(StoreException.Unusable.class)
        .hasMessageContaining("must not have \";\"");
    assertThat(path).doesNotExist();
  }

  @Test
  void onlyTheOwnerMayRead() throws IOException {
    Path made = directory.resolve("data");
    try (H2BlockStore store = open(H2StoreConfig.of(made), CrashPoint.NONE)) {
      commit(store, 1);
      nowNs.addAndGet(H2Files.DAY_NS);
      commit(store, 11);
    }

    try (Stream<Path> all = Files.walk(made)) {
      assertThat(all)
          .allSatisfy(
              path ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                      .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------"));
    }
  }

  @Test
  void newDayBeginsANewPartitionThatHasTheCursors() throws IOException {
    try (H2BlockStore store = open()) {
      commit(store, 1);
      nowNs.addAndGet(H2Files.DAY_NS);
      commit(store, 11);
    }

    assertThat(H2Files.partitions(directory))
        .extracting(file -> file.getFileName().toString())
        .containsExactly("00000001-20261123.mv.db", "00000002-20261124.mv.db");
    try (H2BlockStore store = open()) {
      assertThat(store.cursors().get(NODE)).extracting(c -> c.lastId()).isEqualTo(20L);
    }
  }

  @Test
  void partitionThatWasTakenAwayIsMissed() throws IOException {
    try (H2BlockStore store = open()) {
      commit(store, 1);
      nowNs.addAndGet(H2Files.DAY_NS);
      commit(store, 11);
    }
    Files.delete(H2Files.partitions(directory).get(0));
    assertThatThrownBy(this::open)
        .isInstanceOf(StoreException.Unusable.class)
        .hasMessageContaining("lacks partition 1 of 2");
  }

  @Test
  void fullPartitionIsFollowedByANewOne() throws IOException {
    H2StoreConfig config = new H2StoreConfig(directory, H2StoreConfig.PARTITION_BYTES_MIN, 4);
    try (H2BlockStore store = open(config, CrashPoint.NONE)) {
      for (int id = 1; id <= 4; id++) {
        byte[] body = SampleBlocks.randomBytes(id, 1 << 20);
        IndexedBlock block = SampleBlocks.withBody(NODE, new IdRange(id, id), id, body);
        store.commit(List.of(block), List.of(SampleBlocks.cursorAfter(block)));
      }
      assertThat(firstIds(store)).containsExactly(1L, 2L, 3L, 4L);
    }
    assertThat(H2Files.partitions(directory)).hasSize(4);
    assertThat(events.of(StoreEvents.Kind.PARTITION_ROLLED)).isEqualTo(3);
  }

  @Test
  void clockThatFlapsAroundMidnightRollsOnce() throws IOException {
    try (H2BlockStore store = open()) {
      for (int i = 0; i < 6; i++) {
        commit(store, 1 + i * 10L);
        nowNs.set(H2Files.START_NS - 1 + (i + 1) % 2);
      }
    }
    assertThat(H2Files.partitions(directory)).hasSize(1);
  }

  @Test
  void partitionOfAClockFarAheadIsLeftOnceTheClockIsRight() throws IOException {
    try (H2BlockStore store = open()) {
      nowNs.addAndGet(1_000 * H2Files.DAY_NS);
      commit(store, 1);
      nowNs.set(H2Files.START_NS);
      commit(store, 11);
      nowNs.addAndGet(H2Files.DAY_NS);
      commit(store, 21);
      assertThat(firstIds(store)).containsExactly(1L, 11L, 21L);
    }
    assertThat(H2Files.partitions(directory))
        .extracting(file -> file.getFileName().toString().substring(9, 17))
        .containsExactly("20261123", "20290819", "20261123", "20261124");
  }

  @Test
  void refusedSecondOpeningLeavesTheLockToTheFirst() throws Exception {
    try (H2BlockStore inUse = open()) {
      assertThatThrownBy(this::open).isInstanceOf(StoreException.Unusable.class);
      Process other =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  LockingProcess.class.getName(),
                  directory.resolve(StoreDirectory.LOCK_FILE).toString())
              .start();
      assertThat(other.waitFor()).isEqualTo(LockingProcess.REFUSED);
      assertThat(inUse.cursors()).isEmpty();
    }
  }

  @Test
  void partitionsWithoutPropertiesAreRefused() throws IOException {
    try (H2BlockStore store = open()) {
      commit(store, 1);
    }
    Path properties = directory.resolve(StoreDirectory.PROPERTIES_FILE);
    Files.delete(properties);
    assertThatThrownBy(this::open)
        .isInstanceOf(StoreException.Unusable.class)
        .hasMessageContaining("has partitions but no store.properties");
    assertThat(properties).doesNotExist();
    for (String foreign : List.of("", "colour=blue\n", "format=1\ncluster=none\n", "\\uX")) {
      Files.writeString(properties, foreign);
      assertThatThrownBy(this::open)
          .isInstanceOf(StoreException.Unusable.class)
          .hasMessageContaining("damaged or not a collector's");
    }
  }

  @Test
  void closeDoesNotWaitForACommitThatHangs() throws Exception {
    CountDownLatch hanging = new CountDownLatch(1);
    CountDownLatch freed = new CountDownLatch(1);
    CrashPoint hang =
        step -> {
          if (step == CrashPoint.Step.STORE_INSERTED) {
            hanging.countDown();
            awaitQuietly(freed);
          }
        };
    ExecutorService committer = Executors.newSingleThreadExecutor();
    H2BlockStore store = open(H2StoreConfig.of(directory), hang);
    Future<?> commit = committer.submit(() -> commit(store, 1));
    hanging.await();
    assertThatThrownBy(store::close)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("has not returned");
    freed.countDown();
    commit.get();
    store.close();
    committer.shutdown();
    open().close();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void unfinishedRollLeavesTheOldPartitionOpen() throws IOException {
    try (H2BlockStore store = open()) {
      commit(store, 1);
    }
    Path partition = H2Files.partitions(directory).get(0);
    Path leftover = partition.resolveSibling("00000002-20261124.new.mv.db");
    Files.write(leftover, new byte[5_000]);

    try (H2BlockStore store = open()) {
      commit(store, 11);
      assertThat(firstIds(store)).containsExactly(1L, 11L);
    }

    assertThat(leftover).doesNotExist();
    assertThat(events.of(StoreEvents.Kind.LEFTOVER_REMOVED)).isEqualTo(1);
    assertThat(H2Files.partitions(directory)).containsExactly(partition);
  }

  @Test
  void rollThatEndedBeforeItsFirstCommitLeavesTheNewPartitionOpen() throws IOException {
    CrashPoint copying =
        step -> {
          if (step == CrashPoint.Step.STORE_INSERTED && nowNs.get() > H2Files.START_NS) {
            copyTo(directory.resolveSibling(directory.getFileName() + "-copy"));
          }
        };
    try (H2BlockStore store = open(H2StoreConfig.of(directory), copying)) {
      commit(store, 1);
      nowNs.addAndGet(H2Files.DAY_NS);
      commit(store, 11);
    }

    Path copy = directory.resolveSibling(directory.getFileName() + "-copy");
    try (H2BlockStore store = open(H2StoreConfig.of(copy), CrashPoint.NONE)) {
      assertThat(store.cursors().get(NODE)).extracting(c -> c.lastId()).isEqualTo(10L);
      commit(store, 11);
      assertThat(firstIds(store)).containsExactly(1L, 11L);
    }
    assertThat(H2Files.partitions(copy)).hasSize(2);
  }

  private void copyTo(Path copy) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.toList()) {
        Files.copy(
            file, copy.resolve(directory.relativize(file)), StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Test
  void lostSummaryIsMadeAnew() throws IOException {
    try (H2BlockStore store = open()) {
      commit(store, 1);
      nowNs.addAndGet(H2Files.DAY_NS);
      commit(store, 11);
    }
    Path partition = H2Files.partitions(directory).get(0);
    Path summary = partition.resolveSibling("00000001-20261123.summary");
    String kept = Files.readString(summary);

    for (String damaged : List.of("", kept.replace("rows 1", "rows 2"), kept.substring(1))) {
      Files.writeString(summary, damaged);
      try (H2BlockStore store = open()) {
        assertThat(firstIds(store)).containsExactly(1L, 11L);
      }
      assertThat(summary).hasContent(kept);
    }
    assertThat(events.of(StoreEvents.Kind.SUMMARY_REBUILT)).isEqualTo(3);
  }

  @Test
  void unreadableOpenPartitionIsRefusedInOneLine() throws IOException {
    try (H2BlockStore store = open()) {
      commit(store, 1);
    }
    Files.write(H2Files.partitions(directory).get(0), new byte[100_000]);

    assertThatThrownBy(this::open)
        .isInstanceOf(StoreException.Unusable.class)
        .hasMessageContaining("partition 00000001-20261123")
        .message()
        .hasLineCount(1);
  }

  @Test
  void fewClosedPartitionsAreOpenAtATime() {
    int partitionCount = 6;
    H2StoreConfig config = new H2StoreConfig(directory, H2StoreConfig.PARTITION_BYTES_MIN, 1);
    try (H2BlockStore store = open(config, CrashPoint.NONE)) {
      for (int i = 0; i < partitionCount; i++) {
        commit(store, 1 + i * 10L);
        nowNs.addAndGet(H2Files.DAY_NS);
      }
      assertThat(firstIds(store)).hasSize(partitionCount);
    }
    long opened = events.of(StoreEvents.Kind.PARTITION_OPENED);
    long evicted = events.of(StoreEvents.Kind.PARTITION_EVICTED);
    assertThat(opened).isGreaterThanOrEqualTo(2L * partitionCount - 2);
    assertThat(opened - evicted).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(names = {"STORE_INSERTED", "STORE_COMMITTED"})
  void storeGoesOnAfterItsDatabaseWasShutUnderACommit(CrashPoint.Step step) {
    AtomicReference<Path> toShut = new AtomicReference<>();
    CrashPoint shutting =
        reached -> {
          Path file = toShut.get();
          if (file != null && reached == step) {
            toShut.set(null);
            shut(file);
          }
        };
    try (H2BlockStore store = open(H2StoreConfig.of(directory), shutting)) {
      commit(store, 1);
      toShut.set(onlyPartition());
      assertThatThrownBy(() -> commit(store, 11)).isInstanceOf(StoreException.class);

      long lastId = store.cursors().get(NODE).lastId();
      assertThat(lastId).isIn(10L, 20L);
      assertThat(firstIds(store)).hasSize((int) lastId / 10);
      commit(store, lastId + 1);
      assertThat(firstIds(store)).hasSize((int) lastId / 10 + 1);
    }
    assertThat(events.of(StoreEvents.Kind.COMMIT_FAILED)).isEqualTo(1);
  }

  private Path onlyPartition() {
    try {
      return H2Files.partitions(directory).get(0);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Ends a database as a failing disk would: at once, and for all its connections. */
  private static void shut(Path file) {
    String path = file.toString().replace(PartitionName.DATABASE_SUFFIX, "");
    try (Connection connection = DriverManager.getConnection("jdbc:h2:file:" + path, "vdsl", "");
        Statement statement = connection.createStatement()) {
      statement.execute("SHUTDOWN IMMEDIATELY");
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

  @Test
  void interruptedReaderDoesNotTakeTheStoreFromOthers() throws Exception {
    try (H2BlockStore store = open()) {
      for (int i = 0; i < 50; i++) {
        commit(store, 1 + i * 10L);
      }
      ExecutorService reader = Executors.newSingleThreadExecutor();
      List<Future<List<Long>>> readings = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        readings.add(reader.submit(() -> firstIds(store)));
      }
      readings.get(0).get();
      reader.shutdownNow();
      assertThat(reader.awaitTermination(30, TimeUnit.SECONDS)).isTrue();

      commit(store, 501);
      assertThat(firstIds(store)).hasSize(51);
    }
  }

  @Test
  void damagedFilterIsCountedAndItsBlockReturned() {
    IndexedBlock plain = SampleBlocks.records(NODE, new IdRange(1, 10), 0);
    byte[] notAFilter = {1, 2, 3};
    IndexedBlock block =
        new IndexedBlock(
            plain.block(), 0, 1, plain.levelCounts(), plain.types(), new BlockBytes(notAFilter));
    BlockSearch.Content token =
        new BlockSearch.Content(Optional.empty(), Optional.empty(), List.of(42L));
    try (H2BlockStore store = open()) {
      store.commit(List.of(block), List.of());
      BlockSearch all = BlockSearch.all(BlockSearch.Order.TIME_DESCENDING);
      BlockSearch search =
          new BlockSearch(all.nodes(), all.ids(), all.fromNs(), all.toNs(), token, all.order());
      try (BlockRefs refs = store.find(search)) {
        assertThat(refs).toIterable().extracting(BlockRef::node).containsExactly(NODE);
      }
    }
    assertThat(events.of(StoreEvents.Kind.DAMAGED_FILTER_FOUND)).isEqualTo(1);
  }
}
