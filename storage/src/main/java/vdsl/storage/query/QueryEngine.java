package vdsl.storage.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import vdsl.record.NodeId;
import vdsl.storage.spi.BlockRef;
import vdsl.storage.spi.BlockRefs;
import vdsl.storage.spi.BlockSearch;
import vdsl.storage.spi.BlockStore;
import vdsl.storage.spi.NodeCursor;

/**
 * Answers queries from a store: the store prunes blocks by its index, {@link BlockScan} filters
 * their records, {@link RecordStream} merges them. Thread-safe; it keeps nothing between queries.
 */
public final class QueryEngine {
  private final BlockStore store;
  private final Interruption interruption;
  private final LongAdder damagedTotal = new LongAdder();

  /** An engine whose queries run to their end. */
  public QueryEngine(BlockStore store) {
    this(store, Interruption.NONE);
  }

  /**
   * An engine whose queries can be ended from outside.
   *
   * @param interruption what it throws comes out of the stream
   */
  public QueryEngine(BlockStore store, Interruption interruption) {
    this.store = store;
    this.interruption = interruption;
  }

  /** The nodes of which the store has ever had a record. */
  public Set<NodeId> knownNodes() {
    return store.cursors().keySet();
  }

  /**
   * Starts a query.
   *
   * @throws UnknownNodeException if it names a node the store does not know
   * @throws vdsl.storage.spi.StoreException if the store fails
   */
  public RecordStream run(RecordQuery query) {
    return run(query, Optional.empty());
  }

  /**
   * Continues a query behind the last record of an answer that was read so far: the two join
   * without loss or repeat.
   *
   * @throws UnknownNodeException if it names a node the store does not know
   * @throws vdsl.storage.spi.StoreException if the store fails
   */
  public RecordStream runAfter(RecordPosition last, RecordQuery query) {
    return run(query.narrowedTo(last), Optional.of(last));
  }

  private RecordStream run(RecordQuery query, Optional<RecordPosition> after) {
    if (!query.nodes().isEmpty()) {
      Set<NodeId> known = knownNodes();
      for (NodeId node : query.nodes()) {
        if (!known.contains(node)) {
          throw new UnknownNodeException(node, known);
        }
      }
    }
    OpenBlocks blocks = new OpenBlocks(store, query, damagedTotal, interruption);
    return new RecordStream(store.find(search(query)), query, after, blocks);
  }

  /** Damaged blocks met by all queries so far, for the metrics. */
  public long damagedTotal() {
    return damagedTotal.sum();
  }

  /** All nodes by name, told from cursors and index alone. */
  public List<NodeSummary> nodes() {
    Map<NodeId, NodeCursor> cursors = new TreeMap<>(store.cursors());
    List<NodeSummary> summaries = new ArrayList<>(cursors.size());
    for (NodeCursor cursor : cursors.values()) {
      Optional<BlockRef> oldest = first(cursor.node(), BlockSearch.Order.ID_ASCENDING);
      Optional<BlockRef> newest = first(cursor.node(), BlockSearch.Order.ID_DESCENDING);
      summaries.add(
          new NodeSummary(
              cursor.node(),
              cursor.ip(),
              oldest.map(block -> OptionalLong.of(block.ids().first())).orElse(NONE),
              cursor.lastId(),
              oldest.map(block -> OptionalLong.of(block.minTimeNs())).orElse(NONE),
              newest.map(block -> OptionalLong.of(block.maxTimeNs())).orElse(NONE)));
    }
    return summaries;
  }

  private static final OptionalLong NONE = OptionalLong.empty();

  private Optional<BlockRef> first(NodeId node, BlockSearch.Order order) {
    BlockSearch search =
        new BlockSearch(
            Set.of(node),
            Optional.empty(),
            Long.MIN_VALUE,
            Long.MAX_VALUE,
            BlockSearch.Content.ANY,
            order);
    try (BlockRefs refs = store.find(search)) {
      while (refs.hasNext()) {
        BlockRef block = refs.next();
        if (block.node().equals(node)) {
          return Optional.of(block);
        }
      }
      return Optional.empty();
    }
  }

  private static BlockSearch search(RecordQuery query) {
    RecordFilter filter = query.filter();
    return new BlockSearch(
        query.nodes(),
        query.ids(),
        query.times().fromNs(),
        query.times().toNs(),
        new BlockSearch.Content(
            filter.levels().floor(), filter.type(), filter.text().tokenHashes()),
        query.order().ofBlocks());
  }
}
