package vdsl.storage.jdbc;

import java.util.Comparator;
import vdsl.record.NodeId;
import vdsl.storage.spi.BlockRef;
import vdsl.storage.spi.BlockSearch;

/**
 * Where a block stands in an order.
 *
 * @param timeNs the time its order goes by; 0 where it goes by Id
 */
record SortKey(long timeNs, NodeId node, long firstId) {
  private static final Comparator<SortKey> ASCENDING =
      Comparator.comparingLong(SortKey::timeNs)
          .thenComparing(SortKey::node)
          .thenComparingLong(SortKey::firstId);

  static Comparator<SortKey> comparator(BlockSearch.Order order) {
    return switch (order) {
      case TIME_ASCENDING, ID_ASCENDING -> ASCENDING;
      case TIME_DESCENDING, ID_DESCENDING -> ASCENDING.reversed();
    };
  }

  static SortKey of(BlockRef block, BlockSearch.Order order) {
    long timeNs =
        switch (order) {
          case TIME_ASCENDING -> block.minTimeNs();
          case TIME_DESCENDING -> block.maxTimeNs();
          case ID_ASCENDING, ID_DESCENDING -> 0;
        };
    return new SortKey(timeNs, block.node(), block.ids().first());
  }
}
