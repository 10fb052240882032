package vdsl.agent.bench;

import vdsl.time.TickSource;

/**
 * A raw clock as a bad oscillator has it that warms up, told from the straight one: processes of
 * one machine share their raw clock, and with this they do not. Thread-safe.
 *
 * @param originNs straight reading at which the skew begins
 * @param offsetNs by how much it is off then
 * @param skewPpb by how much it is faster then, in parts per billion
 * @param driftPpbPerS by how much the skew grows in a second
 */
record SkewedTicks(long originNs, long offsetNs, long skewPpb, long driftPpbPerS) {
  /** Of a nanosecond, a thousandth: bent ticks never go back. */
  private static final long SKEW_PPB_MAX = 1_000_000;

  /** A skew of a thousandth is reached after a quarter of an hour. */
  private static final long DRIFT_PPB_PER_S_MAX = 1_000;

  private static final double NS_PER_S = 1e9;
  private static final double BILLION = 1e9;

  SkewedTicks {
    if (Math.abs(skewPpb) > SKEW_PPB_MAX) {
      throw new IllegalArgumentException(
          "skewPpb " + skewPpb + " not in -" + SKEW_PPB_MAX + ".." + SKEW_PPB_MAX);
    }
    if (Math.abs(driftPpbPerS) > DRIFT_PPB_PER_S_MAX) {
      throw new IllegalArgumentException(
          "driftPpbPerS "
              + driftPpbPerS
              + " not in -"
              + DRIFT_PPB_PER_S_MAX
              + ".."
              + DRIFT_PPB_PER_S_MAX);
    }
  }

  /** Ticks that are off from the straight ones as said. */
  TickSource bend(TickSource straight) {
    return () -> {
      long raw = straight.ticks();
      return raw + offsetNs + errorNs((raw - originNs) / NS_PER_S);
    };
  }

  private long errorNs(double elapsedS) {
    double meanSkew = (skewPpb + driftPpbPerS * elapsedS / 2) / BILLION;
    return Math.round(meanSkew * elapsedS * NS_PER_S);
  }
}
