package vdsl.collector.tail;

import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import vdsl.record.LogRecord;
import vdsl.record.NodeId;

/** The last Id that a tail has seen of each node it follows. Confined to one thread. */
final class SeenIds {
  private final Set<NodeId> chosen;
  private final SortedMap<NodeId, Long> ids = new TreeMap<>();
  private byte[] encoded;

  /**
   * Begins with some.
   *
   * @param chosen nodes followed; empty for all
   */
  SeenIds(Set<NodeId> chosen, Map<NodeId, Long> initial) {
    this.chosen = chosen;
    initial.forEach(
        (node, id) -> {
          if (isFollowed(node)) {
            ids.put(node, id);
          }
        });
    encoded = PositionCode.encodeSeen(ids);
    checkLength();
  }

  boolean isFollowed(NodeId node) {
    return chosen.isEmpty() || chosen.contains(node);
  }

  /** Empty if nothing of the node was seen. */
  OptionalLong find(NodeId node) {
    Long id = ids.get(node);
    return id == null ? OptionalLong.empty() : OptionalLong.of(id);
  }

  long get(NodeId node) {
    return find(node).orElse(LogRecord.ID_FIRST - 1);
  }

  Set<NodeId> nodes() {
    return Set.copyOf(ids.keySet());
  }

  /**
   * Advances a node.
   *
   * @throws TooManyNodesException if a position can no longer hold them all
   */
  void put(NodeId node, long id) {
    ids.put(node, id);
    encoded = new byte[0];
  }

  /** The part of a position that tells them; for reading only. */
  byte[] encoded() {
    if (encoded.length == 0) {
      encoded = PositionCode.encodeSeen(ids);
      checkLength();
    }
    return encoded;
  }

  private void checkLength() {
    if (PositionCode.lengthMax(encoded) > TailLimits.POSITION_LENGTH_MAX) {
      throw new TooManyNodesException(ids.size());
    }
  }
}
