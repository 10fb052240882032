package vdsl.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two services of one node, and no stand-alone transport: one of them ships for both. */
class TakeOverTest {
  @TempDir private Path directory;

  @Test
  void serviceTakesTheTransportOverFromOneThatIsKilled() throws IOException {
    try (Cluster cluster = Cluster.start(directory);
        LoggingNode node = new LoggingNode(directory, "n1", cluster)) {
      List<VdslProcess> services = List.of(node.startProducer(), node.startProducer());
      Cluster.awaitState(
          "a holder", () -> services.stream().anyMatch(LoggingNode::hasTakenTransport));
      node.awaitBuffers(2);
      node.awaitProgress();
      VdslProcess holder =
          services.stream().filter(LoggingNode::hasTakenTransport).findFirst().orElseThrow();
      VdslProcess other = services.get(1 - services.indexOf(holder));
      assertThat(LoggingNode.hasTakenTransport(other)).isFalse();

      holder.kill();

      Cluster.awaitState("taken over", () -> LoggingNode.hasTakenTransport(other));
      node.awaitBuffers(1);
      node.awaitProgress();
      assertThat(other.isAlive()).isTrue();
      node.stopProducers();
      CallOracle.Verdict verdict = node.judge();
      assertThat(verdict.isClean()).as(verdict.toString()).isTrue();
      assertThat(node.takenByProducers()).isEqualTo(2);
      cluster.assertAuditIsClean();
    }
  }
}
