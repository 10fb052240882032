package vdsl.collector.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vdsl.block.BlockIdentity;
import vdsl.clock.SyncExchange;
import vdsl.collector.clock.MasterClock;
import vdsl.collector.fixture.NodeBlocks;
import vdsl.collector.fixture.TestAgent;
import vdsl.collector.metrics.IngestMetrics;
import vdsl.fault.CrashPoint;
import vdsl.record.NodeId;
import vdsl.time.TickSource;
import vdsl.wire.proto.Ack;
import vdsl.wire.proto.ClockState;
import vdsl.wire.proto.Envelope;
import vdsl.wire.proto.Sync;

/** The master's side of sync exchanges, over an embedded channel and with a clock that is told. */
class SessionSyncTest {
  private static final IngestConfig.SyncPeriod PERIOD = IngestConfig.SyncPeriod.DEFAULT;
  private static final NodeId NODE = new NodeId("n1");
  private static final long MASTER_START_NS = 1_700_000_000_000_000_000L;
  private static final long EPOCH = 5;
  private static final long MASTER_ID = 6;
  private static final long WINDOW_BYTES = 1_000;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final ArrivalQueue queue = new ArrivalQueue();
  private final StoreHealth health = new StoreHealth();
  private long masterNs;
  private final ClockDesk clocks =
      new ClockDesk(new MasterClock(() -> masterNs, EPOCH, MASTER_ID, MASTER_START_NS), PERIOD);
  private final List<EmbeddedChannel> channels = new ArrayList<>();
  private final SessionContext shared =
      new SessionContext(
          new UUID(3, 4),
          WINDOW_BYTES,
          new SessionContext.Doors(new Connections(2), queue, new FrameBudget(1), health, clocks),
          new IngestMetrics(meters),
          new StatusLog(TickSource.system()),
          CrashPoint.NONE);

  @BeforeEach
  void storeWorks() {
    health.works();
  }

  @AfterEach
  void closeChannels() {
    channels.forEach(EmbeddedChannel::finishAndReleaseAll);
  }

  private Peer open(String node, long incarnation) throws IOException {
    Peer peer = Peer.open(shared, node, incarnation);
    channels.add(peer.channel);
    return peer;
  }

  private double refused(String reason) {
    return meters.get("vdsl.ingest.connections.refused").tag("reason", reason).counter().count();
  }

  private static Envelope answer(Sync signal, long arrivedTicks, long answeredTicks) {
    return Envelope.newBuilder()
        .setSync(
            signal.toBuilder()
                .setStep(Sync.Step.ANSWER)
                .setT2(arrivedTicks)
                .setT3(answeredTicks)
                .setState(
                    ClockState.newBuilder()
                        .setWallNs(MASTER_START_NS + 9_000)
                        .setBoundNs(77)
                        .setSkewPpb(-1.5)
                        .setLastSyncNs(66)))
        .build();
  }

  @Test
  void anAgentIsSignalledInBurstsAndToldWhatCameOfEachAnswer() throws IOException {
    Peer peer = open("n1", 7);
    for (int i = 0; i < SyncExchange.BURST; i++) {
      Sync signal = peer.readSync();
      assertThat(signal.getStep()).isEqualTo(Sync.Step.SIGNAL);
      assertThat(signal.getT1()).isEqualTo(MASTER_START_NS + masterNs);
      masterNs += 1_000;
      peer.send(answer(signal, 40, 240));
      Sync correction = peer.readSync();
      assertThat(correction)
          .isEqualTo(
              Sync.newBuilder()
                  .setStep(Sync.Step.CORRECTION)
                  .setEpoch(EPOCH)
                  .setMasterId(MASTER_ID)
                  .setT1(signal.getT1())
                  .setT2(40)
                  .setT3(240)
                  .setT4(MASTER_START_NS + masterNs)
                  .build());
    }
    assertThat(peer.hasSaidAll()).isTrue();
    assertThat(clocks.readings())
        .containsEntry(
            new NodeId("n1"),
            new NodeClockReading(
                EPOCH, MASTER_START_NS + masterNs, 9_000 - (masterNs - 400), 77, 0, 800, -1.5, 66));
  }

  @Test
  void burstsToASteadyAgentComeLessAndLessOften() throws IOException {
    Peer peer = open("n1", 7);
    long periodNs = PERIOD.minNs();
    for (int burst = 0; burst < 10; burst++) {
      takeBurst(peer);
      periodNs = Math.min(2 * periodNs, PERIOD.maxNs());
      peer.advance(periodNs - 1);
      assertThat(peer.hasSaidAll()).isTrue();
      peer.advance(1);
    }
    assertThat(periodNs).isEqualTo(PERIOD.maxNs());
    assertThat(meters.counter("vdsl.sync.overdue").count()).isZero();
  }

  @Test
  void anAgentThatAsksGetsABurstWithinTheShortestPeriodHoweverOftenItAsks() throws IOException {
    Peer peer = open("n1", 7);
    for (int burst = 0; burst < 5; burst++) {
      takeBurst(peer);
      peer.advance(4 * PERIOD.maxNs());
    }
    takeBurst(peer);

    peer.advance(PERIOD.minNs() - 1);
    for (int i = 0; i < 100; i++) {
      peer.send(request());
    }
    assertThat(peer.hasSaidAll()).isTrue();
    peer.advance(1);
    takeBurst(peer);
    assertThat(peer.hasSaidAll()).isTrue();
    peer.advance(PERIOD.maxNs());
    takeBurst(peer);
    peer.advance(PERIOD.minNs());
    peer.send(request());
    peer.advance(0);
    assertThat(peer.readSync().getStep()).isEqualTo(Sync.Step.SIGNAL);
    assertThat(meters.counter("vdsl.sync.requested").count()).isEqualTo(101);
  }

  private static Envelope request() {
    return Envelope.newBuilder().setSync(Sync.newBuilder().setStep(Sync.Step.REQUEST)).build();
  }

  private static void takeBurst(Peer peer) throws IOException {
    for (int i = 0; i < SyncExchange.BURST; i++) {
      Sync signal = peer.readSync();
      assertThat(signal.getStep()).isEqualTo(Sync.Step.SIGNAL);
      peer.send(answer(signal, 40, 240));
      assertThat(peer.readSync().getStep()).isEqualTo(Sync.Step.CORRECTION);
    }
    assertThat(peer.hasSaidAll()).isTrue();
  }

  @Test
  void aVerdictCarriesTheReadingsOfTheBlocksWay() throws IOException {
    Peer peer = open("n1", 7);
    peer.readSync();
    Envelope block = TestAgent.frame(new NodeBlocks("n1", 7).next(1, "line"));
    byte[] frame =
        block.toBuilder().setBlock(block.getBlock().toBuilder().setT3(-5)).build().toByteArray();
    masterNs = 100;
    ByteBuf bytes = Unpooled.buffer().writeInt(frame.length).writeBytes(frame);
    peer.send(bytes.readRetainedSlice(1));
    masterNs = 200;
    peer.send(bytes);
    List<Arrival> arrivals = new ArrayList<>();
    queue.takeAll(arrivals);
    UpLeg way = new UpLeg(-5, MASTER_START_NS + 100);
    assertThat(arrivals.get(arrivals.size() - 1))
        .isInstanceOfSatisfying(Arrival.OfBlock.class, one -> assertThat(one.way()).contains(way));
    masterNs = 300;

    Ack accepted =
        Answers.ack(
            Ack.Verdict.ACCEPTED,
            new BlockIdentity(NODE, 7, 1),
            Optional.empty(),
            Optional.of(way));
    peer.session.settle(new Settlement(List.of(accepted), 0));
    peer.channel.runPendingTasks();

    assertThat(peer.read().getAck().getSync())
        .isEqualTo(
            Sync.newBuilder()
                .setStep(Sync.Step.ACKNOWLEDGEMENT)
                .setEpoch(EPOCH)
                .setMasterId(MASTER_ID)
                .setT1(MASTER_START_NS + 300)
                .setT3(-5)
                .setT4(MASTER_START_NS + 100)
                .build());
  }

  @Test
  void noFurtherSignalIsSentWhileOneIsNotAnswered() throws IOException {
    Peer peer = open("n1", 7);
    peer.readSync();
    peer.advance(PERIOD.minNs());

    assertThat(peer.hasSaidAll()).isTrue();
    assertThat(meters.counter("vdsl.sync.overdue").count()).isEqualTo(1);
  }

  @Test
  void answersToNoSignalAndImpossibleOnesAreRefused() throws IOException {
    Peer doubled = open("n1", 7);
    Sync signal = doubled.readSync();
    doubled.send(answer(signal.toBuilder().setT1(1).build(), 1, 2));
    assertThat(doubled.readBye().getDetail()).contains("answers no signal");

    Peer backwards = open("n2", 7);
    backwards.send(answer(backwards.readSync(), 2, 1));
    assertThat(backwards.readBye().getDetail()).contains("answered at 1 ticks");
    assertThat(refused("malformed")).isEqualTo(2);
  }

  @Test
  void aStateThatIsNoNumberIsRefused() throws IOException {
    Peer senseless = open("n1", 7);
    Sync.Builder skewed = answer(senseless.readSync(), 1, 2).getSync().toBuilder();
    skewed.getStateBuilder().setSkewPpb(Double.NaN);
    senseless.send(Envelope.newBuilder().setSync(skewed).build());
    assertThat(senseless.readBye().getDetail()).contains("NaN ppb");
    assertThat(refused("malformed")).isEqualTo(1);
  }
}
