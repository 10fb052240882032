package vdsl.storage.query;

import java.util.Collection;
import java.util.stream.Collectors;
import vdsl.record.NodeId;

/** A query names a node of which the store has never seen a record. */
public final class UnknownNodeException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Known nodes that the message names: enough to spot a typing error in one line. */
  private static final int NAMED_MAX = 5;

  private final transient NodeId node;

  UnknownNodeException(NodeId node, Collection<NodeId> known) {
    super("node \"" + node + "\" is unknown; " + describe(known));
    this.node = node;
  }

  public NodeId node() {
    return node;
  }

  private static String describe(Collection<NodeId> known) {
    if (known.isEmpty()) {
      return "the store has no nodes yet";
    }
    String some =
        known.stream()
            .sorted()
            .limit(NAMED_MAX)
            .map(NodeId::value)
            .collect(Collectors.joining(", "));
    int others = known.size() - NAMED_MAX;
    return "known: " + some + (others > 0 ? " and " + others + " more" : "");
  }
}
