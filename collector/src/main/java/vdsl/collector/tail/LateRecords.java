package vdsl.collector.tail;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import vdsl.record.IdRange;
import vdsl.record.LogRecord;
import vdsl.record.NodeId;
import vdsl.storage.query.QueryEngine;
import vdsl.storage.query.RecordPosition;
import vdsl.storage.query.RecordQuery;
import vdsl.storage.query.RecordStream;
import vdsl.storage.spi.BlockRef;
import vdsl.storage.spi.BlockRefs;
import vdsl.storage.spi.BlockSearch;
import vdsl.storage.spi.BlockStore;

/**
 * Looks at blocks of a node that a tail has not seen, in the order of Ids, and gives what stands
 * before the tail's place. Confined to the tail's thread.
 */
final class LateRecords {
  private final BlockStore store;
  private final QueryEngine engine;
  private final RecordQuery query;
  private final SeenIds seen;

  /** Of nodes where records between the place and the oldest block may be gone: its last Id. */
  private final Map<NodeId, Long> maybeDropped = new HashMap<>();

  LateRecords(BlockStore store, QueryEngine engine, RecordQuery query, SeenIds seen) {
    this.store = store;
    this.engine = engine;
    this.query = query;
    this.seen = seen;
  }

  /**
   * Finds what may have been dropped since a tail stood at a place: seen then, but not given. Where
   * the oldest block of a node begins after the place, what was before it may have been too.
   */
  void resumeAt(RecordPosition place) {
    for (NodeId node : seen.nodes()) {
      oldest(node)
          .filter(block -> block.ids().first() > LogRecord.ID_FIRST)
          .filter(block -> block.ids().first() <= seen.get(node) + 1)
          .filter(block -> block.minTimeNs() > place.timeNs())
          .ifPresent(block -> maybeDropped.put(node, block.ids().first() - 1));
    }
  }

  private Optional<BlockRef> oldest(NodeId node) {
    try (BlockRefs blocks = find(node, new IdRange(LogRecord.ID_FIRST, Long.MAX_VALUE))) {
      return blocks.hasNext() ? Optional.of(blocks.next()) : Optional.empty();
    }
  }

  /** Tells what {@link #resumeAt} found, once. */
  void tellDropped(TailOutput out) throws IOException {
    for (Map.Entry<NodeId, Long> dropped : maybeDropped.entrySet()) {
      out.dropped(dropped.getKey(), OptionalLong.empty(), dropped.getValue());
    }
    maybeDropped.clear();
  }

  /**
   * Looks at Ids that are durable; as far as it came they are seen.
   *
   * @return false if there was no room for another record
   */
  boolean give(RecordPosition place, NodeId node, IdRange ids, TailOutput out) throws IOException {
    try (BlockRefs blocks = find(node, ids)) {
      while (blocks.hasNext()) {
        BlockRef block = blocks.next();
        if (!block.node().equals(node) || !block.ids().overlaps(ids)) {
          continue;
        }
        tellGap(node, block.ids().first(), out);
        if (!give(place, block, out)) {
          return false;
        }
      }
    }
    tellGap(node, ids.last() + 1, out);
    return true;
  }

  private BlockRefs find(NodeId node, IdRange ids) {
    return store.find(
        new BlockSearch(
            Set.of(node),
            Optional.of(ids),
            Long.MIN_VALUE,
            Long.MAX_VALUE,
            BlockSearch.Content.ANY,
            BlockSearch.Order.ID_ASCENDING));
  }

  /** Ids that are durable and not found any more were dropped. */
  private void tellGap(NodeId node, long nextId, TailOutput out) throws IOException {
    OptionalLong last = seen.find(node);
    if (last.isPresent() && last.getAsLong() + 1 < nextId) {
      seen.put(node, nextId - 1);
      out.dropped(node, OptionalLong.of(last.getAsLong() + 1), nextId - 1);
    }
  }

  private boolean give(RecordPosition place, BlockRef block, TailOutput out) throws IOException {
    NodeId node = block.node();
    long lastId = block.ids().last();
    if (block.minTimeNs() <= place.timeNs()) {
      IdRange unseen =
          new IdRange(Math.max(block.ids().first(), seen.get(node) + 1), block.ids().last());
      RecordQuery asked = query.ofIds(node, unseen).between(Long.MIN_VALUE, place.timeNs());
      try (RecordStream records = engine.run(asked)) {
        while (records.hasNext()) {
          LogRecord record = records.next();
          if (RecordPosition.of(record).compareTo(place) > 0) {
            continue;
          }
          // One that stands for many Ids, as a loss does, is the last of its block.
          seen.put(node, records.hasNext() ? record.id() : lastId);
          if (!out.record(record, true)) {
            return false;
          }
        }
      }
    }
    seen.put(node, lastId);
    return true;
  }
}
