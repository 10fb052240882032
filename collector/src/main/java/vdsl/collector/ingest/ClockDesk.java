package vdsl.collector.ingest;

import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import vdsl.collector.clock.MasterClock;
import vdsl.record.NodeId;

/** Where sessions get the master's time and leave how their node's clock is. Thread-safe. */
final class ClockDesk {
  private final MasterClock master;
  private final IngestConfig.SyncPeriod period;
  private final Map<NodeId, NodeClockReading> readings = new ConcurrentHashMap<>();

  ClockDesk(MasterClock master, IngestConfig.SyncPeriod period) {
    this.master = master;
    this.period = period;
  }

  /** For a session that begins. */
  SyncPace pace() {
    return new SyncPace(period);
  }

  MasterClock master() {
    return master;
  }

  void report(NodeId node, NodeClockReading reading) {
    readings.put(node, reading);
    if (readings.size() > IngestLimits.CLOCK_READINGS_MAX) {
      readings.entrySet().stream()
          .min(Comparator.comparingLong(entry -> entry.getValue().atNs()))
          .ifPresent(eldest -> readings.remove(eldest.getKey()));
    }
  }

  /** The last reading of every node in sync with this master, and of those that were lately. */
  Map<NodeId, NodeClockReading> readings() {
    return Map.copyOf(readings);
  }
}
