package vdsl.collector.ingest;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import vdsl.record.IdRange;
import vdsl.record.LogRecord;
import vdsl.record.NodeId;
import vdsl.storage.spi.NodeCursor;

/**
 * Tells readers what has become durable, block by block. The committer writes and waits for nobody;
 * any number of threads read. Blocks are counted from 0; only the latest are named, and whoever
 * needs earlier ones asks the store.
 */
public final class CommitFeed {
  /**
   * Ids of a node that have become durable.
   *
   * @param number how many were told before
   * @param minTimeNs earliest cluster time among them; a node's own doing, so not checked
   */
  public record Committed(long number, NodeId node, IdRange ids, long minTimeNs) {}

  private final LongSupplier unsettledBytes;
  private final AtomicReferenceArray<@Nullable Committed> latest =
      new AtomicReferenceArray<>(IngestLimits.FEED_BLOCKS_MAX);
  private final Map<NodeId, Long> lastIds = new ConcurrentHashMap<>();
  private volatile long count;
  private volatile long settledNs = Long.MIN_VALUE;

  /**
   * A feed of nothing yet.
   *
   * @param unsettledBytes blocks that have come in and are not settled
   */
  CommitFeed(LongSupplier unsettledBytes) {
    this.unsettledBytes = unsettledBytes;
  }

  /** How many were told so far. */
  public long count() {
    return count;
  }

  /** What was told with this number; empty if it is no longer named, or not yet. */
  public Optional<Committed> get(long number) {
    Committed told = latest.get(slot(number));
    return Optional.ofNullable(told).filter(found -> found.number() == number);
  }

  /**
   * The last durable Id of every node. What was told before {@link #count} was read is in it, what
   * is told later may be.
   */
  public Map<NodeId, Long> lastIds() {
    return Map.copyOf(lastIds);
  }

  /**
   * Until when everything that came in is durable and told, given the cluster time now: usually
   * until now. Read it before the feed.
   */
  public long settledNs(long nowNs) {
    return unsettledBytes.getAsLong() == 0
        ? nowNs
        : Math.max(settledNs, nowNs - IngestLimits.SETTLED_LAG_NS_MAX);
  }

  /** What had come in before this cluster time is settled. */
  void settledUntil(long timeNs) {
    settledNs = timeNs;
  }

  void committed(NodeId node, IdRange ids, long minTimeNs) {
    long number = count;
    latest.set(slot(number), new Committed(number, node, ids, minTimeNs));
    lastIds.put(node, ids.last());
    count = number + 1;
  }

  /** Tells where the store stands with each node, as far as that was not told yet. */
  void standsAt(Collection<NodeCursor> cursors) {
    for (NodeCursor cursor : cursors) {
      long toldId = lastIds.getOrDefault(cursor.node(), LogRecord.ID_FIRST - 1);
      if (cursor.lastId() > toldId) {
        // Their times are not known: they may be any.
        committed(cursor.node(), new IdRange(toldId + 1, cursor.lastId()), Long.MIN_VALUE);
      }
    }
  }

  private static int slot(long number) {
    return (int) (number % IngestLimits.FEED_BLOCKS_MAX);
  }
}
