package vdsl.collector.ingest;

import io.netty.channel.Channel;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import vdsl.clock.SyncExchange;
import vdsl.collector.clock.MasterClock;
import vdsl.collector.metrics.IngestMetrics;
import vdsl.record.NodeId;
import vdsl.wire.proto.Envelope;
import vdsl.wire.proto.Sync;

/**
 * The master's side of the sync exchanges with one agent: signals in bursts, each sent when the one
 * before it was answered, for an agent that has just been woken answers soonest. Confined to the
 * channel's event loop.
 */
// A signal that cannot be written or scheduled belongs to a connection that has ended.
@SuppressWarnings("FutureReturnValueIgnored")
final class SessionSync {
  private final Channel channel;
  private final NodeId node;
  private final ClockDesk desk;
  private final IngestMetrics metrics;
  private OptionalLong signalledNs = OptionalLong.empty();
  private int signalsLeft;
  private boolean hasStopped;

  SessionSync(Channel channel, NodeId node, ClockDesk desk, IngestMetrics metrics) {
    this.channel = channel;
    this.node = node;
    this.desk = desk;
    this.metrics = metrics;
  }

  /** Begins a burst, and another one every period, as long as the connection stands. */
  void start() {
    if (hasStopped || !channel.isActive()) {
      return;
    }
    signalsLeft = IngestLimits.SYNC_BURST;
    if (signalledNs.isEmpty()) {
      signal();
      channel.flush();
    } else {
      metrics.syncOverdue();
    }
    channel.eventLoop().schedule(this::start, IngestLimits.SYNC_PERIOD_NS, TimeUnit.NANOSECONDS);
  }

  /** No further signal is sent. */
  void stop() {
    hasStopped = true;
  }

  private void signal() {
    MasterClock master = desk.master();
    signalsLeft--;
    long nowNs = master.nowNs();
    signalledNs = OptionalLong.of(nowNs);
    write(
        Sync.newBuilder()
            .setStep(Sync.Step.SIGNAL)
            .setEpoch(master.epoch())
            .setMasterId(master.masterId())
            .setT1(nowNs)
            .build());
  }

  private void write(Sync sync) {
    channel.write(Envelope.newBuilder().setSync(sync).build());
  }

  /**
   * Takes an answer, and tells the agent what came of it.
   *
   * @throws IllegalArgumentException if it answers no signal of ours, or cannot be
   */
  void onAnswer(Sync answer) {
    MasterClock master = desk.master();
    long nowNs = master.nowNs();
    boolean isOurs =
        answer.getStep() == Sync.Step.ANSWER
            && answer.getEpoch() == master.epoch()
            && answer.getMasterId() == master.masterId()
            && signalledNs.equals(OptionalLong.of(answer.getT1()));
    if (!isOurs) {
      throw new IllegalArgumentException("sync that answers no signal");
    }
    SyncExchange exchange =
        new SyncExchange(
            answer.getEpoch(),
            answer.getMasterId(),
            answer.getT1(),
            answer.getT2(),
            answer.getT3(),
            nowNs);
    signalledNs = OptionalLong.empty();
    metrics.syncExchanged(exchange.roundTripNs());
    desk.report(node, NodeClockReading.of(exchange, answer.getState()));
    write(
        Sync.newBuilder()
            .setStep(Sync.Step.CORRECTION)
            .setEpoch(answer.getEpoch())
            .setMasterId(answer.getMasterId())
            .setT1(answer.getT1())
            .setT2(answer.getT2())
            .setT3(answer.getT3())
            .setT4(nowNs)
            .build());
    if (signalsLeft > 0) {
      signal();
    }
    channel.flush();
  }
}
