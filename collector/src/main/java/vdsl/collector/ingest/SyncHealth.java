package vdsl.collector.ingest;

import java.util.Map;
import java.util.Set;
import vdsl.record.NodeId;
import vdsl.time.TimeMap;

/**
 * How well the connected nodes are in sync, at one moment. A node is out of sync if it has not
 * answered a signal within {@link IngestLimits#SYNC_AGE_NS_MAX}, or says that its error has no
 * bound.
 *
 * @param boundNs largest bound of those in sync; 0 if none is
 * @param outOfSyncCount how many are not
 */
record SyncHealth(long boundNs, int outOfSyncCount) {
  static SyncHealth of(
      Set<NodeId> connected, Map<NodeId, NodeClockReading> readings, long clusterNs) {
    long boundNs = 0;
    int outOfSyncCount = 0;
    for (NodeId node : connected) {
      NodeClockReading reading = readings.get(node);
      if (reading == null || !isInSync(reading, clusterNs)) {
        outOfSyncCount++;
      } else {
        boundNs = Math.max(boundNs, reading.boundNs());
      }
    }
    return new SyncHealth(boundNs, outOfSyncCount);
  }

  private static boolean isInSync(NodeClockReading reading, long clusterNs) {
    return reading.boundNs() != TimeMap.BOUND_UNLIMITED_NS
        && clusterNs - reading.atNs() <= IngestLimits.SYNC_AGE_NS_MAX;
  }
}
