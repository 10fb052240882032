package vdsl.collector.ingest;

import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import vdsl.collector.clock.MasterClock;
import vdsl.record.NodeId;

/** Where sessions get the master's time and leave how their node's clock is. Thread-safe. */
final class ClockDesk {
  private final MasterClock master;
  private final IngestConfig.SyncPeriod period;
  private final Map<NodeId, NodeClockReading> readings = new ConcurrentHashMap<>();
  private final LongAdder generationCount = new LongAdder();

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
    NodeClockReading before = readings.put(node, reading);
    // An agent that starts anew begins with generation 0: that proves nothing wrong.
    if (before != null && reading.generation() > before.generation()) {
      generationCount.increment();
    }
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

  /** How well these nodes are in sync now. */
  SyncHealth health(Set<NodeId> connected) {
    return SyncHealth.of(connected, readings, master.nowNs());
  }

  /** How often a node was seen to begin a new generation. */
  long generationCount() {
    return generationCount.sum();
  }
}
