package vdsl.collector.tail;

import java.util.Map;
import java.util.Set;
import vdsl.collector.clock.MasterClock;
import vdsl.collector.ingest.CommitFeed;
import vdsl.collector.ingest.IngestStatus;
import vdsl.collector.ingest.NodeClockReading;
import vdsl.record.LogRecord;
import vdsl.record.NodeId;
import vdsl.storage.index.SaturatedMath;
import vdsl.time.TimeMap;

/**
 * Up to which cluster time the records of nodes in contact are complete.
 *
 * <p>What a node in contact logged before {@code now - hold} is durable. A record that is not can
 * have been logged since only, and its time is off by its node's bound at most: so none comes any
 * more whose time is before {@code now - hold - bound}, with the largest bound of those nodes.
 *
 * <p>Thread-safe.
 */
record Horizon(MasterClock master, IngestStatus ingest, CommitFeed feed) {
  private static final long MILLION = 1_000_000;

  /**
   * How far the records are there.
   *
   * @param arrivedNs what nodes in contact logged before is there
   * @param completeNs no record of theirs with a time up to this will come
   */
  record Reach(long arrivedNs, long completeNs) {
    /** Whether a record has certainly been logged when all that was logged had arrived. */
    boolean covers(LogRecord record) {
      long boundNs = Math.min(record.timeBoundNs(), TailLimits.BOUND_NS_MAX);
      return SaturatedMath.add(record.timeNs(), boundNs) <= arrivedNs
          && record.timeNs() <= completeNs;
    }
  }

  /** As of now. What the feed tells after this includes everything within reach. */
  Reach reach(long holdNs) {
    long nowNs = master.nowNs();
    long arrivedNs = feed.settledNs(nowNs) - holdNs;
    return new Reach(arrivedNs, arrivedNs - largestBoundNs(nowNs));
  }

  /** A clock without a bound promises nothing, and is not waited for. */
  private long largestBoundNs(long nowNs) {
    Set<NodeId> connected = ingest.connectedNodes();
    return ingest.clocks().entrySet().stream()
        .filter(entry -> connected.contains(entry.getKey()))
        .map(Map.Entry::getValue)
        .filter(reading -> reading.boundNs() != TimeMap.BOUND_UNLIMITED_NS)
        .mapToLong(reading -> boundNs(reading, nowNs))
        .max()
        .orElse(0);
  }

  private static long boundNs(NodeClockReading reading, long nowNs) {
    long ageNs = Math.max(0, nowNs - reading.atNs());
    long grownNs = ageNs / MILLION * TailLimits.DRIFT_PPM;
    return Math.min(TailLimits.BOUND_NS_MAX, SaturatedMath.add(reading.boundNs(), grownNs));
  }
}
