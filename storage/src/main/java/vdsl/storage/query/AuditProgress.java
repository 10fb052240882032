package vdsl.storage.query;

import vdsl.record.NodeId;

/** Told during an audit, by the auditing thread, how far it is. */
@FunctionalInterface
public interface AuditProgress {
  AuditProgress NONE = (node, blockCount, recordCount) -> {};

  /** Called after each block with what was read of the node so far. */
  void blockRead(NodeId node, long blockCount, long recordCount);
}
