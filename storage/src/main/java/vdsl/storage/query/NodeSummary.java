package vdsl.storage.query;

import java.util.OptionalLong;
import vdsl.record.NodeId;

/**
 * What a store's index tells about one node.
 *
 * @param ip address the node last said hello from; empty if unknown
 * @param firstId oldest Id retained, if any is
 * @param lastId newest Id stored
 * @param firstTimeNs earliest cluster time of the oldest block retained, in nanoseconds since the
 *     epoch
 * @param lastTimeNs latest cluster time of the newest block, in nanoseconds since the epoch
 */
public record NodeSummary(
    NodeId node,
    String ip,
    OptionalLong firstId,
    long lastId,
    OptionalLong firstTimeNs,
    OptionalLong lastTimeNs) {

  /** Ids from the oldest retained to the newest, those of tombstones included. */
  public long idCount() {
    return firstId.isPresent() ? lastId - firstId.getAsLong() + 1 : 0;
  }
}
