package vdsl.clock;

import vdsl.time.TimeMap;

/**
 * What one exchange tells of master minus raw ticks, and for which term of a master.
 *
 * @param generation of the node's clock
 * @param offsetNs master minus raw
 * @param errorNs its largest error at the reading it was measured at
 * @param atTicks that reading
 */
record Offset(long epoch, int generation, long offsetNs, long errorNs, long atTicks) {
  /**
   * Two clocks part by at most this, in parts per million: quartzes are within 100 of their nominal
   * rate, and 200 are for what a time service steers the raw clock by. One that slews faster breaks
   * the bound while it does: docs/clock.md.
   */
  static final long DRIFT_PPM_MAX = 300;

  private static final long MILLION = 1_000_000;

  static Offset of(SyncExchange exchange, int generation) {
    return new Offset(
        exchange.epoch(),
        generation,
        exchange.offsetNs(),
        exchange.errorNs(),
        exchange.middleTicks());
  }

  long timeNs(long ticks) {
    return ticks + offsetNs;
  }

  /** Largest error of {@link #timeNs}: it grows with the distance from the measurement. */
  long errorNs(long ticks) {
    return saturatedSum(errorNs, driftNs(Math.abs(ticks - atTicks)));
  }

  /** What two clocks may part by in a length of time. */
  static long driftNs(long ns) {
    return ns / MILLION * DRIFT_PPM_MAX + ns % MILLION * DRIFT_PPM_MAX / MILLION;
  }

  /** The same offset, of which less is known. */
  Offset widened(long byNs) {
    return new Offset(epoch, generation, offsetNs, saturatedSum(errorNs, byNs), atTicks);
  }

  /** Whether no true offset lies within the errors of both. */
  boolean contradicts(Offset other, long ticks) {
    return Math.abs(offsetNs - other.offsetNs) > saturatedSum(errorNs(ticks), other.errorNs(ticks));
  }

  /** Of two lengths of time; what is too long to be told is unlimited. */
  static long saturatedSum(long aNs, long bNs) {
    long sum = aNs + bNs;
    return sum < 0 ? TimeMap.BOUND_UNLIMITED_NS : sum;
  }
}
