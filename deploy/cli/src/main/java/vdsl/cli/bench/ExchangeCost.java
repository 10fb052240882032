package vdsl.cli.bench;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import vdsl.clock.ClusterClock;
import vdsl.clock.SyncExchange;
import vdsl.time.BootId;
import vdsl.time.ClockAnchor;
import vdsl.wire.proto.ClockState;
import vdsl.wire.proto.Envelope;
import vdsl.wire.proto.Sync;

/**
 * What one exchange costs a node: decoding the signal, encoding the answer, decoding the
 * correction, taking it into the clock. What the system does for two messages is not in it.
 * Confined to one thread.
 */
final class ExchangeCost {
  static final String CASE = "exchange";

  private static final int BATCH = 1_000;
  private static final int BATCHES_WARM_UP = 100;
  private static final int BATCHES = 100;
  private static final int PER_SECOND = 10;

  private static final long PERIOD_NS = 100_000_000;
  private static final long BEGIN_NS = 1_700_000_000_000_000_000L;
  private static final long OFFSET_NS = 5_000_000_000L;
  private static final double SKEW = 50e-6;
  private static final long WAY_NS = 30_000;
  private static final double JITTER_NS = 8_000;
  private static final long HOLD_NS = 20_000;
  private static final double NS_PER_US = 1e3;
  private static final double US_PER_S = 1e6;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final SplittableRandom random = new SplittableRandom(1);
  private final ClusterClock clock =
      new ClusterClock(
          new ClockAnchor(new BootId(new UUID(0, 1)), ticks(BEGIN_NS), BEGIN_NS),
          ClusterClock.Estimation.BRACKET);
  private long nextNs = BEGIN_NS;

  /** What a node gets of an exchange, and when by its own clock. */
  private record Received(ByteString signal, ByteString correction, long nowTicks) {}

  /** Processor time of an exchange, the median of many batches. */
  List<Figure> measure() {
    List<Double> costsUs = new ArrayList<>();
    for (int i = 0; i < BATCHES_WARM_UP + BATCHES; i++) {
      List<Received> batch = new ArrayList<>();
      for (int k = 0; k < BATCH; k++) {
        batch.add(next());
      }
      double costUs = costUs(batch);
      if (i >= BATCHES_WARM_UP) {
        costsUs.add(costUs);
      }
    }
    double exchangeUs = Combination.MEDIAN.of(costsUs);
    return List.of(
        Figure.of(SimulatedClocks.BRACKET, CASE, "exchange_us", "us", exchangeUs),
        Figure.of(
            SimulatedClocks.BRACKET,
            CASE,
            "core_share_at_10hz",
            "share",
            PER_SECOND * exchangeUs / US_PER_S));
  }

  private double costUs(List<Received> batch) {
    long answeredBytes = 0;
    long begunNs = threads.getCurrentThreadCpuTime();
    for (Received received : batch) {
      answeredBytes += exchange(received);
    }
    double costUs = (threads.getCurrentThreadCpuTime() - begunNs) / NS_PER_US / batch.size();
    if (answeredBytes == 0 || clock.generation() > 0) {
      throw new BenchException("exchanges were not followed");
    }
    return costUs;
  }

  private int exchange(Received received) {
    try {
      Sync signal = Envelope.parseFrom(received.signal()).getSync();
      byte[] answer = answer(signal, received.nowTicks()).toByteArray();
      Sync correction = Envelope.parseFrom(received.correction()).getSync();
      SyncExchange exchange =
          new SyncExchange(
              correction.getEpoch(),
              correction.getMasterId(),
              correction.getT1(),
              correction.getT2(),
              correction.getT3(),
              correction.getT4());
      ClusterClock.Outcome outcome = clock.onExchange(exchange, received.nowTicks());
      return outcome == ClusterClock.Outcome.FOLLOWED ? answer.length : 0;
    } catch (InvalidProtocolBufferException impossible) {
      throw new BenchException("own message is malformed", impossible);
    }
  }

  private Envelope answer(Sync signal, long nowTicks) {
    ClockState state =
        ClockState.newBuilder()
            .setWallNs(signal.getT1())
            .setBoundNs(clock.bound(nowTicks))
            .setGeneration(clock.generation())
            .setSkewPpb(clock.skewPpb())
            .setLastSyncNs(signal.getT1())
            .build();
    Sync answer =
        Sync.newBuilder()
            .setStep(Sync.Step.ANSWER)
            .setEpoch(signal.getEpoch())
            .setMasterId(signal.getMasterId())
            .setT1(signal.getT1())
            .setT2(nowTicks)
            .setT3(nowTicks)
            .setState(state)
            .build();
    return Envelope.newBuilder().setSync(answer).build();
  }

  private Received next() {
    long sentNs = nextNs;
    long arrivedNs = sentNs + wayNs();
    long receivedNs = arrivedNs + HOLD_NS + wayNs();
    nextNs += PERIOD_NS;
    Sync.Builder sync =
        Sync.newBuilder().setStep(Sync.Step.SIGNAL).setEpoch(1).setMasterId(1).setT1(sentNs);
    ByteString signal = Envelope.newBuilder().setSync(sync).build().toByteString();
    sync.setStep(Sync.Step.CORRECTION)
        .setT2(ticks(arrivedNs))
        .setT3(ticks(arrivedNs + HOLD_NS))
        .setT4(receivedNs);
    ByteString correction = Envelope.newBuilder().setSync(sync).build().toByteString();
    return new Received(signal, correction, ticks(receivedNs + WAY_NS));
  }

  private long wayNs() {
    return WAY_NS + Math.round(-JITTER_NS * Math.log(1 - random.nextDouble()));
  }

  private static long ticks(long trueNs) {
    return trueNs - BEGIN_NS + OFFSET_NS + Math.round(SKEW * (trueNs - BEGIN_NS));
  }
}
