package vdsl.storage.query;

/**
 * Cluster times wanted, both ends included, in nanoseconds since the epoch.
 *
 * @param toNs not before fromNs
 */
record TimeRange(long fromNs, long toNs) {
  static final TimeRange ALL = new TimeRange(Long.MIN_VALUE, Long.MAX_VALUE);

  TimeRange {
    if (toNs < fromNs) {
      throw new IllegalArgumentException("toNs " + toNs + " before fromNs " + fromNs);
    }
  }

  boolean contains(long timeNs) {
    return fromNs <= timeNs && timeNs <= toNs;
  }

  boolean overlaps(long minTimeNs, long maxTimeNs) {
    return minTimeNs <= toNs && fromNs <= maxTimeNs;
  }
}
