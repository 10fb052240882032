package vdsl.collector.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
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
import vdsl.storage.spi.BlockBytes;
import vdsl.storage.spi.StoredBlock;
import vdsl.time.TickSource;
import vdsl.wire.EnvelopeFraming;
import vdsl.wire.proto.Ack;
import vdsl.wire.proto.Bye;
import vdsl.wire.proto.Envelope;
import vdsl.wire.proto.Health;
import vdsl.wire.proto.Welcome;

class IngestServerTest {
  private static final long INCARNATION = 0xabcdefL;
  private static final int BAD_SOCKETS = 200;

  private final MemoryBlockStore store = new MemoryBlockStore();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final AtomicInteger acksSent = new AtomicInteger();
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
            this::onStep);
    server.start();
  }

  @AfterEach
  void stop() {
    store.close();
    server.close();
  }

  private void onStep(CrashPoint.Step step) {
    if (step == CrashPoint.Step.ACK_SENT) {
      acksSent.incrementAndGet();
    }
  }

  @Test
  void blocksAreStoredThenAcknowledged() throws IOException {
    try (TestAgent agent = agent()) {
      for (int i = 1; i <= 20; i++) {
        agent.send(blocks.next(50, "line"));
      }
      agent.awaitAccepted(20);
      assertThat(store.blocks()).hasSize(20);
      assertThat(store.cursors()).containsValue(blocks.cursor("10.0.0.1"));
      assertThat(count("vdsl.ingest.records")).isEqualTo(1_000);
      await().until(() -> acksSent.get() > 0);
    }
  }

  @Test
  void nothingIsAcknowledgedBeforeTheCommitReturned() throws IOException {
    CountDownLatch gate = store.hold();
    try (TestAgent agent = agent()) {
      agent.send(blocks.next(1, "line"));
      await().until(() -> gauge("vdsl.ingest.queue") > 0);
      assertThat(acksSent).hasValue(0);
      gate.countDown();
      assertThat(agent.readAck().getSequence()).isEqualTo(1);
    }
  }

  @Test
  void whatArrivesDuringOneCommitIsStoredByTheNext() throws IOException {
    CountDownLatch gate = store.hold();
    try (TestAgent agent = agent()) {
      for (int i = 1; i <= 10; i++) {
        agent.send(blocks.next(1, "line"));
      }
      await().until(() -> gauge("vdsl.ingest.queue") > 500);
      gate.countDown();
      agent.awaitAccepted(10);
      assertThat(store.groups().size()).isLessThan(10);
    }
  }

  @Test
  void welcomeTellsTheCursor() throws IOException {
    try (TestAgent agent = new TestAgent(server.address())) {
      Welcome first = agent.greet("n1", INCARNATION);
      assertThat(first.hasCursor()).isFalse();
      assertThat(first.getClusterId()).isEqualTo(store.clusterId().toString());
      assertThat(first.getWindowBytes()).isEqualTo(IngestConfig.WINDOW_BYTES_DEFAULT);
      agent.send(blocks.next(7, "line"));
      agent.awaitAccepted(1);
    }
    try (TestAgent again = new TestAgent(server.address())) {
      Welcome second = again.greet("n1", INCARNATION);
      assertThat(second.getCursor().getLastId()).isEqualTo(7);
      assertThat(second.getCursor().getSequence()).isEqualTo(1);
      assertThat(second.getCursor().getChain()).isEqualTo(blocks.cursor("").chain());
    }
  }

  @Test
  void blockSentAgainAfterLostAckIsAcceptedAndStoredOnce() throws IOException {
    StoredBlock first = blocks.next(5, "line");
    try (TestAgent agent = agent()) {
      agent.send(first);
      agent.awaitAccepted(1);
    }
    try (TestAgent again = agent()) {
      again.send(first);
      again.send(blocks.next(5, "line"));
      again.awaitAccepted(2);
    }
    assertThat(store.blocks()).hasSize(2);
    assertThat(outcomes("duplicate")).isEqualTo(1);
  }

  @Test
  void blockDoubledWithinOneGroupIsStoredOnce() throws IOException {
    CountDownLatch gate = store.hold();
    StoredBlock first = blocks.next(5, "line");
    StoredBlock second = blocks.next(5, "line");
    try (TestAgent agent = agent()) {
      agent.send(first);
      agent.send(second);
      agent.send(second);
      agent.send(first);
      agent.send(blocks.next(1, "line"));
      gate.countDown();
      agent.awaitAccepted(3);
    }
    assertThat(store.blocks()).hasSize(3);
    assertThat(outcomes("duplicate")).isEqualTo(2);
  }

  @Test
  void otherRecordsUnderStoredIdsAreQuarantined() throws IOException {
    StoredBlock stored = blocks.next(5, "one");
    StoredBlock other = new NodeBlocks("n1", INCARNATION).next(5, "two");
    try (TestAgent agent = agent()) {
      agent.send(stored);
      agent.awaitAccepted(1);
      agent.send(other);
      Ack ack = agent.readAck();
      assertThat(ack.getVerdict()).isEqualTo(Ack.Verdict.CONFLICT);
      assertThat(ack.getCursor().getLastId()).isEqualTo(5);
      // The agent gives the records new Ids, in a new incarnation on the same connection.
      agent.send(blocks.reborn(99).next(5, "two"));
      Ack accepted = agent.readAck();
      assertThat(accepted.getVerdict()).isEqualTo(Ack.Verdict.ACCEPTED);
      assertThat(accepted.getIncarnation()).isEqualTo(99);
    }
    Path kept = directory.resolve("quarantine").resolve(Quarantine.nameOf(other.stamp()));
    assertThat(Files.readAllBytes(kept)).endsWith(other.body().array());
    assertThat(count("vdsl.ingest.quarantine.blocks")).isEqualTo(1);
    assertThat(outcomes("conflict")).isEqualTo(1);
  }

  @Test
  void newIncarnationWithoutConflictIsMalformed() throws IOException {
    try (TestAgent agent = agent()) {
      agent.send(blocks.next(5, "one"));
      agent.send(blocks.reborn(99).next(5, "two"));
      assertThat(agent.readBye().getReason()).isEqualTo(Bye.Reason.MALFORMED);
    }
  }

  @Test
  void gapIsRefusedWithTheCursor() throws IOException {
    StoredBlock first = blocks.next(5, "line");
    StoredBlock second = blocks.next(5, "line");
    StoredBlock third = blocks.next(5, "line");
    try (TestAgent agent = agent()) {
      agent.send(first);
      agent.awaitAccepted(1);
      agent.send(third);
      Ack ack = agent.readAck();
      assertThat(ack.getVerdict()).isEqualTo(Ack.Verdict.GAP);
      assertThat(ack.getCursor().getLastId()).isEqualTo(5);
      agent.send(second);
      agent.send(third);
      agent.awaitAccepted(3);
    }
    assertThat(outcomes("gap")).isEqualTo(1);
  }

  @Test
  void damagedBlockIsAskedForAgain() throws IOException {
    StoredBlock sound = blocks.next(5, "line");
    byte[] bytes = sound.body().array().clone();
    bytes[bytes.length / 2] ^= 1;
    try (TestAgent agent = agent()) {
      agent.send(new StoredBlock(sound.stamp(), new BlockBytes(bytes)));
      Ack ack = agent.readAck();
      assertThat(ack.getVerdict()).isEqualTo(Ack.Verdict.DAMAGED);
      assertThat(ack.getSequence()).isEqualTo(1);
      agent.send(sound);
      agent.awaitAccepted(1);
    }
    assertThat(outcomes("damaged")).isEqualTo(1);
  }

  @Test
  void agentThatSendsOnlyDamageIsEnded() throws IOException {
    StoredBlock sound = blocks.next(5, "line");
    StoredBlock damaged = new StoredBlock(sound.stamp(), new BlockBytes(new byte[] {1, 2, 3}));
    try (TestAgent agent = agent()) {
      for (int i = 0; i < IngestLimits.DAMAGED_BLOCKS_MAX; i++) {
        agent.send(damaged);
      }
      assertThat(agent.readBye().getReason()).isEqualTo(Bye.Reason.MALFORMED);
      assertThat(agent.isEnded()).isTrue();
    }
  }

  @Test
  void secondLiveIncarnationIsRefused() throws IOException {
    try (TestAgent agent = agent();
        TestAgent intruder = new TestAgent(server.address())) {
      intruder.send(Envelope.newBuilder().setHello(TestAgent.hello("n1", 55)).build());
      assertThat(intruder.readBye().getReason()).isEqualTo(Bye.Reason.NODE_IN_USE);
      agent.send(blocks.next(1, "line"));
      agent.awaitAccepted(1);
    }
    await().until(() -> gauge("vdsl.ingest.sessions") == 0);
    agentOf(55).close();
  }

  @Test
  void sameIncarnationConnectingAgainReplacesTheOldConnection() throws IOException {
    CountDownLatch gate = store.hold();
    StoredBlock first = blocks.next(5, "line");
    StoredBlock second = blocks.next(5, "line");
    try (TestAgent old = agent()) {
      old.send(first);
      await().until(() -> gauge("vdsl.ingest.queue") > 0);
      try (TestAgent again = new TestAgent(server.address())) {
        again.send(Envelope.newBuilder().setHello(TestAgent.hello("n1", INCARNATION)).build());
        gate.countDown();
        // The welcome waits for what the old connection had sent.
        assertThat(again.read().getWelcome().getCursor().getLastId()).isEqualTo(5);
        assertThat(old.readBye().getReason()).isEqualTo(Bye.Reason.CLOSING);
        again.send(first);
        again.send(second);
        again.awaitAccepted(2);
      }
    }
    assertThat(store.blocks()).hasSize(2);
  }

  @Test
  void otherClusterIsRefusedWithBothIds() throws IOException {
    try (TestAgent agent = new TestAgent(server.address())) {
      agent.send(
          Envelope.newBuilder()
              .setHello(TestAgent.hello("n1", INCARNATION).setClusterId("elsewhere"))
              .build());
      Bye bye = agent.readBye();
      assertThat(bye.getReason()).isEqualTo(Bye.Reason.WRONG_CLUSTER);
      assertThat(bye.getDetail()).contains("elsewhere").contains(store.clusterId().toString());
    }
  }

  @Test
  void legalMessagesWithoutUseAreIgnoredAndCounted() throws IOException {
    try (TestAgent agent = agent()) {
      agent.send(
          Envelope.newBuilder().setHealth(Health.newBuilder().putValues("load", 0.5)).build());
      agent.send(blocks.next(1, "line"));
      agent.awaitAccepted(1);
    }
    assertThat(count("vdsl.ingest.frames.ignored")).isEqualTo(1);
  }

  @Test
  void honestAgentsGoOnBesideManyLongFramesThatNeverEnd() throws IOException {
    List<TestAgent> bad = new ArrayList<>();
    try (TestAgent agent = agent()) {
      for (int i = 0; i < BAD_SOCKETS; i++) {
        TestAgent socket = TestAgent.connected(server.address(), "bad" + i, 9);
        bad.add(socket);
        socket.sendBytes(
            ByteBuffer.allocate(Integer.BYTES + 1_000)
                .putInt(EnvelopeFraming.FRAME_BYTES_MAX)
                .array());
        assertThat(gauge("vdsl.ingest.frames")).isLessThanOrEqualTo(IngestLimits.BEGUN_BYTES_MAX);
      }
      await().until(() -> count("vdsl.ingest.pauses") > 0);
      for (int i = 1; i <= 100; i++) {
        agent.send(blocks.next(20, "line"));
      }
      agent.awaitAccepted(100);
      assertThat(gauge("vdsl.ingest.frames")).isLessThanOrEqualTo(IngestLimits.BEGUN_BYTES_MAX);
    } finally {
      for (TestAgent socket : bad) {
        socket.close();
      }
    }
    await().until(() -> gauge("vdsl.ingest.frames") == 0);
  }

  @Test
  void closeSettlesWhatArrivedAndSaysBye() throws IOException {
    try (TestAgent agent = agent()) {
      for (int i = 1; i <= 100; i++) {
        agent.send(blocks.next(1, "line"));
      }
      agent.awaitAccepted(1);
      IngestReport report = server.stop();
      assertThat(agent.readBye().getReason()).isEqualTo(Bye.Reason.CLOSING);
      assertThat(report.connections()).isEqualTo(1);
    }
    assertThat(server.stop()).isSameAs(server.stop());
  }

  @Test
  void honestAgentGoesOnBesideManyBadSockets() throws IOException {
    List<TestAgent> bad = new ArrayList<>();
    Random random = new Random(1);
    try (TestAgent agent = agent()) {
      for (int i = 0; i < BAD_SOCKETS; i++) {
        TestAgent socket = new TestAgent(server.address());
        bad.add(socket);
        misbehave(socket, i, random);
      }
      for (int i = 1; i <= 200; i++) {
        agent.send(blocks.next(20, "line"));
      }
      agent.awaitAccepted(200);
    } finally {
      for (TestAgent socket : bad) {
        socket.close();
      }
    }
    assertThat(store.blocks()).hasSize(200);
    await().until(() -> gauge("vdsl.ingest.connections") == 0);
  }

  private static void misbehave(TestAgent socket, int kind, Random random) throws IOException {
    byte[] garbage = new byte[1 + random.nextInt(4_000)];
    random.nextBytes(garbage);
    try {
      switch (kind % 5) {
        case 0 -> socket.sendBytes(garbage);
        case 1 -> socket.sendFrame(garbage);
        // Slow: says that much will come, and sends one byte of it.
        case 2 -> socket.sendBytes(new byte[] {0, 0, 0x10, 0, 1});
        case 3 -> socket.send(new NodeBlocks("n1", 5).next(1, "before hello"));
        default -> {
          socket.greet("bad" + kind, 9);
          socket.send(
              Envelope.newBuilder()
                  .setAck(Ack.newBuilder().setVerdict(Ack.Verdict.ACCEPTED))
                  .build());
        }
      }
    } catch (IOException closedByCollector) {
      assertThat(kind % 5).isNotEqualTo(2);
    }
  }

  @Test
  void fullQueueStopsReadingAndLosesNothing() throws Exception {
    int agents = 6;
    int blocksEach = 14;
    CountDownLatch gate = store.hold();
    ExecutorService threads = Executors.newFixedThreadPool(agents);
    List<Future<?>> sending = new ArrayList<>();
    for (int i = 0; i < agents; i++) {
      String node = "n" + i;
      sending.add(
          threads.submit(
              () -> {
                sendMuch(node, blocksEach);
                return node;
              }));
    }
    await().until(() -> count("vdsl.ingest.pauses") > 0);
    assertThat((long) gauge("vdsl.ingest.queue"))
        .isLessThan(IngestLimits.QUEUE_BYTES_MAX + agents * IngestConfig.WINDOW_BYTES_MIN);
    gate.countDown();
    for (Future<?> sent : sending) {
      sent.get();
    }
    threads.shutdown();
    assertThat(store.blocks()).hasSize(agents * blocksEach);
    await().until(() -> gauge("vdsl.ingest.queue") == 0);
  }

  private void sendMuch(String node, int blockCount) throws IOException {
    NodeBlocks many = new NodeBlocks(node, INCARNATION);
    Random random = new Random(node.hashCode());
    try (TestAgent agent = TestAgent.connected(server.address(), node, INCARNATION)) {
      for (int i = 0; i < blockCount; i++) {
        agent.send(many.random(12, 60_000, random));
      }
      agent.awaitAccepted(blockCount);
    }
  }

  @Test
  void quarantineIsBounded() throws IOException {
    Path quarantine = Files.createDirectory(directory.resolve("quarantine"));
    for (int i = 0; i < IngestLimits.QUARANTINE_BLOCKS_MAX; i++) {
      Files.createFile(quarantine.resolve("n0-" + i + "-0.block"));
    }
    try (TestAgent agent = agent()) {
      agent.send(blocks.next(5, "one"));
      agent.send(new NodeBlocks("n1", INCARNATION).next(5, "two"));
      agent.awaitAccepted(1);
      assertThat(agent.readAck().getVerdict()).isEqualTo(Ack.Verdict.CONFLICT);
    }
    try (Stream<Path> kept = Files.list(quarantine)) {
      assertThat(kept).hasSize(IngestLimits.QUARANTINE_BLOCKS_MAX);
    }
    assertThat(count("vdsl.ingest.quarantine.discarded")).isEqualTo(1);
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
