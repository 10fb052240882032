package vdsl.collector.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vdsl.collector.clock.MasterClock;
import vdsl.collector.fixture.MemoryBlockStore;
import vdsl.collector.fixture.TestAgent;
import vdsl.collector.metrics.IngestMetrics;
import vdsl.fault.CrashPoint;
import vdsl.record.NodeId;
import vdsl.time.TickSource;
import vdsl.time.TimeMap;
import vdsl.wire.proto.ClockState;
import vdsl.wire.proto.Envelope;
import vdsl.wire.proto.Sync;

class SyncHealthTest {
  private static final long NOW_NS = 1_000_000_000_000L;
  private static final NodeId N1 = new NodeId("n1");
  private static final NodeId N2 = new NodeId("n2");
  private static final NodeId N3 = new NodeId("n3");

  @TempDir Path directory;

  private static NodeClockReading reading(long atNs, long boundNs) {
    return reading(atNs, boundNs, 0);
  }

  private static NodeClockReading reading(long atNs, long boundNs, int generation) {
    return new NodeClockReading(1, atNs, 0, boundNs, generation, 100, 0, atNs);
  }

  @Test
  void theLargestBoundIsThatOfConnectedNodesAlone() {
    Map<NodeId, NodeClockReading> readings =
        Map.of(N1, reading(NOW_NS, 40), N2, reading(NOW_NS, 30), N3, reading(NOW_NS, 9_000));

    assertThat(SyncHealth.of(Set.of(N1, N2), readings, NOW_NS)).isEqualTo(new SyncHealth(40, 0));
    assertThat(SyncHealth.of(Set.of(), readings, NOW_NS)).isEqualTo(new SyncHealth(0, 0));
  }

  @Test
  void nodesWithoutAReadingOrABoundAndThoseSilentForLongAreOutOfSync() {
    long eldestNs = NOW_NS - IngestLimits.SYNC_AGE_NS_MAX;
    Map<NodeId, NodeClockReading> readings =
        Map.of(
            N1,
            reading(eldestNs, 40),
            N2,
            reading(eldestNs - 1, 50),
            N3,
            reading(NOW_NS, TimeMap.BOUND_UNLIMITED_NS));

    assertThat(SyncHealth.of(Set.of(N1, N2, N3, new NodeId("n4")), readings, NOW_NS))
        .isEqualTo(new SyncHealth(40, 3));
  }

  @Test
  void aGenerationIsCountedWhenANodeBeginsIt() {
    ClockDesk desk =
        new ClockDesk(new MasterClock(() -> NOW_NS, 1, 2, 0), IngestConfig.SyncPeriod.DEFAULT);
    int[] generations = {3, 3, 4, 4, 0, 0, 1};
    for (int generation : generations) {
      desk.report(N1, reading(NOW_NS, 40, generation));
    }

    assertThat(desk.generationCount()).isEqualTo(2);
  }

  @Test
  void metersFollowTheAnswersOfConnectedNodes() throws IOException {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    try (MemoryBlockStore store = new MemoryBlockStore();
        IngestServer server = server(store, meters)) {
      server.start();
      try (TestAgent agent = TestAgent.connected(server.address(), "n1", 7)) {
        Sync signal = agent.readSync();
        await().until(() -> meters.get("vdsl.sync.lost").gauge().value() == 1);
        agent.send(answer(signal, 0));
        await().until(() -> meters.get("vdsl.sync.lost").gauge().value() == 0);
        assertThat(meters.get("vdsl.sync.bound").gauge().value()).isEqualTo(250e-6);
        agent.send(answer(nextSignal(agent), 1));
        await().until(() -> meters.get("vdsl.sync.generations").functionCounter().count() == 1);
      }
      await().until(() -> meters.get("vdsl.sync.bound").gauge().value() == 0);
      assertThat(meters.get("vdsl.sync.lost").gauge().value()).isZero();
    }
  }

  private IngestServer server(MemoryBlockStore store, SimpleMeterRegistry meters) {
    return new IngestServer(
        new IngestConfig(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            IngestConfig.WINDOW_BYTES_DEFAULT,
            IngestConfig.SyncPeriod.DEFAULT,
            directory.resolve("quarantine")),
        store,
        new IngestMetrics(meters),
        TickSource.system(),
        new MasterClock(TickSource.system(), 5, 6, 0),
        CrashPoint.NONE);
  }

  private static Sync nextSignal(TestAgent agent) throws IOException {
    Sync next = agent.readSync();
    return next.getStep() == Sync.Step.SIGNAL ? next : nextSignal(agent);
  }

  private static Envelope answer(Sync signal, int generation) {
    ClockState state =
        ClockState.newBuilder().setBoundNs(250_000).setGeneration(generation).build();
    Sync answer = signal.toBuilder().setStep(Sync.Step.ANSWER).setState(state).build();
    return Envelope.newBuilder().setSync(answer).build();
  }
}
