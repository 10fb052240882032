package vdsl.storage.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import vdsl.record.NodeId;
import vdsl.storage.index.Extent;
import vdsl.storage.index.SaturatedMath;
import vdsl.storage.index.TypeColumn;
import vdsl.storage.spi.BlockSearch;

/**
 * Puts together the statement that reads the next rows of a partition in a search's order. Values
 * from outside are parameters, never text. Each order names its index, since H2's estimates may
 * prefer another one and sort. Confined to one thread.
 */
final class PageQuery {
  private static final String COLUMNS =
      "b.row_id, b.node, b.first_id, b.last_id, b.kind, b.min_time_ns, b.max_time_ns";

  private final StringBuilder conditions = new StringBuilder();
  private final List<Object> parameters = new ArrayList<>();
  private final BlockSearch search;

  /**
   * Begins with what every page has in common.
   *
   * @param node the only node wanted; empty if it is the search's nodes
   * @param summary what the partition's blocks span, and the last row to be seen
   */
  PageQuery(BlockSearch search, Optional<NodeId> node, PartitionSummary summary) {
    this.search = search;
    where("b.row_id <= ?", summary.lastRow());
    node.ifPresent(this::whereNode);
    if (node.isEmpty() && !search.nodes().isEmpty()) {
      Object names = search.nodes().stream().map(NodeId::value).toArray();
      where("b.node = ANY(?)", names);
    }
    whereTime(summary.extent());
    whereIds(node);
    whereContent(search.content());
  }

  private void whereNode(NodeId node) {
    where("b.node = ?", node.value());
  }

  /** A block reaches into a time range only if it begins less than the longest block before it. */
  private void whereTime(Extent extent) {
    if (search.fromNs() > extent.minTimeNs()) {
      where("b.max_time_ns >= ?", search.fromNs());
      where("b.min_time_ns >= ?", SaturatedMath.subtract(search.fromNs(), extent.longestNs()));
    }
    if (search.toNs() < extent.maxTimeNs()) {
      where("b.min_time_ns <= ?", search.toNs());
      where("b.max_time_ns <= ?", SaturatedMath.add(search.toNs(), extent.longestNs()));
    }
  }

  /** Blocks of a node do not overlap: the last one that begins at or before an Id may hold it. */
  private void whereIds(Optional<NodeId> node) {
    search
        .ids()
        .ifPresent(
            ids -> {
              where("b.first_id <= ?", ids.last());
              where("b.last_id >= ?", ids.first());
              node.ifPresent(
                  only ->
                      where(
                          "b.first_id >= COALESCE((SELECT e.first_id FROM block e USE INDEX"
                              + " (block_by_id) WHERE e.node = ? AND e.first_id <= ? ORDER BY"
                              + " e.node DESC, e.first_id DESC FETCH FIRST ROW ONLY), 0)",
                          only.value(),
                          ids.first()));
            });
  }

  private void whereContent(BlockSearch.Content content) {
    content.level().ifPresent(level -> where("b.level_max >= ?", level.number()));
    content.type().ifPresent(type -> where("POSITION(? IN b.types) > 0", TypeColumn.sought(type)));
  }

  /** Leaves out everything up to and with a key. */
  void after(SortKey key) {
    switch (search.order()) {
      case TIME_ASCENDING -> {
        where("b.min_time_ns >= ?", key.timeNs());
        where(
            "(b.min_time_ns > ? OR b.node > ? OR (b.node = ? AND b.first_id > ?))",
            key.timeNs(),
            key.node().value(),
            key.node().value(),
            key.firstId());
      }
      case TIME_DESCENDING -> {
        where("b.max_time_ns <= ?", key.timeNs());
        where(
            "(b.max_time_ns < ? OR b.node < ? OR (b.node = ? AND b.first_id < ?))",
            key.timeNs(),
            key.node().value(),
            key.node().value(),
            key.firstId());
      }
      case ID_ASCENDING -> where("b.first_id > ?", key.firstId());
      case ID_DESCENDING -> where("b.first_id < ?", key.firstId());
    }
  }

  private void where(String condition, Object... values) {
    conditions.append(conditions.isEmpty() ? " WHERE " : " AND ").append(condition);
    parameters.addAll(List.of(values));
  }

  /** The rows as the blocks' references, at most so many. */
  List<RowRef> fetch(Connection connection, int rowCountMax) throws SQLException {
    boolean filtered = !search.content().tokenHashes().isEmpty();
    String sql =
        "SELECT "
            + COLUMNS
            + (filtered ? ", f.crc32c, f.bytes" : "")
            + " FROM block b "
            + indexAndOrder(filtered ? " LEFT JOIN filter f ON f.row_id = b.row_id" : "")
            + " FETCH FIRST ? ROWS ONLY";
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      int position = 0;
      for (Object parameter : parameters) {
        select.setObject(++position, parameter);
      }
      select.setInt(++position, rowCountMax);
      try (ResultSet rows = select.executeQuery()) {
        List<RowRef> found = new ArrayList<>();
        while (rows.next()) {
          found.add(RowRef.of(rows, filtered));
        }
        return found;
      }
    }
  }

  private String indexAndOrder(String join) {
    return switch (search.order()) {
      case TIME_ASCENDING ->
          "USE INDEX (block_by_min_time)"
              + join
              + conditions
              + " ORDER BY b.min_time_ns, b.node, b.first_id";
      case TIME_DESCENDING ->
          "USE INDEX (block_by_max_time)"
              + join
              + conditions
              + " ORDER BY b.max_time_ns DESC, b.node DESC, b.first_id DESC";
      case ID_ASCENDING ->
          "USE INDEX (block_by_id)" + join + conditions + " ORDER BY b.node, b.first_id";
      case ID_DESCENDING ->
          "USE INDEX (block_by_id)" + join + conditions + " ORDER BY b.node DESC, b.first_id DESC";
    };
  }
}
