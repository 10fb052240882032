package vdsl.collector.ingest;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import vdsl.collector.clock.MasterClock;
import vdsl.record.NodeId;

/** Where sessions get the master's time and leave how their node's clock is. Thread-safe. */
final class ClockDesk {
  private final MasterClock master;
  private final Map<NodeId, NodeClockReading> readings = new ConcurrentHashMap<>();

  ClockDesk(MasterClock master) {
    this.master = master;
  }

  MasterClock master() {
    return master;
  }

  void report(NodeId node, NodeClockReading reading) {
    readings.put(node, reading);
  }

  /** The last reading of every node that was ever in sync with this master. */
  Map<NodeId, NodeClockReading> readings() {
    return Map.copyOf(readings);
  }
}
