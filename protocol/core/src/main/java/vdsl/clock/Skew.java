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

  private static final double PPB_MAX = 1_000.0 * RawDrift.PPM_MAX;

  /** By how much an offset is expected to change over a length of time, in nanoseconds. */
  static double driftNs(double ppb, long lengthNs) {
    return ppb * (lengthNs / NS_PER_S);
  }

  /** The most that an offset can change over a length of time, which may be negative. */
  double highDriftNs(long lengthNs) {
    return lengthNs >= 0
        ? driftNs(highPpb(lengthNs), lengthNs)
        : driftNs(lowPpb(lengthNs), lengthNs);
  }

  /** The least that an offset can change over a length of time, which may be negative. */
  double lowDriftNs(long lengthNs) {
    return lengthNs >= 0
        ? driftNs(lowPpb(lengthNs), lengthNs)
        : driftNs(highPpb(lengthNs), lengthNs);
  }

  private double highPpb(long lengthNs) {
    double high = Math.min(PPB_MAX, ppb + doubtPpb(lengthNs));
    return high < -PPB_MAX ? PPB_MAX : high;
  }

  private double lowPpb(long lengthNs) {
    double low = Math.max(-PPB_MAX, ppb - doubtPpb(lengthNs));
    return low > PPB_MAX ? -PPB_MAX : low;
  }

  private double doubtPpb(long lengthNs) {
    return SIGMAS * sigmaPpb + CHANGE_PPB_PER_S * (Math.abs(lengthNs) / NS_PER_S);
  }

  /** The nearest skew that two raw clocks can have. */
  static double possiblePpb(double ppb) {
    return Math.max(-PPB_MAX, Math.min(PPB_MAX, ppb));
  }
}
