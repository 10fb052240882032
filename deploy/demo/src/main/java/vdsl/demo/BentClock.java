package vdsl.demo;

import vdsl.time.TickSource;
import vdsl.time.WallClock;

/**
 * The clocks of a node as a bad oscillator and a wrong setting would have them. Processes of one
 * machine share its clocks; with these they differ as those of real machines do. The origin is
 * given, so that every process of a node has the same bent clocks. Thread-safe.
 *
 * @param originNs reading of the straight tick source at which the drift begins
 * @param originWallNs reading of the straight wall clock at that moment
 * @param offsetNs how far both are set wrong, in nanoseconds
 * @param driftPpm how much faster both run, in nanoseconds per millisecond
 */
record BentClock(long originNs, long originWallNs, long offsetNs, long driftPpm) {
  private static final int PARTS = 4;

  /** Beyond it, nanoseconds since the origin times the drift leave a long within a year. */
  private static final long DRIFT_PPM_MAX = 200;

  private static final long MILLION = 1_000_000;

  BentClock {
    if (Math.abs(driftPpm) > DRIFT_PPM_MAX) {
      throw new IllegalArgumentException(
          "driftPpm " + driftPpm + " not in -" + DRIFT_PPM_MAX + ".." + DRIFT_PPM_MAX);
    }
  }

  /** Reads the four components, with commas between them. */
  static BentClock parse(String text) {
    String[] parts = text.split(",", -1);
    if (parts.length != PARTS) {
      throw new IllegalArgumentException("clock " + text + " has not " + PARTS + " parts");
    }
    return new BentClock(
        Long.parseLong(parts[0]),
        Long.parseLong(parts[1]),
        Long.parseLong(parts[2]),
        Long.parseLong(parts[3]));
  }

  TickSource bend(TickSource straight) {
    return () -> {
      long raw = straight.ticks();
      return raw + errorNs(raw - originNs);
    };
  }

  WallClock bend(WallClock straight) {
    return () -> {
      long raw = straight.nowNs();
      return raw + errorNs(raw - originWallNs);
    };
  }

  /** Of one nanosecond to the next it falls by one at most, so bent ticks never go back. */
  private long errorNs(long elapsedNs) {
    return offsetNs + Math.floorDiv(elapsedNs * driftPpm, MILLION);
  }
}
