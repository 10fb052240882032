package vdsl.clock;

/** How wrong an estimate of the skew can be. Stateless. */
final class SkewDoubt {
  private static final double NS_PER_S = 1e9;

  /** Standard errors of the skew that a bound allows for. */
  private static final double SIGMAS = 4;

  /** How fast a skew may change, in ppb a second, beyond what its variance says. */
  private static final double CHANGE_PPB_PER_S = 60;

  private static final double PPB_MAX = 1_000.0 * RawDrift.PPM_MAX;

  private SkewDoubt() {}

  /** What an offset may be wrong by that is told over a length of time, in nanoseconds. */
  static double ns(SkewState skew, long lengthNs) {
    double s = lengthNs / NS_PER_S;
    return s * Math.min(PPB_MAX, SIGMAS * skew.skewSigmaPpb() + CHANGE_PPB_PER_S * s);
  }
}
