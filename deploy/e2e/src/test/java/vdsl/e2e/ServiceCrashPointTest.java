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
 * Ends the process that holds a node's transport exactly behind each step of the record path: a
 * service that logs itself, or the stand-alone transport beside one that then takes over. The steps
 * of a buffer's release are ended in the tests of the agent. All cases share one collector, each as
 * a node of its own; the audit at the end covers them all.
 */
class ServiceCrashPointTest {
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

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
    "SPOOL_WRITTEN,1", "SPOOL_WRITTEN,4", "SPOOL_SYNCED,1", "SPOOL_SYNCED,3",
    "BLOCK_SENT,1", "BLOCK_SENT,3", "ACK_RECEIVED,1", "ACK_RECEIVED,3",
  })
  void nothingIsLostOrDoubledWhenTheServiceEndsBehind(CrashPoint.Step step, int n)
      throws IOException {
    try (LoggingNode node = new LoggingNode(directory, name("service", step, n), cluster)) {
      VdslProcess service = node.startProducerCrashing(step, n);
      assertThat(service.await(TIMEOUT)).as(service.error()).isEqualTo(CrashingVdsl.EXIT_CODE);
      node.drain();
      assertClean(node);
    }
  }

  @ParameterizedTest
  @CsvSource({"SPOOL_WRITTEN,2", "SPOOL_SYNCED,2", "BLOCK_SENT,2", "ACK_RECEIVED,2"})
  void nothingIsLostOrDoubledWhenTheTransportOfOthersEndsBehind(CrashPoint.Step step, int n)
      throws IOException {
    try (LoggingNode node = new LoggingNode(directory, name("transport", step, n), cluster)) {
      VdslProcess transport = node.startTransportCrashing(step, n);
      Cluster.awaitState("taken", () -> LoggingNode.hasTakenTransport(transport));
      VdslProcess service = node.startProducer();
      assertThat(transport.await(TIMEOUT)).as(transport.error()).isEqualTo(CrashingVdsl.EXIT_CODE);
      Cluster.awaitState("taken over", () -> LoggingNode.hasTakenTransport(service));
      node.awaitProgress();
      node.stopProducers();
      assertClean(node);
    }
  }

  private static void assertClean(LoggingNode node) throws IOException {
    CallOracle.Verdict verdict = node.judge();
    assertThat(verdict.isClean()).as(verdict.toString()).isTrue();
    assertThat(verdict.returned()).isPositive();
  }

  private static String name(String what, CrashPoint.Step step, int n) {
    return what + "-" + step.name().toLowerCase(Locale.ROOT) + "-" + n;
  }
}
