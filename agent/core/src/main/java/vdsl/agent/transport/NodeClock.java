package vdsl.agent.transport;

import java.util.List;
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
  private final BootId boot;
  private final long syncWaitNs;
  private final TransportConfig.Surroundings surroundings;
  private final StatusLog status;
  private final ClockWatchdog watchdog;
  private final ClusterClock clock;
  private int exchangesAwaited;
  private long awaitedUntilNs;
  private long connectedTicks;
  private long lastSyncNs;
  private boolean isPaused;

  NodeClock(TransportConfig config, StatusLog status) {
    surroundings = config.surroundings();
    boot = config.host().boot();
    syncWaitNs = config.timings().syncWaitNs();
    this.status = status;
    watchdog = new ClockWatchdog(HostClocks.read(surroundings));
    clock =
        new ClusterClock(
            new ClockAnchor(boot, surroundings.ticks().ticks(), surroundings.wall().nowNs()));
  }

  /** A connection stands; its collector will soon send signals. */
  void connected(long nowNs) {
    connectedTicks = nowNs;
    await(nowNs);
  }

  private void await(long nowNs) {
    exchangesAwaited = SyncExchange.BURST;
    awaitedUntilNs = nowNs + syncWaitNs;
  }

  /**
   * True while blocks should not be sent yet: the first exchanges of a connection tell the times of
   * what was logged since the last ones of the connection before, and an acknowledged time never
   * changes.
   */
  boolean isAwaited(long nowNs) {
    return exchangesAwaited > 0 && nowNs - awaitedUntilNs < 0;
  }

  /**
   * Takes what a collector says about an answered signal.
   *
   * @return why the connection has to end; empty if it need not
   */
  Optional<Ending> onSync(Sync sync) {
    if (sync.getStep() != Sync.Step.CORRECTION) {
      return Optional.of(Ending.violation("sync step " + sync.getStep() + " is nothing to expect"));
    }
    try {
      SyncExchange exchange = exchange(sync, sync.getT2());
      if (!exchange.isHeldBySlave()) {
        return violation(
            "answer received at " + sync.getT4() + " ns, before its signal at " + sync.getT1());
      }
      take(exchange);
    } catch (IllegalArgumentException impossible) {
      return violation(String.valueOf(impossible.getMessage()));
    }
    exchangesAwaited = Math.max(0, exchangesAwaited - 1);
    return Optional.empty();
  }

  /**
   * Takes what a collector says about a block and its acknowledgement.
   *
   * @param arrivedTicks t2, when the acknowledgement was here
   * @return why the connection has to end; empty if it need not
   */
  Optional<Ending> onAcknowledgement(Sync sync, long arrivedTicks) {
    if (sync.getStep() != Sync.Step.ACKNOWLEDGEMENT) {
      return violation("step " + sync.getStep() + " in an acknowledgement");
    }
    if (sync.getT3() - connectedTicks < 0) {
      return violation(
          "no block left at " + sync.getT3() + " ticks, before the welcome at " + connectedTicks);
    }
    try {
      SyncExchange exchange = exchange(sync, arrivedTicks);
      if (!exchange.isHeldByMaster()) {
        return violation(
            "block acknowledged at " + sync.getT1() + " ns, before it came at " + sync.getT4());
      }
      take(exchange);
    } catch (IllegalArgumentException impossible) {
      return violation(String.valueOf(impossible.getMessage()));
    }
    return Optional.empty();
  }

  private static Optional<Ending> violation(String reason) {
    return Optional.of(Ending.violation("sync exchange: " + reason));
  }

  private static SyncExchange exchange(Sync sync, long arrivedTicks) {
    return new SyncExchange(
        sync.getEpoch(),
        sync.getMasterId(),
        sync.getT1(),
        arrivedTicks,
        sync.getT3(),
        sync.getT4());
  }

  /** The reading of the round the thread is in would be older than the exchange's own. */
  private void take(SyncExchange exchange) {
    ClusterClock.Outcome outcome = clock.onExchange(exchange, surroundings.ticks().ticks());
    if (outcome != ClusterClock.Outcome.STALE) {
      lastSyncNs = Math.max(exchange.sentNs(), exchange.receivedNs());
      isPaused = false;
    }
    tell(outcome, exchange);
  }

  private void tell(ClusterClock.Outcome outcome, SyncExchange exchange) {
    switch (outcome) {
      case FOLLOWED, NOT_BETTER -> status.count(StatusEvent.CLOCK_SYNCED);
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

  /** Whether it is time for {@link #watch}. */
  boolean isWatchDue(long nowNs) {
    return watchdog.isDue(nowNs);
  }

  /**
   * Looks whether something has happened to the host's clocks.
   *
   * @return true if a burst of exchanges would show what
   */
  boolean watch() {
    List<ClockWatchdog.Finding> findings = watchdog.look(HostClocks.read(surroundings));
    findings.forEach(this::onFinding);
    return !findings.isEmpty();
  }

  private void onFinding(ClockWatchdog.Finding finding) {
    if (finding instanceof ClockWatchdog.Finding.Slept slept) {
      clock.onPause(slept.sinceTicks(), slept.nowTicks());
      isPaused = true;
      await(slept.nowTicks());
      status.report(StatusEvent.HOST_SLEPT, "for " + slept.ns() + " ns, which no record shows");
    } else if (finding instanceof ClockWatchdog.Finding.WallStepped step) {
      status.report(StatusEvent.WALL_CLOCK_STEPPED, "by " + step.ns() + " ns");
    } else if (finding instanceof ClockWatchdog.Finding.Late late) {
      status.report(StatusEvent.TRANSPORT_LATE, "by " + late.ns() + " ns");
    }
  }

  /** How the clock is, for the collector; the reading of the wall clock is the caller's. */
  ClockState state(long nowNs) {
    return ClockState.newBuilder()
        .setBoundNs(clock.bound(nowNs))
        .setGeneration(clock.generation())
        .setSkewPpb(clock.skewPpb())
        .setLastSyncNs(lastSyncNs)
        .setPaused(isPaused)
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
