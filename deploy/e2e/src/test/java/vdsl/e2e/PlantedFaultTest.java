package vdsl.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vdsl.cli.CrashingVdsl;
import vdsl.fault.CrashPoint;

/**
 * Plants in the real commands the faults that the crash tests exist to find, and demands that their
 * oracle finds them.
 */
class PlantedFaultTest {
  private static final int LINE_COUNT = 30_000;
  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  @TempDir private Path directory;

  /** An agent that forgets how far it has read its source ships the lines again. */
  @Test
  void forgottenSourcePositionsAreFoundAsDoubledRecords() throws IOException {
    Path file = Lines.write(directory.resolve("lines.log"), LINE_COUNT, 3);
    try (Cluster cluster = Cluster.start(directory)) {
      try (VdslProcess ship =
          cluster.startShippingCrashing(CrashPoint.Step.ACK_RECEIVED, 2, "n1", file)) {
        assertThat(ship.await(TIMEOUT)).isEqualTo(CrashingVdsl.EXIT_CODE);
      }
      FileTree.delete(directory.resolve("state"));
      cluster.ship("n1", file);

      assertThat(difference(cluster, file)).contains("another record at Id");
    }
  }

  /** A collector that acknowledges before the sync has after a power loss its earlier files. */
  @Test
  void acknowledgementBeforeTheSyncIsFoundAsLostRecords() throws IOException {
    Path file = Lines.write(directory.resolve("lines.log"), LINE_COUNT, 4);
    Path early = Files.write(directory.resolve("early.log"), firstLines(file));
    Path late = Files.write(directory.resolve("late.log"), lastLines(file));
    try (Cluster cluster = Cluster.start(directory)) {
      cluster.ship("n1", early);
      cluster.stop();
      Path kept = directory.resolve("kept");
      FileTree.copy(cluster.data(), kept);
      cluster.restart();
      cluster.ship("n1", late);
      cluster.assertStored("n1", file);
      cluster.stop();
      FileTree.delete(cluster.data());
      FileTree.copy(kept, cluster.data());
      cluster.restart();

      assertThat(difference(cluster, file)).contains("lost from Id " + (LINE_COUNT / 2 + 1));
    }
  }

  private static String difference(Cluster cluster, Path file) {
    VdslProcess query = cluster.read("query", "--node", "n1", "--ids", "1..", "--format", "raw");
    return StoredLines.difference(file, query.output()).orElse("none");
  }

  private static List<String> firstLines(Path file) throws IOException {
    return Files.readAllLines(file).subList(0, LINE_COUNT / 2);
  }

  private static List<String> lastLines(Path file) throws IOException {
    return Files.readAllLines(file).subList(LINE_COUNT / 2, LINE_COUNT);
  }
}
