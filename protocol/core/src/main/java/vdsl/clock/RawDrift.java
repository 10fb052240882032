package vdsl.clock;

import vdsl.time.TimeMap;

/** How far two raw clocks can part, whatever is known of them. Stateless. */
final class RawDrift {
  /**
   * Parts per million: quartzes are within 100 of their nominal rate, and a kernel slews a raw
   * clock by at most 500 for a time service that keeps to {@code adjtimex}. One that does not, as
   * chrony after a large offset, breaks a bound while it slews: docs/clock.md.
   */
  static final long PPM_MAX = 600;

  private static final long MILLION = 1_000_000;

  private RawDrift() {}

  /** What two clocks may part by in a length of time, in nanoseconds. */
  static long ns(long lengthNs) {
    return lengthNs / MILLION * PPM_MAX + lengthNs % MILLION * PPM_MAX / MILLION;
  }

  /** Of two lengths of time; what is too long to be told is unlimited. */
  static long saturatedSum(long aNs, long bNs) {
    long sum = aNs + bNs;
    return sum < 0 ? TimeMap.BOUND_UNLIMITED_NS : sum;
  }
}
