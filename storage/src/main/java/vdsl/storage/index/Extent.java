package vdsl.storage.index;

import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import vdsl.record.IdRange;
import vdsl.record.NodeId;

/**
 * What a set of blocks spans: a search that misses the extent misses every block in it. Immutable.
 *
 * @param minTimeNs earliest cluster time, in nanoseconds since the epoch
 * @param maxTimeNs latest cluster time, in nanoseconds since the epoch
 * @param longestNs longest time that one block spans, saturated: a block that reaches a time began
 *     at most this long before it
 * @param ids smallest range that holds every Id, per node
 */
public record Extent(
    long minTimeNs, long maxTimeNs, long longestNs, SortedMap<NodeId, IdRange> ids) {
  /** The extent of no block. */
  public static final Extent EMPTY =
      new Extent(Long.MAX_VALUE, Long.MIN_VALUE, 0, Collections.emptySortedMap());

  public Extent {
    ids = Collections.unmodifiableSortedMap(ids);
  }

  /** The extent of one block. */
  public static Extent ofBlock(NodeId node, IdRange ids, long minTimeNs, long maxTimeNs) {
    SortedMap<NodeId, IdRange> one = new TreeMap<>();
    one.put(node, ids);
    return new Extent(minTimeNs, maxTimeNs, SaturatedMath.subtract(maxTimeNs, minTimeNs), one);
  }

  /** The smallest extent that holds them all. */
  public static Extent union(Collection<Extent> extents) {
    long minTimeNs = EMPTY.minTimeNs;
    long maxTimeNs = EMPTY.maxTimeNs;
    long longestNs = EMPTY.longestNs;
    SortedMap<NodeId, IdRange> ids = new TreeMap<>();
    for (Extent extent : extents) {
      minTimeNs = Math.min(minTimeNs, extent.minTimeNs);
      maxTimeNs = Math.max(maxTimeNs, extent.maxTimeNs);
      longestNs = Math.max(longestNs, extent.longestNs);
      extent.ids.forEach((node, range) -> ids.merge(node, range, Extent::hull));
    }
    return new Extent(minTimeNs, maxTimeNs, longestNs, ids);
  }

  private static IdRange hull(IdRange one, IdRange other) {
    return new IdRange(Math.min(one.first(), other.first()), Math.max(one.last(), other.last()));
  }

  public boolean isEmpty() {
    return ids.isEmpty();
  }

  /** True if a block may reach into the time range, both ends included. */
  public boolean mayOverlap(long fromNs, long toNs) {
    return !isEmpty() && minTimeNs <= toNs && fromNs <= maxTimeNs;
  }

  /** True if a block of the node may hold one of the Ids. */
  public boolean mayHold(NodeId node, IdRange wanted) {
    IdRange range = ids.get(node);
    return range != null && range.overlaps(wanted);
  }

  public Set<NodeId> nodes() {
    return ids.keySet();
  }
}
