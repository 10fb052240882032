package vdsl.storage.query;

import java.util.Comparator;
import vdsl.storage.spi.BlockRef;
import vdsl.storage.spi.BlockSearch;

/**
 * Order of a result: by Id, which only makes sense within one node, or by (LogTime, node, Id).
 *
 * @param byId true for the order of Ids
 */
record RecordOrder(boolean byId, RecordQuery.Direction direction)
    implements Comparator<RecordPosition> {
  boolean descending() {
    return direction == RecordQuery.Direction.DESCENDING;
  }

  /** The order in which blocks must come so that their records can be merged as they come. */
  BlockSearch.Order ofBlocks() {
    if (byId) {
      return descending() ? BlockSearch.Order.ID_DESCENDING : BlockSearch.Order.ID_ASCENDING;
    }
    return descending() ? BlockSearch.Order.TIME_DESCENDING : BlockSearch.Order.TIME_ASCENDING;
  }

  /** True if the block may hold a record that goes before this position. */
  boolean mayHoldBefore(BlockRef block, RecordPosition position) {
    if (byId) {
      return descending()
          ? block.ids().last() >= position.id()
          : block.ids().first() <= position.id();
    }
    return descending()
        ? block.maxTimeNs() >= position.timeNs()
        : block.minTimeNs() <= position.timeNs();
  }

  @Override
  public int compare(RecordPosition left, RecordPosition right) {
    int ascending = byId ? Long.compare(left.id(), right.id()) : left.compareTo(right);
    return descending() ? -ascending : ascending;
  }
}
