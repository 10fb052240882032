package vdsl.storage.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import vdsl.fault.CrashPoint;
import vdsl.record.IdRange;
import vdsl.storage.spi.BlockRef;
import vdsl.storage.spi.BlockRefs;
import vdsl.storage.spi.BlockSearch;
import vdsl.storage.spi.NodeCursor;
import vdsl.storage.spi.StoreEvents;

/** Kills a process that commits, and looks at what it left. */
final class H2BlockStoreKillTest {
  private static final int KILL_COUNT = 10;
  private static final int ACKNOWLEDGEMENTS_MAX = 20;

  @TempDir private Path directory;
  private Path data;
  private Path printed;

  @BeforeEach
  void nameFiles() {
    data = directory.resolve("data");
    printed = directory.resolve("printed");
  }

  @Test
  void killedProcessLosesNothingItAcknowledged() throws Exception {
    SplittableRandom random = new SplittableRandom(1);
    long acknowledged = 0;
    for (int kill = 0; kill < KILL_COUNT; kill++) {
      int acknowledgements = 1 + random.nextInt(ACKNOWLEDGEMENTS_MAX);
      acknowledged = killAfter(acknowledgements, start());
      assertStoredThrough(acknowledged);
    }
    assertThat(H2Files.partitions(data)).hasSizeGreaterThan(2);
  }

  @ParameterizedTest
  @EnumSource(names = {"STORE_INSERTED", "STORE_COMMITTED", "STORE_SYNCED"})
  void processThatHaltsAtAStepLosesNothingItAcknowledged(CrashPoint.Step step) throws Exception {
    for (int passesBefore : new int[] {0, 7, 8}) {
      int status = start(step.name(), Integer.toString(passesBefore)).waitFor();
      assertThat(status).isEqualTo(CommittingProcess.HALT_STATUS);
      assertStoredThrough(lastAcknowledged());
    }
  }

  private Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(CommittingProcess.class.getName());
    command.add(data.toString());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectOutput(printed.toFile())
        .redirectError(directory.resolve("errors").toFile())
        .start();
  }

  /** Returns the last acknowledged Id of a process that is killed after so many; 0 if none. */
  private long killAfter(int acknowledgements, Process process) throws Exception {
    try {
      await()
          .pollInterval(10, TimeUnit.MILLISECONDS)
          .until(() -> Files.readAllLines(printed).size() >= acknowledgements);
    } finally {
      process.destroyForcibly().waitFor();
    }
    return lastAcknowledged();
  }

  private long lastAcknowledged() throws IOException {
    List<String> lines = Files.readAllLines(printed);
    return lines.isEmpty() ? 0 : Long.parseLong(lines.get(lines.size() - 1));
  }

  /** Every block through an Id is there once, at most one more, and the cursor says the same. */
  private void assertStoredThrough(long acknowledged) {
    try (H2BlockStore store =
        H2BlockStore.open(
            H2StoreConfig.of(data),
            () -> H2Files.latestDayNs(data),
            CrashPoint.NONE,
            StoreEvents.NONE)) {
      long expectedFirst = 1;
      try (BlockRefs refs = store.find(BlockSearch.all(BlockSearch.Order.ID_ASCENDING))) {
        while (refs.hasNext()) {
          BlockRef ref = refs.next();
          assertThat(ref.ids())
              .isEqualTo(IdRange.ofCount(expectedFirst, CommittingProcess.IDS_PER_BLOCK));
          assertThat(store.read(ref)).isEqualTo(CommittingProcess.block(expectedFirst).block());
          expectedFirst += CommittingProcess.IDS_PER_BLOCK;
        }
      }
      long lastStored = expectedFirst - 1;
      assertThat(lastStored).isGreaterThanOrEqualTo(acknowledged);
      long cursorId =
          store.cursors().values().stream().mapToLong(NodeCursor::lastId).max().orElse(0);
      assertThat(cursorId).isEqualTo(lastStored);
    }
  }
}
