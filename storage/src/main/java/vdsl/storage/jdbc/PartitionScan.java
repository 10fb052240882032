package vdsl.storage.jdbc;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import vdsl.block.BlockFormatException;
import vdsl.block.TokenFilter;
import vdsl.record.NodeId;
import vdsl.storage.spi.BlockRef;
import vdsl.storage.spi.BlockSearch;
import vdsl.storage.spi.StoreEvents;

/**
 * Reads the references that a partition has for a search, page by page: between pages it holds no
 * connection, so that it keeps neither a commit nor the closing of the file waiting. Confined to
 * one thread.
 */
final class PartitionScan {
  /** Enough for who wants the newest few. */
  private static final int PAGE_ROW_COUNT_FIRST = 32;

  private static final int PAGE_GROWTH = 4;

  /** About 100 KB of references. */
  private static final int PAGE_ROW_COUNT_MAX = 512;

  /** With filters of up to 384 KiB each a page must stay small. */
  private static final int PAGE_ROW_COUNT_FILTERED = 32;

  private final PartitionView view;
  private final BlockSearch search;
  private final Optional<NodeId> node;
  private final StoreEvents events;
  private final Deque<BlockRef> page = new ArrayDeque<>();
  private SortKey position;
  private Optional<SortKey> seen = Optional.empty();
  private int pageRowCount;
  private boolean exhausted;

  /**
   * Reads nothing yet.
   *
   * @param node the only node wanted; empty if it is the search's nodes
   * @param bound at or before the first reference, in the search's order
   */
  PartitionScan(
      PartitionView view,
      BlockSearch search,
      Optional<NodeId> node,
      SortKey bound,
      StoreEvents events) {
    this.view = view;
    this.search = search;
    this.node = node;
    this.position = bound;
    this.events = events;
    this.pageRowCount =
        search.content().tokenHashes().isEmpty() ? PAGE_ROW_COUNT_FIRST : PAGE_ROW_COUNT_FILTERED;
  }

  /**
   * Where the next reference is; while it is not {@link #isLoaded}, nothing left is before this.
   */
  SortKey position() {
    return position;
  }

  /** True if the next reference is at hand. */
  boolean isLoaded() {
    return !page.isEmpty();
  }

  /** Reads until a reference is at hand; false if none is left. */
  boolean load() {
    while (page.isEmpty() && !exhausted) {
      readPage();
    }
    if (page.isEmpty()) {
      return false;
    }
    position = SortKey.of(page.getFirst(), search.order());
    return true;
  }

  /** Takes the reference at hand. */
  BlockRef take() {
    BlockRef taken = page.removeFirst();
    if (!page.isEmpty()) {
      position = SortKey.of(page.getFirst(), search.order());
    }
    return taken;
  }

  private void readPage() {
    PageQuery query = new PageQuery(search, node, view.summary());
    seen.ifPresent(query::after);
    List<RowRef> rows = view.partition().read(connection -> query.fetch(connection, pageRowCount));
    for (RowRef row : rows) {
      if (row.filter().isEmpty() || mayHoldTokens(row.filter().get())) {
        page.addLast(row.toRef(view.partition().name()));
      }
    }
    exhausted = rows.size() < pageRowCount;
    if (!exhausted) {
      RowRef last = rows.get(rows.size() - 1);
      seen = Optional.of(SortKey.of(last.toRef(view.partition().name()), search.order()));
    }
    if (search.content().tokenHashes().isEmpty()) {
      pageRowCount = Math.min(PAGE_ROW_COUNT_MAX, pageRowCount * PAGE_GROWTH);
    }
  }

  private boolean mayHoldTokens(RowRef.KeptFilter kept) {
    if (!kept.isSound()) {
      events.count(StoreEvents.Kind.DAMAGED_FILTER_FOUND);
      return true;
    }
    try {
      TokenFilter filter = TokenFilter.decode(kept.bytes().array());
      return search.content().tokenHashes().stream().allMatch(filter::mayContain);
    } catch (BlockFormatException storedAsIs) {
      events.count(StoreEvents.Kind.DAMAGED_FILTER_FOUND);
      return true;
    }
  }
}
