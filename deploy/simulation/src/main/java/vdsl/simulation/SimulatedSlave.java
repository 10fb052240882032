package vdsl.simulation;

import java.util.Comparator;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.UUID;
import vdsl.clock.ClusterClock;
import vdsl.clock.ClusterClock.Estimation;
import vdsl.clock.SyncExchange;
import vdsl.time.BootId;
import vdsl.time.ClockAnchor;
import vdsl.time.TimeMap;

/**
 * A slave with a raw clock of its own and exchanges with a master under way. It has its clock
 * twice: one is read all the time, the other one resolves readings that are some seconds old.
 * Confined to one thread; told of true time in its order.
 */
final class SimulatedSlave {
  /** A master signals again when it has its answer; the next one comes soon after. */
  private static final long BURST_PACE_NS = 1_000_000;

  /**
   * What a clock said at one moment.
   *
   * @param trueNs the moment
   * @param epoch of the master whose time it says it is
   */
  record Reading(long trueNs, long ticks, long timeNs, long boundNs, long epoch) {
    /** Whether bounds tell that this was before another one. */
    boolean isCertainlyBefore(Reading other) {
      return timeNs + (double) boundNs < other.timeNs - (double) other.boundNs;
    }
  }

  private record Correction(long atNs, SyncExchange exchange) {}

  private final Quartz quartz;
  private final MessageDelays delays;
  private final SplittableRandom random;
  private final ClusterClock online;
  private final ClusterClock resolved;
  private final PriorityQueue<Correction> corrections =
      new PriorityQueue<>(Comparator.comparingLong(Correction::atNs));
  private final long periodNs;
  private SimulatedMaster master;
  private long nextSignalNs;
  private int burstLeft = SyncExchange.BURST;
  private boolean isFrozen;
  private boolean isCutOff;
  private long lastGoodTicks;
  private OptionalLong pauseNoticedNs = OptionalLong.empty();
  private long shortestRoundTripNs = Long.MAX_VALUE;

  SimulatedSlave(
      SplittableRandom random,
      NetworkPath path,
      Estimation estimation,
      double exchangesPerSecond,
      SimulatedMaster master) {
    this.random = random.split();
    quartz = new Quartz(random.split());
    delays = new MessageDelays(path, random.split());
    ClockAnchor anchor = new ClockAnchor(new BootId(new UUID(0, 1)), quartz.ticks(0), 0);
    online = new ClusterClock(anchor, estimation);
    resolved = new ClusterClock(anchor, estimation);
    periodNs = Math.round(1e9 / exchangesPerSecond);
    this.master = master;
  }

  /** Lets all exchanges happen that are due by now. */
  void passTo(long trueNs) {
    while (nextSignalNs <= trueNs) {
      exchange(nextSignalNs);
      burstLeft--;
      nextSignalNs +=
          burstLeft > 0 ? BURST_PACE_NS : Math.round(periodNs * random.nextDouble(0.9, 1.1));
    }
    if (pauseNoticedNs.isPresent() && pauseNoticedNs.getAsLong() <= trueNs) {
      online.onPause(lastGoodTicks);
      resolved.onPause(lastGoodTicks);
      pauseNoticedNs = OptionalLong.empty();
    }
    while (!corrections.isEmpty() && corrections.peek().atNs() <= trueNs) {
      Correction correction = corrections.remove();
      long nowTicks = quartz.ticks(correction.atNs());
      online.onExchange(correction.exchange(), nowTicks);
      resolved.onExchange(correction.exchange(), nowTicks);
    }
  }

  private void exchange(long sentNs) {
    if (isCutOff || delays.isLost() || delays.isLost()) {
      return;
    }
    long arrivedNs = sentNs + delays.downNs(sentNs);
    long answeredNs = arrivedNs + delays.holdNs();
    long receivedNs = answeredNs + delays.upNs(answeredNs);
    SyncExchange exchange =
        new SyncExchange(
            master.epoch(),
            master.epoch(),
            master.timeNs(sentNs),
            quartz.ticks(arrivedNs),
            quartz.ticks(answeredNs),
            master.timeNs(receivedNs));
    shortestRoundTripNs = Math.min(shortestRoundTripNs, exchange.roundTripNs());
    corrections.add(new Correction(receivedNs + delays.downNs(receivedNs), exchange));
  }

  /** Another master signals from now on. */
  void succeed(SimulatedMaster next) {
    master = next;
    burstLeft = SyncExchange.BURST;
  }

  /** No message gets through, and those under way are lost. */
  void cutOff() {
    isCutOff = true;
    corrections.clear();
  }

  /** Messages get through again, and a burst of signals comes at once. */
  void connect(long trueNs) {
    isCutOff = false;
    burstLeft = SyncExchange.BURST;
    nextSignalNs = trueNs;
  }

  /** Neither readings nor messages until it is thawed or woken. */
  void freeze(long trueNs) {
    isFrozen = true;
    lastGoodTicks = quartz.ticks(trueNs);
    cutOff();
  }

  void thaw() {
    isFrozen = false;
  }

  /** Its raw clock has stood still, which its watchdog will notice. */
  void wake(long stoodStillNs, long noticedNs) {
    isFrozen = false;
    quartz.standStill(stoodStillNs);
    pauseNoticedNs = OptionalLong.of(noticedNs);
  }

  /** What it says takes longer by this from now on. */
  void congest(long ns) {
    delays.congest(ns);
  }

  /** Its raw clock runs at another rate from now on. */
  void steer(double byPpb) {
    quartz.changeRate(byPpb);
  }

  boolean isFrozen() {
    return isFrozen;
  }

  /** Cluster time at once. */
  Reading read(long trueNs) {
    long ticks = quartz.ticks(trueNs);
    long timeNs = online.now(ticks);
    return new Reading(trueNs, ticks, timeNs, online.bound(ticks), online.epoch());
  }

  /** Cluster time of an earlier reading, for good. */
  Reading resolve(Reading earlier) {
    long ticks = earlier.ticks();
    TimeMap map = resolved.resolve(ticks, ticks);
    return new Reading(earlier.trueNs(), ticks, map.timeNs(ticks), map.boundNs(ticks), map.epoch());
  }

  long shortestRoundTripNs() {
    return shortestRoundTripNs;
  }
}
