package vdsl.storage.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import vdsl.record.NodeId;
import vdsl.storage.spi.BlockRefs;
import vdsl.storage.spi.BlockSearch;
import vdsl.storage.spi.BlockStore;
import vdsl.storage.spi.NodeCursor;

/**
 * Proves that a store keeps what it promised: from the oldest retained Id of a node on, every Id is
 * stored exactly once or covered by exactly one tombstone, every chain is unbroken, every checksum
 * holds and every record decodes. Reads one block at a time. Thread-safe: it has no state of its
 * own; blocks committed while it runs are left out.
 */
public final class Audit {
  private final BlockStore store;

  public Audit(BlockStore store) {
    this.store = store;
  }

  /**
   * Reads everything in the scope.
   *
   * @throws UnknownNodeException if the scope names a node the store does not know
   * @throws QuerySyntaxException if the scope begins beyond the last Id of a node
   * @throws vdsl.storage.spi.StoreException if the store fails
   */
  public AuditReport run(AuditScope scope, AuditProgress progress) {
    Set<NodeId> nodes = nodes(scope);
    scope.fromId().ifPresent(fromId -> checkBegins(fromId, nodes));
    List<AuditReport.NodeReport> reports = new ArrayList<>();
    AuditFindings findings = new AuditFindings();
    for (NodeId node : nodes) {
      reports.add(new NodeAudit(store, node, scope.fromId(), progress, findings).run());
    }
    return new AuditReport(reports);
  }

  /** An audit of nothing would prove nothing, and say so in the words of one that did. */
  private void checkBegins(long fromId, Set<NodeId> nodes) {
    for (NodeCursor cursor : store.cursors().values()) {
      if (nodes.contains(cursor.node()) && cursor.lastId() < fromId) {
        throw new QuerySyntaxException(
            "from-id",
            Long.toString(fromId),
            "the last Id of node " + cursor.node() + " is " + cursor.lastId());
      }
    }
  }

  private Set<NodeId> nodes(AuditScope scope) {
    Set<NodeId> known = new TreeSet<>(store.cursors().keySet());
    if (scope.node().isPresent()) {
      NodeId node = scope.node().get();
      if (!known.contains(node)) {
        throw new UnknownNodeException(node, known);
      }
      return Set.of(node);
    }
    // blocks without a cursor are a fault that only the blocks themselves tell of
    try (BlockRefs refs = store.find(BlockSearch.all(BlockSearch.Order.ID_ASCENDING))) {
      refs.forEachRemaining(block -> known.add(block.node()));
    }
    return known;
  }
}
