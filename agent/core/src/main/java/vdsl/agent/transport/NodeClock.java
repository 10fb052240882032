package vdsl.agent.transport;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
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
  /**
   * A connected collector that lets this pass without an exchange has stopped syncing: more than
   * the longest period it may be told to have, 20 s.
   */
  static final long SYNC_SILENCE_NS = 30_000_000_000L;

  private static final long NS_PER_MS = 1_000_000;

  private final BootId boot;
  private final long syncWaitNs;
  private final TransportConfig.Surroundings surroundings;
  private final StatusLog status;
  private final ClockWatchdog watchdog;
  private final ClockEvents events;
  private final ClusterClock clock;
  private int exchangesAwaited;
  private long awaitedUntilNs;
  private long connectedTicks;
  private long lastSyncNs;
  private long exchangedTicks;
  private long epoch;
  private boolean isConnected;

  /** When the last sleep of the host was noticed. */
  private OptionalLong pausedTicks = OptionalLong.empty();

  private boolean isSyncLost;

  NodeClock(TransportConfig config, StatusLog status, ClockEvents events) {
    surroundings = config.surroundings();
    boot = config.host().boot();
    syncWaitNs = config.timings().syncWaitNs();
    this.status = status;
    this.events = events;
    watchdog = new ClockWatchdog(HostClocks.read(surroundings));
    clock =
        new ClusterClock(
            new ClockAnchor(boot, surroundings.ticks().ticks(), surroundings.wall().nowNs()),
            ClusterClock.Estimation.BRACKET);
  }

  /** A connection stands; its collector will soon send signals. */
  void connected(long nowNs) {
    isConnected = true;
    connectedTicks = nowNs;
    exchangedTicks = nowNs;
    await(nowNs);
  }

  /** Nobody can be expected to sync. */
  void disconnected() {
    isConnected = false;
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
    if (isFromBeforeThePause(exchange)) {
      status.count(StatusEvent.SYNC_STALE);
      return;
    }
    long nowTicks = surroundings.ticks().ticks();
    ClusterClock.Outcome outcome = clock.onExchange(exchange, nowTicks);
    count(outcome, exchange);
    if (outcome == ClusterClock.Outcome.STALE || outcome == ClusterClock.Outcome.AWAITED) {
      return;
    }
    lastSyncNs = Math.max(exchange.sentNs(), exchange.receivedNs());
    exchangedTicks = nowTicks;
    if (exchange.epoch() > epoch) {
      changeMaster(exchange.epoch(), nowTicks);
    }
    if (outcome == ClusterClock.Outcome.CONTRADICTED) {
      note(ClockEvent.Kind.STEPPED, "earlier times are wrong by more than their bounds", nowTicks);
    }
    if (isSyncLost) {
      isSyncLost = false;
      status.count(StatusEvent.CLOCK_SYNC_REGAINED);
      note(ClockEvent.Kind.SYNC_REGAINED, "an exchange was taken in", nowTicks);
    }
  }

  /** What was read before the host slept says nothing of its clock since, whenever it is told. */
  private boolean isFromBeforeThePause(SyncExchange exchange) {
    return pausedTicks.isPresent()
        && (exchange.arrivedTicks() - pausedTicks.getAsLong() < 0
            || exchange.answeredTicks() - pausedTicks.getAsLong() < 0);
  }

  /** The first master is none that another one was changed for. */
  private void changeMaster(long next, long nowTicks) {
    long before = epoch;
    epoch = next;
    if (before > 0) {
      status.count(StatusEvent.CLOCK_MASTER_CHANGED);
      note(ClockEvent.Kind.MASTER_CHANGED, "epoch " + next + " after " + before, nowTicks);
    }
  }

  private void note(ClockEvent.Kind kind, String detail, long nowTicks) {
    ClockEvent.State state =
        new ClockEvent.State(
            surroundings.wall().nowNs() - clock.expected(nowTicks),
            clock.bound(nowTicks),
            clock.generation(),
            epoch);
    events.add(new ClockEvent(kind, detail, nowTicks, state));
  }

  private void count(ClusterClock.Outcome outcome, SyncExchange exchange) {
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
    checkSilence();
    return !findings.isEmpty();
  }

  private void checkSilence() {
    long nowTicks = surroundings.ticks().ticks();
    long silentNs = nowTicks - exchangedTicks;
    if (isConnected && clock.synced() && !isSyncLost && silentNs >= SYNC_SILENCE_NS) {
      isSyncLost = true;
      String detail = "no exchange for " + silentNs / NS_PER_MS + " ms";
      status.report(StatusEvent.CLOCK_SYNC_LOST, detail);
      note(ClockEvent.Kind.SYNC_LOST, detail, nowTicks);
    }
  }

  private void onFinding(ClockWatchdog.Finding finding) {
    if (finding instanceof ClockWatchdog.Finding.Slept slept) {
      onSleep(slept);
    } else if (finding instanceof ClockWatchdog.Finding.WallStepped step) {
      String detail = "by " + step.ns() / NS_PER_MS + " ms";
      status.report(StatusEvent.WALL_CLOCK_STEPPED, detail);
      note(ClockEvent.Kind.WALL_STEPPED, detail, surroundings.ticks().ticks());
    } else if (finding instanceof ClockWatchdog.Finding.Late) {
      // No line: a medium that was slow to force a block does it as well.
      status.count(StatusEvent.TRANSPORT_LATE);
    }
  }

  /** What was logged since is told from exchanges to come, so it waits for them as at first. */
  private void onSleep(ClockWatchdog.Finding.Slept slept) {
    clock.onPause(slept.sinceTicks());
    pausedTicks = OptionalLong.of(slept.nowTicks());
    await(slept.nowTicks());
    String detail = "the host slept for " + slept.ns() / NS_PER_MS + " ms";
    status.report(StatusEvent.HOST_SLEPT, detail);
    if (clock.synced()) {
      isSyncLost = true;
      note(ClockEvent.Kind.SYNC_LOST, detail, slept.nowTicks());
    }
  }

  /** How the clock is, for the collector; the reading of the wall clock is the caller's. */
  ClockState state(long nowNs) {
    return ClockState.newBuilder()
        .setBoundNs(clock.bound(nowNs))
        .setGeneration(clock.generation())
        .setSkewPpb(clock.skewPpb())
        .setLastSyncNs(lastSyncNs)
        .setPaused(clock.isPaused())
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
