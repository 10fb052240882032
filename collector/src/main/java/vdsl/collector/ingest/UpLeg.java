package vdsl.collector.ingest;

/**
 * A block on its way from the slave to the master.
 *
 * @param leftTicks t3: when it left; the slave's raw ticks, in nanoseconds
 * @param reachedNs t4: when its first byte was here; cluster time, in nanoseconds since the epoch
 */
record UpLeg(long leftTicks, long reachedNs) {}
