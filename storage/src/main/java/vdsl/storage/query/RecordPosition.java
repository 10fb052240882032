package vdsl.storage.query;

import vdsl.record.LogRecord;
import vdsl.record.NodeId;

/** Where a record stands in a result, whatever its order. */
public record RecordPosition(long timeNs, NodeId node, long id) {
  public static RecordPosition of(LogRecord record) {
    return new RecordPosition(record.timeNs(), record.node(), record.id());
  }
}
