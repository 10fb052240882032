package vdsl.storage.jdbc;

import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import vdsl.storage.spi.BlockRef;
import vdsl.storage.spi.BlockRefs;
import vdsl.storage.spi.BlockSearch;

/**
 * Merges the scans of the partitions. A scan reads its first page only when nothing before it is
 * left, so that partitions one after another in the order are open one after another.
 */
final class MergedRefs implements BlockRefs {
  private final PriorityQueue<PartitionScan> scans;

  MergedRefs(BlockSearch.Order order, List<PartitionScan> scans) {
    this.scans =
        new PriorityQueue<>(
            Comparator.comparing(PartitionScan::position, SortKey.comparator(order)));
    this.scans.addAll(scans);
  }

  @Override
  public boolean hasNext() {
    PartitionScan first = scans.peek();
    while (first != null && !first.isLoaded()) {
      scans.remove();
      if (first.load()) {
        scans.add(first);
      }
      first = scans.peek();
    }
    return first != null;
  }

  @Override
  public BlockRef next() {
    if (!hasNext()) {
      throw new NoSuchElementException("no block is left");
    }
    PartitionScan first = scans.remove();
    BlockRef taken = first.take();
    scans.add(first);
    return taken;
  }

  @Override
  public void close() {
    scans.clear();
  }
}
