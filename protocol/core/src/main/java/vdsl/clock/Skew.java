package vdsl.clock;

/**
 * How much faster the master runs than a slave's raw clock, and how wrong that can be.
 *
 * @param ppb in nanoseconds a second
 * @param sigmaPpb its standard error
 */
record Skew(double ppb, double sigmaPpb) {
  private static final double NS_PER_S = 1e9;

  /** Standard errors that a bound allows for. */
  private static final double SIGMAS = 4;

  /** How fast a skew may change, in ppb a second, beyond what its variance says. */
  private static final double CHANGE_PPB_PER_S = 60;

  private static final double DOUBT_PPB_MAX = 1_000.0 * RawDrift.PPM_MAX;

  /** By how much an offset changes over a length of time, in nanoseconds. */
  double driftNs(long lengthNs) {
    return driftNs(ppb, lengthNs);
  }

  static double driftNs(double ppb, long lengthNs) {
    return ppb * (lengthNs / NS_PER_S);
  }

  /** What {@link #driftNs} can be wrong by, in nanoseconds. */
  double doubtNs(long lengthNs) {
    double s = Math.abs(lengthNs) / NS_PER_S;
    return s * Math.min(DOUBT_PPB_MAX, SIGMAS * sigmaPpb + CHANGE_PPB_PER_S * s);
  }
}
