package vdsl.storage.query;

import vdsl.record.LogRecord;
import vdsl.record.NodeId;

/** Where a record stands in a result, whatever its order. Compared by (LogTime, node, Id). */
public record RecordPosition(long timeNs, NodeId node, long id)
    implements Comparable<RecordPosition> {
  /** Sorts before every other name: names begin with a digit or a letter. */
  private static final NodeId NODE_FIRST = new NodeId("0");

  public static RecordPosition of(LogRecord record) {
    return new RecordPosition(record.timeNs(), record.node(), record.id());
  }

  /** Sorts before every record of this time, and after all of earlier ones. */
  public static RecordPosition before(long timeNs) {
    return new RecordPosition(timeNs, NODE_FIRST, LogRecord.ID_FIRST - 1);
  }

  /** Sorts right before this one: no record stands between. */
  public RecordPosition predecessor() {
    return new RecordPosition(timeNs, node, id - 1);
  }

  @Override
  public int compareTo(RecordPosition other) {
    if (timeNs != other.timeNs) {
      return Long.compare(timeNs, other.timeNs);
    }
    int byNode = node.compareTo(other.node);
    return byNode != 0 ? byNode : Long.compare(id, other.id);
  }
}
