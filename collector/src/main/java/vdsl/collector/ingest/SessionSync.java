package vdsl.collector.ingest;

import io.netty.channel.Channel;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import vdsl.clock.SyncExchange;
import vdsl.collector.clock.MasterClock;
import vdsl.collector.metrics.IngestMetrics;
import vdsl.record.NodeId;
import vdsl.wire.proto.Ack;
import vdsl.wire.proto.Envelope;
import vdsl.wire.proto.Sync;

/**
 * The master's side of the sync exchanges with one agent: signals in bursts, each sent when the one
 * before it was answered, for an agent that has just been woken answers soonest. Confined to the
 * channel's event loop.
 */
// A signal that cannot be written belongs to a connection that has ended.
@SuppressWarnings("FutureReturnValueIgnored")
final class SessionSync {
  private final Channel channel;
  private final NodeId node;
  private final ClockDesk desk;
  private final IngestMetrics metrics;
  private final SyncPace pace;
  private Optional<Future<?>> nextBurst = Optional.empty();
  private OptionalLong signalledNs = OptionalLong.empty();
  private int signalsLeft;
  private long burstBegunNs;
  private boolean hasStopped;

  SessionSync(Channel channel, NodeId node, ClockDesk desk, IngestMetrics metrics) {
    this.channel = channel;
    this.node = node;
    this.desk = desk;
    this.metrics = metrics;
    pace = desk.pace();
  }

  /** Begins a burst; others follow, as long as the connection stands. */
  void start() {
    if (hasStopped || !channel.isActive()) {
      return;
    }
    burstBegunNs = nowNs();
    signalsLeft = SyncExchange.BURST;
    if (signalledNs.isEmpty()) {
      signal();
    } else {
      metrics.syncOverdue();
    }
    schedule(pace.periodNs());
  }

  /** In place of whatever burst was to come. */
  private void schedule(long inNs) {
    nextBurst.ifPresent(later -> later.cancel(false));
    nextBurst = Optional.of(channel.eventLoop().schedule(this::start, inNs, TimeUnit.NANOSECONDS));
  }

  private long nowNs() {
    return channel.eventLoop().ticker().nanoTime();
  }

  /** No further signal is sent. */
  void stop() {
    hasStopped = true;
    nextBurst.ifPresent(later -> later.cancel(false));
  }

  /**
   * The agent would have a burst now. It gets one when the shortest period is over, however often
   * it asks.
   */
  void onRequest() {
    metrics.syncRequested();
    pace.hurry();
    schedule(Math.max(0, burstBegunNs + pace.periodNs() - nowNs()));
  }

  private void signal() {
    MasterClock master = desk.master();
    signalsLeft--;
    long sentNs = master.nowNs();
    signalledNs = OptionalLong.of(sentNs);
    send(
        Sync.newBuilder()
            .setStep(Sync.Step.SIGNAL)
            .setEpoch(master.epoch())
            .setMasterId(master.masterId())
            .setT1(sentNs)
            .build());
  }

  /** At once: what a signal waits for after its reading is error. */
  private void send(Sync sync) {
    channel.writeAndFlush(Envelope.newBuilder().setSync(sync).build());
  }

  /**
   * Takes an answer, and tells the agent what came of it.
   *
   * @param arrivedNs cluster time at which it was here
   * @throws IllegalArgumentException if it answers no signal of ours, or cannot be
   */
  void onAnswer(Sync answer, long arrivedNs) {
    check(answer, arrivedNs);
    SyncExchange exchange =
        new SyncExchange(
            answer.getEpoch(),
            answer.getMasterId(),
            answer.getT1(),
            answer.getT2(),
            answer.getT3(),
            arrivedNs);
    NodeClockReading reading = NodeClockReading.of(exchange, answer.getState());
    signalledNs = OptionalLong.empty();
    metrics.syncExchanged(exchange.roundTripNs());
    pace.onAnswer(answer.getState(), exchange.roundTripNs());
    desk.report(node, reading);
    send(answer.toBuilder().setStep(Sync.Step.CORRECTION).setT4(arrivedNs).clearState().build());
    if (signalsLeft > 0) {
      signal();
    } else {
      pace.onBurstEnd();
      schedule(pace.periodNs());
    }
  }

  private void check(Sync answer, long arrivedNs) {
    MasterClock master = desk.master();
    boolean isOurs =
        answer.getStep() == Sync.Step.ANSWER
            && answer.getEpoch() == master.epoch()
            && answer.getMasterId() == master.masterId()
            && signalledNs.equals(OptionalLong.of(answer.getT1()));
    if (!isOurs) {
      throw new IllegalArgumentException("sync that answers no signal");
    }
    if (answer.getT3() - answer.getT2() < 0) {
      throw new IllegalArgumentException(
          "signal answered at %d ticks, before it came at %d"
              .formatted(answer.getT3(), answer.getT2()));
    }
    if (arrivedNs < answer.getT1()) {
      throw new IllegalArgumentException("answer began before its signal at " + answer.getT1());
    }
  }

  /** An acknowledgement that is written now: where it tells of a block's way, t1 is added. */
  Ack leaving(Ack ack) {
    if (!ack.hasSync()) {
      return ack;
    }
    MasterClock master = desk.master();
    Sync.Builder sync =
        ack.getSync().toBuilder().setEpoch(master.epoch()).setMasterId(master.masterId());
    return ack.toBuilder().setSync(sync.setT1(master.nowNs())).build();
  }
}
