package vdsl.collector.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vdsl.collector.clock.MasterClock;
import vdsl.collector.fixture.MemoryBlockStore;
import vdsl.collector.fixture.NodeBlocks;
import vdsl.collector.fixture.TestAgent;
import vdsl.collector.metrics.IngestMetrics;
import vdsl.fault.CrashPoint;
import vdsl.storage.spi.IndexedBlock;
import vdsl.storage.spi.StoredBlock;
import vdsl.time.TickSource;
import vdsl.wire.proto.Ack;
import vdsl.wire.proto.Bye;
import vdsl.wire.proto.Envelope;

/** What becomes of agents when the store, or a part of it, fails. */
class IngestFaultTest {
  private static final long INCARNATION = 0xabcdefL;

  private final MemoryBlockStore store = new MemoryBlockStore();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final NodeBlocks blocks = new NodeBlocks("n1", INCARNATION);

  @TempDir Path directory;
  private IngestServer server;

  @BeforeEach
  void start() throws IOException {
    IngestConfig config =
        new IngestConfig(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            IngestConfig.WINDOW_BYTES_DEFAULT,
            IngestConfig.SyncPeriod.DEFAULT,
            directory.resolve("quarantine"));
    server =
        new IngestServer(
            config,
            store,
            new IngestMetrics(meters),
            TickSource.system(),
            new MasterClock(TickSource.system(), 5, 6, 0),
            CrashPoint.NONE);
    server.start();
  }

  @AfterEach
  void stop() {
    store.close();
    server.close();
  }

  @Test
  void failingStoreAcknowledgesNothingAndRecoversByItself() throws IOException {
    StoredBlock first = blocks.next(5, "line");
    store.fail(true);
    try (TestAgent agent = agent()) {
      agent.send(first);
      assertThat(agent.readBye().getReason()).isEqualTo(Bye.Reason.UNAVAILABLE);
    }
    assertThat(server.fault()).hasValueSatisfying(fault -> assertThat(fault).contains("no space"));
    try (TestAgent refused = new TestAgent(server.address())) {
      refused.send(Envelope.newBuilder().setHello(TestAgent.hello("n1", INCARNATION)).build());
      assertThat(refused.readBye().getReason()).isEqualTo(Bye.Reason.UNAVAILABLE);
    }
    store.fail(false);
    await().until(() -> server.fault().isEmpty());
    try (TestAgent again = agent()) {
      again.send(first);
      again.awaitAccepted(1);
    }
    assertThat(store.blocks()).hasSize(1);
    assertThat(count("vdsl.store.faults")).isPositive();
  }

  @Test
  void blockWhoseStoredCopyCannotBeReadEndsItsOwnSessionOnly() throws IOException {
    StoredBlock stored = blocks.next(5, "line");
    NodeBlocks others = new NodeBlocks("n2", INCARNATION);
    try (TestAgent agent = agent();
        TestAgent other = TestAgent.connected(server.address(), "n2", INCARNATION)) {
      agent.send(stored);
      agent.awaitAccepted(1);
      store.failReads(1);
      CountDownLatch gate = store.hold();
      other.send(others.next(1, "line"));
      agent.send(stored);
      agent.send(blocks.next(5, "line"));
      other.send(others.next(1, "line"));
      gate.countDown();
      Bye bye = agent.readBye();
      assertThat(bye.getReason()).isEqualTo(Bye.Reason.UNAVAILABLE);
      assertThat(bye.getDetail()).contains("cannot be judged");
      other.awaitAccepted(2);
    }
    assertThat(server.fault()).isEmpty();
    assertThat(outcomes("abandoned")).isPositive();
    assertThat(count("vdsl.store.faults")).isPositive();
  }

  @Test
  void blockThatOverlapsWhatNoCursorTellsEndsItsOwnSessionOnly() throws IOException {
    StoredBlock stored = blocks.next(5, "line");
    store.commit(List.of(IndexedBlock.check(stored)), List.of());
    NodeBlocks others = new NodeBlocks("n2", INCARNATION);
    try (TestAgent agent = agent();
        TestAgent other = TestAgent.connected(server.address(), "n2", INCARNATION)) {
      CountDownLatch gate = store.hold();
      other.send(others.next(1, "line"));
      await().until(() -> gauge("vdsl.ingest.queue") > 0);
      agent.send(stored);
      other.send(others.next(1, "line"));
      gate.countDown();
      assertThat(agent.readBye().getReason()).isEqualTo(Bye.Reason.UNAVAILABLE);
      other.awaitAccepted(2);
    }
    assertThat(server.fault()).isEmpty();
    assertThat(store.blocks()).hasSize(3);
    await().until(() -> gauge("vdsl.ingest.queue") == 0);
  }

  @Test
  void errorOfTheCommitterIsSeenByEverybody() throws IOException {
    try (TestAgent agent = agent()) {
      store.breakWith(new StackOverflowError("of the engine"));
      agent.send(blocks.next(1, "line"));
      assertThat(agent.readBye().getReason()).isEqualTo(Bye.Reason.UNAVAILABLE);
    }
    assertThat(server.fault()).hasValueSatisfying(fault -> assertThat(fault).contains("restart"));
    assertThat(count("vdsl.ingest.committer.ended")).isEqualTo(1);
    assertThat(gauge("vdsl.ingest.ready")).isZero();
    try (TestAgent refused = new TestAgent(server.address())) {
      refused.send(Envelope.newBuilder().setHello(TestAgent.hello("n1", INCARNATION)).build());
      assertThat(refused.readBye().getReason()).isEqualTo(Bye.Reason.UNAVAILABLE);
    }
  }

  @Test
  void copyOfADamagedBlockIsAcknowledgedOnceItIsKept() throws IOException {
    StoredBlock first = blocks.next(5, "line");
    try (TestAgent agent = agent()) {
      agent.send(first);
      agent.awaitAccepted(1);
      store.damage();
      agent.send(first);
      assertThat(agent.readAck().getVerdict()).isEqualTo(Ack.Verdict.ACCEPTED);
    }
    Path kept = directory.resolve("quarantine").resolve(Quarantine.nameOf(first.stamp()));
    assertThat(Files.readAllBytes(kept)).endsWith(first.body().array());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept.getParent())))
        .isEqualTo("rwx------");
    assertThat(outcomes("unverified")).isEqualTo(1);
  }

  @Test
  void copyOfADamagedBlockThatCannotBeKeptIsNotAcknowledged() throws IOException {
    StoredBlock first = blocks.next(5, "line");
    Files.writeString(directory.resolve("quarantine"), "not a directory");
    try (TestAgent agent = agent()) {
      agent.send(first);
      agent.awaitAccepted(1);
      store.damage();
      agent.send(first);
      Envelope answer = agent.read();
      assertThat(answer.getBye().getReason()).isEqualTo(Bye.Reason.UNAVAILABLE);
    }
    assertThat(outcomes("unverified")).isZero();
    assertThat(server.fault()).isEmpty();
  }

  @Test
  void closeLeavesACommitThatHangsWhatIsItsOwn() throws IOException {
    CountDownLatch gate = store.hold();
    try (TestAgent agent = agent()) {
      agent.send(blocks.next(1, "line"));
      await().until(() -> gauge("vdsl.ingest.queue") > 0);
      double oneBlock = gauge("vdsl.ingest.queue");
      agent.send(blocks.next(1, "line"));
      await().until(() -> gauge("vdsl.ingest.queue") > oneBlock);
      assertThat(server.stop().blocksLeft()).isPositive();
    }
    assertThat(outcomes("abandoned")).isZero();
    gate.countDown();
    await().until(() -> store.blocks().size() == 1);
    assertThat(count("vdsl.ingest.committer.ended")).isZero();
  }

  private TestAgent agent() throws IOException {
    return agentOf(INCARNATION);
  }

  private TestAgent agentOf(long incarnation) throws IOException {
    return TestAgent.connected(server.address(), "n1", incarnation);
  }

  private double count(String name) {
    return meters.get(name).counter().count();
  }

  private double outcomes(String outcome) {
    return meters.get("vdsl.ingest.blocks").tag("outcome", outcome).counter().count();
  }

  private double gauge(String name) {
    return meters.get(name).gauge().value();
  }
}
