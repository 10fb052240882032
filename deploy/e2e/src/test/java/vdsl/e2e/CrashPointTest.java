package vdsl.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vdsl.cli.CrashingVdsl;
import vdsl.fault.CrashPoint;

/**
 * Ends a process exactly behind each step of the record path: 0 lost, 0 doubled. All cases share
 * one data directory, each as a node of its own; the audit at the end covers them all.
 */
class CrashPointTest {
  private static final int LINE_COUNT = 30_000;
  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  @TempDir private static Path directory;
  private static Cluster cluster;

  @BeforeAll
  static void startCluster() {
    cluster = Cluster.start(directory);
  }

  @AfterAll
  static void auditCluster() {
    try (Cluster audited = cluster) {
      audited.assertAuditIsClean();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "STORE_INSERTED,1", "STORE_INSERTED,2", "STORE_COMMITTED,1", "STORE_COMMITTED,2",
    "STORE_SYNCED,1", "STORE_SYNCED,2", "ACK_SENT,1", "ACK_SENT,2",
  })
  void nothingIsLostOrDoubledWhenTheCollectorEndsBehind(CrashPoint.Step step, int n)
      throws IOException {
    String node = node(step, n);
    Path file = Lines.write(directory.resolve(node + ".log"), LINE_COUNT, n);
    cluster.restartCrashing(step, n);
    try (VdslProcess ship = cluster.startShipping(node, file)) {
      cluster.awaitCrashAndRestart(TIMEOUT);
      assertThat(ship.await(TIMEOUT)).as(ship.error()).isZero();
    }
    cluster.assertStored(node, file);
  }

  @ParameterizedTest
  @CsvSource({
    "SPOOL_WRITTEN,1", "SPOOL_WRITTEN,4", "SPOOL_SYNCED,1", "SPOOL_SYNCED,2",
    "BLOCK_SENT,1", "BLOCK_SENT,3", "ACK_RECEIVED,1", "ACK_RECEIVED,2",
  })
  void nothingIsLostOrDoubledWhenTheShipperEndsBehind(CrashPoint.Step step, int n)
      throws IOException {
    String node = node(step, n);
    Path file = Lines.write(directory.resolve(node + ".log"), LINE_COUNT, n);
    try (VdslProcess ship = cluster.startShippingCrashing(step, n, node, file)) {
      assertThat(ship.await(TIMEOUT)).as(ship.error()).isEqualTo(CrashingVdsl.EXIT_CODE);
    }
    cluster.ship(node, file);
    cluster.assertStored(node, file);
  }

  private static String node(CrashPoint.Step step, int n) {
    return step.name().toLowerCase(Locale.ROOT) + "-" + n;
  }
}
