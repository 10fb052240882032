package vdsl.storage.query;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import vdsl.block.BlockFormatException;
import vdsl.block.BlockKind;
import vdsl.block.TokenFilter;
import vdsl.record.IdRange;
import vdsl.record.NodeId;
import vdsl.storage.spi.BlockRef;
import vdsl.storage.spi.BlockRefs;
import vdsl.storage.spi.BlockSearch;
import vdsl.storage.spi.BlockStore;
import vdsl.storage.spi.IndexedBlock;
import vdsl.storage.spi.NodeCursor;
import vdsl.storage.spi.StoreException;
import vdsl.storage.spi.StoredBlock;

/** Prunes as an engine does, keeps everything in memory, and can be damaged. */
final class MemoryBlockStore implements BlockStore {
  private final NavigableMap<Long, IndexedBlock> blocks = new TreeMap<>();
  private final Map<NodeId, NodeCursor> cursors = new HashMap<>();
  private final Set<IdRange> damaged = new HashSet<>();
  private final List<BlockRef> reads = new ArrayList<>();
  private long nextRow;
  private int openRefs;

  @Override
  public UUID clusterId() {
    return new UUID(1, 2);
  }

  @Override
  public Map<NodeId, NodeCursor> cursors() {
    return Map.copyOf(cursors);
  }

  @Override
  public void commit(List<IndexedBlock> committed, Collection<NodeCursor> moved) {
    committed.forEach(block -> blocks.put(nextRow++, block));
    moved.forEach(cursor -> cursors.put(cursor.node(), cursor));
  }

  /** Takes a block out, as no engine should. */
  void forget(IdRange ids) {
    blocks.values().removeIf(block -> block.stamp().ids().equals(ids));
  }

  void damage(IdRange ids) {
    damaged.add(ids);
  }

  void forgetCursor(NodeId node) {
    cursors.remove(node);
  }

  void setCursor(NodeCursor cursor) {
    cursors.put(cursor.node(), cursor);
  }

  List<BlockRef> reads() {
    return reads;
  }

  int openRefs() {
    return openRefs;
  }

  @Override
  public BlockRefs find(BlockSearch search) {
    List<BlockRef> found = new ArrayList<>();
    blocks.forEach(
        (row, block) -> {
          if (mayHold(block, search)) {
            found.add(ref(row, block));
          }
        });
    found.sort(comparator(search.order()));
    openRefs++;
    return new Refs(found.iterator());
  }

  private static boolean mayHold(IndexedBlock block, BlockSearch search) {
    boolean placed =
        (search.nodes().isEmpty() || search.nodes().contains(block.stamp().node()))
            && search.ids().map(block.stamp().ids()::overlaps).orElse(true)
            && block.minTimeNs() <= search.toNs()
            && search.fromNs() <= block.maxTimeNs();
    BlockSearch.Content content = search.content();
    boolean typed = content.type().map(block.types()::contains).orElse(true);
    if (block.stamp().kind() == BlockKind.TOMBSTONE) {
      return placed && typed;
    }
    boolean severe =
        content.level().map(l -> block.levelCounts().lastKey().compareTo(l) >= 0).orElse(true);
    return placed && typed && severe && mayHoldTokens(block, content);
  }

  private static boolean mayHoldTokens(IndexedBlock block, BlockSearch.Content content) {
    if (block.filter().length() == 0) {
      return true;
    }
    TokenFilter filter = TokenFilter.decode(block.filter().array());
    return content.tokenHashes().stream().allMatch(filter::mayContain);
  }

  private static Comparator<BlockRef> comparator(BlockSearch.Order order) {
    Comparator<BlockRef> byId =
        Comparator.comparing(BlockRef::node).thenComparingLong(block -> block.ids().first());
    return switch (order) {
      case TIME_ASCENDING -> Comparator.comparingLong(BlockRef::minTimeNs).thenComparing(byId);
      case TIME_DESCENDING ->
          Comparator.comparingLong(BlockRef::maxTimeNs).thenComparing(byId).reversed();
      case ID_ASCENDING -> byId;
      case ID_DESCENDING -> byId.reversed();
    };
  }

  private static BlockRef ref(long row, IndexedBlock block) {
    return new BlockRef(
        block.stamp().node(),
        block.stamp().kind(),
        block.stamp().ids(),
        block.minTimeNs(),
        block.maxTimeNs(),
        new BlockRef.Handle(0, row));
  }

  @Override
  public Optional<BlockRef> find(NodeId node, long firstId) {
    return blocks.entrySet().stream()
        .map(entry -> ref(entry.getKey(), entry.getValue()))
        .filter(ref -> ref.node().equals(node) && ref.ids().first() == firstId)
        .findFirst();
  }

  @Override
  public StoredBlock read(BlockRef block) {
    reads.add(block);
    if (damaged.contains(block.ids())) {
      throw new StoreException.DamagedBlock(block, new BlockFormatException("crc32c differs"));
    }
    return Objects.requireNonNull(blocks.get(block.handle().row())).block();
  }

  @Override
  public void close() {}

  private final class Refs implements BlockRefs {
    private final Iterator<BlockRef> left;
    private boolean closed;

    Refs(Iterator<BlockRef> left) {
      this.left = left;
    }

    @Override
    public boolean hasNext() {
      return left.hasNext();
    }

    @Override
    public BlockRef next() {
      return left.next();
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        openRefs--;
      }
    }
  }
}
