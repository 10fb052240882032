package vdsl.simulation;

/**
 * A master, whose time is the true one but for an offset.
 *
 * @param epoch of its term
 * @param offsetNs its time minus the true one
 */
record SimulatedMaster(long epoch, long offsetNs) {
  private static final long START_NS = 1_790_000_000_000_000_000L;

  long timeNs(long trueNs) {
    return START_NS + trueNs + offsetNs;
  }
}
