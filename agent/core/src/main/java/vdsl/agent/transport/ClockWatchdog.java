package vdsl.agent.transport;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds out, from one look at the host's clocks to the next, that something happened to them which
 * sync exchanges would show only later. It reads no clock. Confined to one thread.
 *
 * <p>Every difference is taken at its least: a thread that was kept from running between two
 * readings makes them seem apart, and is nobody's sleep.
 */
final class ClockWatchdog {
  /** Between two looks, in nanoseconds: what was logged meanwhile is in doubt after a sleep. */
  static final long PERIOD_NS = 100_000_000;

  /**
   * Uptime is told in hundredths of a second, and two readings of it may be off by one; no host
   * sleeps for less than this.
   */
  static final long SLEPT_NS_MIN = 100_000_000;

  /**
   * A time service slews by up to 500 ppm, 50 µs from look to look and 50 ms in 100 s of a thread
   * that was late; more than this at once is a step.
   */
  static final long WALL_STEP_NS_MIN = 100_000_000;

  /**
   * No pause of a collection and no turn of a scheduler takes as long: the process was throttled,
   * or its machine stood still.
   */
  static final long LATE_NS_MIN = 1_000_000_000;

  /** What was found. */
  sealed interface Finding {
    /**
     * The host stood still for a time that raw ticks do not count.
     *
     * @param sinceTicks when it had not yet
     * @param nowTicks when it has
     */
    record Slept(long sinceTicks, long nowTicks, long ns) implements Finding {}

    /**
     * The wall clock was set.
     *
     * @param ns forward, or back if negative
     */
    record WallStepped(long ns) implements Finding {}

    /** This look itself came late. */
    record Late(long ns) implements Finding {}
  }

  private HostClocks last;

  ClockWatchdog(HostClocks first) {
    last = first;
  }

  /** Whether it is time to look again. */
  boolean isDue(long nowTicks) {
    return nowTicks - last.ticksAfter() >= PERIOD_NS;
  }

  /** Compares the clocks with what they were at the last look. */
  List<Finding> look(HostClocks now) {
    List<Finding> findings = new ArrayList<>();
    long passedMinNs = now.ticksBefore() - last.ticksAfter();
    long passedMaxNs = now.ticksAfter() - last.ticksBefore();
    long sleptNs = 0;
    if (now.uptimeNs().isPresent() && last.uptimeNs().isPresent()) {
      long upNs = now.uptimeNs().getAsLong() - last.uptimeNs().getAsLong();
      if (upNs - passedMaxNs >= SLEPT_NS_MIN) {
        sleptNs = upNs - passedMaxNs;
        findings.add(new Finding.Slept(last.ticksBefore(), now.ticksAfter(), sleptNs));
      }
    }
    long wallNs = now.wallNs() - last.wallNs() - sleptNs;
    long steppedNs = beyond(wallNs, passedMinNs, passedMaxNs);
    if (Math.abs(steppedNs) >= WALL_STEP_NS_MIN) {
      findings.add(new Finding.WallStepped(steppedNs));
    }
    if (passedMinNs - PERIOD_NS >= LATE_NS_MIN) {
      findings.add(new Finding.Late(passedMinNs - PERIOD_NS));
    }
    last = now;
    return findings;
  }

  /** How far a length of time lies outside the bounds; negative if below. */
  private static long beyond(long ns, long minNs, long maxNs) {
    return ns > maxNs ? ns - maxNs : Math.min(0, ns - minNs);
  }
}
