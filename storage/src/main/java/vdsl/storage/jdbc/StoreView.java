package vdsl.storage.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import vdsl.record.IdRange;
import vdsl.record.NodeId;
import vdsl.storage.index.Extent;
import vdsl.storage.spi.BlockSearch;
import vdsl.storage.spi.StoreEvents;

/**
 * The partitions and what is durable in them, as of one moment: searches begun then see just that.
 * Immutable.
 *
 * @param closed oldest first
 * @param closedExtent what the closed partitions span together
 * @param byNumber all partitions
 */
record StoreView(
    List<PartitionView> closed,
    Extent closedExtent,
    PartitionView open,
    Map<Long, Partition> byNumber) {

  static StoreView of(List<PartitionView> closed, PartitionView open) {
    return new StoreView(
        List.copyOf(closed),
        Extent.union(closed.stream().map(view -> view.summary().extent()).toList()),
        open,
        Stream.concat(closed.stream(), Stream.of(open))
            .map(PartitionView::partition)
            .collect(
                Collectors.toUnmodifiableMap(
                    partition -> partition.name().number(), partition -> partition)));
  }

  StoreView withOpen(PartitionView changed) {
    return new StoreView(closed, closedExtent, changed, byNumber);
  }

  StoreView rolled(Partition next) {
    List<PartitionView> nowClosed = new ArrayList<>(closed);
    nowClosed.add(open);
    return of(nowClosed, new PartitionView(next, PartitionSummary.EMPTY));
  }

  /** True if a block of the node may hold one of the Ids. */
  boolean mayHold(NodeId node, IdRange ids) {
    return closedExtent.mayHold(node, ids) || open.summary().extent().mayHold(node, ids);
  }

  /** One scan per partition that a search cannot pass by; by Id, one per node in it. */
  List<PartitionScan> scans(BlockSearch search, StoreEvents events) {
    List<PartitionScan> scans = new ArrayList<>();
    for (PartitionView view : closed) {
      addScans(scans, view, search, events);
    }
    addScans(scans, open, search, events);
    return scans;
  }

  private static void addScans(
      List<PartitionScan> scans, PartitionView view, BlockSearch search, StoreEvents events) {
    Extent extent = view.summary().extent();
    if (!extent.mayOverlap(search.fromNs(), search.toNs())) {
      return;
    }
    List<NodeId> nodes =
        extent.nodes().stream().filter(node -> wants(search, extent, node)).toList();
    if (nodes.isEmpty()) {
      return;
    }
    switch (search.order()) {
      case ID_ASCENDING, ID_DESCENDING ->
          nodes.forEach(
              node ->
                  scans.add(
                      new PartitionScan(
                          view, search, Optional.of(node), bound(search, extent, node), events)));
      case TIME_ASCENDING ->
          scans.add(
              new PartitionScan(
                  view, search, Optional.empty(), bound(search, extent, nodes.get(0)), events));
      case TIME_DESCENDING ->
          scans.add(
              new PartitionScan(
                  view,
                  search,
                  Optional.empty(),
                  bound(search, extent, nodes.get(nodes.size() - 1)),
                  events));
    }
  }

  private static boolean wants(BlockSearch search, Extent extent, NodeId node) {
    return (search.nodes().isEmpty() || search.nodes().contains(node))
        && search.ids().map(ids -> extent.mayHold(node, ids)).orElse(true);
  }

  private static SortKey bound(BlockSearch search, Extent extent, NodeId node) {
    IdRange ids = extent.ids().getOrDefault(node, new IdRange(1, Long.MAX_VALUE));
    return switch (search.order()) {
      case TIME_ASCENDING -> new SortKey(extent.minTimeNs(), node, ids.first());
      case TIME_DESCENDING -> new SortKey(extent.maxTimeNs(), node, ids.last());
      case ID_ASCENDING -> new SortKey(0, node, ids.first());
      case ID_DESCENDING -> new SortKey(0, node, ids.last());
    };
  }
}
