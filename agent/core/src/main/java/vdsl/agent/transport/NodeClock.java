package vdsl.agent.transport;

import java.util.Optional;
import vdsl.agent.status.StatusEvent;
import vdsl.agent.status.StatusLog;
import vdsl.block.BlockBody;
import vdsl.clock.ClusterClock;
import vdsl.clock.SyncExchange;
import vdsl.time.BootId;
import vdsl.time.ClockAnchor;
import vdsl.time.TimeMap;
import vdsl.wire.proto.ClockState;
import vdsl.wire.proto.Sync;

/**
 * The node's cluster time: follows the exchanges of whatever collector is connected, and tells the
 * times of blocks when they are sent. Confined to the transport thread.
 */
final class NodeClock {
  /** A burst of the collector's: its first exchanges wake threads and load classes. */
  private static final int EXCHANGES_AWAITED = 4;

  private final BootId boot;
  private final long syncWaitNs;
  private final StatusLog status;
  private final ClusterClock clock;
  private int exchangesAwaited;
  private long awaitedUntilNs;

  NodeClock(TransportConfig config, StatusLog status) {
    TransportConfig.Surroundings surroundings = config.surroundings();
    boot = config.host().boot();
    syncWaitNs = config.timings().syncWaitNs();
    this.status = status;
    clock =
        new ClusterClock(
            new ClockAnchor(boot, surroundings.ticks().ticks(), surroundings.wall().nowNs()),
            ClusterClock.Estimation.BRACKET);
  }

  /** A connection stands; its collector will soon send a signal. */
  void connected(long nowNs) {
    exchangesAwaited = clock.synced() ? 0 : EXCHANGES_AWAITED;
    awaitedUntilNs = nowNs + syncWaitNs;
  }

  /**
   * True while blocks should not be sent yet: the first exchanges of the node will tell the times
   * of what was logged before, and an acknowledged time never changes.
   */
  boolean isAwaited(long nowNs) {
    return exchangesAwaited > 0 && nowNs - awaitedUntilNs < 0;
  }

  /**
   * Takes what a collector says about an exchange.
   *
   * @return why the connection has to end; empty if it need not
   */
  Optional<Ending> onSync(Sync sync, long nowNs) {
    if (sync.getStep() != Sync.Step.CORRECTION) {
      return Optional.of(Ending.violation("sync step " + sync.getStep() + " is nothing to expect"));
    }
    try {
      SyncExchange exchange =
          new SyncExchange(
              sync.getEpoch(),
              sync.getMasterId(),
              sync.getT1(),
              sync.getT2(),
              sync.getT3(),
              sync.getT4());
      tell(clock.onExchange(exchange, nowNs), exchange);
    } catch (IllegalArgumentException impossible) {
      return Optional.of(Ending.violation("sync exchange: " + impossible.getMessage()));
    }
    exchangesAwaited = Math.max(0, exchangesAwaited - 1);
    return Optional.empty();
  }

  private void tell(ClusterClock.Outcome outcome, SyncExchange exchange) {
    switch (outcome) {
      case FOLLOWED, AWAITED -> status.count(StatusEvent.CLOCK_SYNCED);
      case STALE ->
          status.report(
              StatusEvent.SYNC_STALE,
              "epoch " + exchange.epoch() + " of the collector is not that of the latest master");
      case CONTRADICTED ->
          status.report(
              StatusEvent.CLOCK_CONTRADICTED,
              "an exchange of " + exchange.roundTripNs() + " ns allows none of the offsets before");
    }
  }

  /** How the clock is, for the collector; the reading of the wall clock is the caller's. */
  ClockState state(long nowNs) {
    return ClockState.newBuilder()
        .setBoundNs(clock.bound(nowNs))
        .setGeneration(clock.generation())
        .build();
  }

  /** The cluster times of a block, to be stamped on it. */
  TimeMap mapOf(BlockBody body) {
    ClockAnchor own = body.anchor();
    return clock.synced() && own.boot().equals(boot)
        ? clock.resolve(body.minTicks(), body.maxTicks())
        : TimeMap.wallClock(own.ticks(), own.wallNs());
  }
}
