package vdsl.collector.ingest;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import vdsl.record.NodeId;

/** How the agents' port is. Thread-safe. */
public interface IngestStatus {
  /** Why blocks cannot be stored now; empty if they can. */
  Optional<String> fault();

  /** Nodes whose agent is connected. */
  Set<NodeId> connectedNodes();

  /** How the clock of every node that was in sync with this collector was last. */
  Map<NodeId, NodeClockReading> clocks();
}
