package vdsl.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vdsl.cli.CrashingVdsl;
import vdsl.e2e.CallOracle.Fault;
import vdsl.e2e.CallOracle.Verdict;

/**
 * Plants in a node the faults that the kill tests exist to find, and demands that their oracle
 * finds them.
 */
class PlantedServiceFaultTest {
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  private Cluster cluster;
  private LoggingNode node;

  @TempDir private Path directory;

  @BeforeEach
  void startCluster() throws IOException {
    cluster = Cluster.start(directory);
    node = new LoggingNode(directory, "n1", cluster);
  }

  @AfterEach
  void endAll() {
    node.close();
    cluster.close();
  }

  @Test
  void callThatReturnsWithoutSealIsFoundAsLost() throws IOException {
    Verdict verdict = judgeFaulty(FaultyProducer.Fault.SEAL_MISSING);
    assertThat(verdict.faults()).as(verdict.toString()).isEqualTo(Map.of(Fault.LOST, 1L));
  }

  @Test
  void sealBeforeThePayloadIsFoundAsLost() throws IOException {
    Verdict verdict = judgeFaulty(FaultyProducer.Fault.SEALED_EMPTY);
    assertThat(verdict.faults())
        .as(verdict.toString())
        .isEqualTo(Map.of(Fault.LOST, 1L, Fault.LOSS, 1L));
  }

  @Test
  void sealBeforeTheEndOfThePayloadIsFoundAsTorn() throws IOException {
    Verdict verdict = judgeFaulty(FaultyProducer.Fault.SEALED_IN_PART);
    assertThat(verdict.faults()).as(verdict.toString()).isEqualTo(Map.of(Fault.TORN, 1L));
  }

  private Verdict judgeFaulty(FaultyProducer.Fault fault) throws IOException {
    VdslProcess producer = node.startProducer(FaultyProducer.class, fault.name());
    assertThat(producer.await(TIMEOUT)).as(producer.error()).isEqualTo(CrashingVdsl.EXIT_CODE);
    node.drain();
    Verdict verdict = node.judge();
    assertThat(verdict.returned()).isEqualTo(FaultyProducer.GOOD_CALLS + 1);
    return verdict;
  }

  /** A collector that acknowledges before the sync has after a power loss its earlier files. */
  @Test
  void acknowledgementBeforeTheSyncIsFoundAsLostRecords() throws IOException {
    logForAWhile();
    cluster.stop();
    Path kept = directory.resolve("kept");
    FileTree.copy(cluster.data(), kept);
    cluster.restart();
    logForAWhile();
    assertThat(node.judge().isClean()).isTrue();
    cluster.stop();
    FileTree.delete(cluster.data());
    FileTree.copy(kept, cluster.data());
    cluster.restart();

    Verdict verdict = node.judge();
    assertThat(verdict.faults()).as(verdict.toString()).containsOnlyKeys(Fault.LOST);
    assertThat(verdict.count(Fault.LOST)).isEqualTo(verdict.returned() - verdict.stored());
  }

  /** A node that forgets how far its buffers were drained ships them again under new Ids. */
  @Test
  void forgottenPositionsAreFoundAsDoubledRecords() throws IOException {
    VdslProcess producer = node.startProducer();
    node.awaitProgress();
    producer.kill();
    List<Path> spool = node.files(file -> file.getFileName().toString().startsWith("spool-"));
    assertThat(spool).isNotEmpty();
    for (Path segment : spool) {
      Files.delete(segment);
    }
    node.drain();
    assertDoubled(node.judge());
  }

  /** A transport that takes a buffer for a new one which it has drained before. */
  @Test
  void bufferThatComesBackIsFoundAsDoubledRecords() throws IOException {
    VdslProcess producer = node.startProducer();
    node.awaitProgress();
    producer.kill();
    List<Path> files = node.files(LoggingNode::isOfBuffer);
    Path kept = Files.createDirectory(directory.resolve("kept"));
    for (Path file : files) {
      Files.copy(file, kept.resolve(file.getFileName()));
    }
    node.drain();
    assertThat(node.judge().isClean()).isTrue();
    for (Path file : files) {
      Files.copy(kept.resolve(file.getFileName()), file);
    }
    node.drain();
    assertDoubled(node.judge());
  }

  private static void assertDoubled(Verdict verdict) {
    assertThat(verdict.faults()).as(verdict.toString()).containsOnlyKeys(Fault.DOUBLED);
    assertThat(verdict.count(Fault.DOUBLED)).isEqualTo(verdict.stored() - verdict.returned());
  }

  /** A life that ends in order. */
  private void logForAWhile() throws IOException {
    node.startProducer();
    node.awaitProgress();
    node.stopProducers();
    node.drain();
  }
}
