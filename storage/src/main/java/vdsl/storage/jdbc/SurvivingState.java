package vdsl.storage.jdbc;

import java.util.Map;
import java.util.stream.Collectors;
import vdsl.record.NodeId;
import vdsl.storage.spi.NodeCursor;

/** What the file of the open partition holds when it is opened. */
record SurvivingState(PartitionSummary summary, Map<NodeId, NodeCursor> cursors) {
  SurvivingState {
    cursors = Map.copyOf(cursors);
  }

  /**
   * Reads the file. What a killed process had committed but not synced is made durable first, so
   * that nothing is told to an agent that a power cut could still take back.
   */
  static SurvivingState read(Partition open) {
    open.change(PartitionDatabase::sync);
    Map<NodeId, NodeCursor> cursors =
        open.read(BlockTables::cursors).stream()
            .collect(Collectors.toMap(NodeCursor::node, cursor -> cursor));
    return new SurvivingState(open.read(BlockTables::summary), cursors);
  }
}
