package vdsl.storage.query;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.PriorityQueue;
import vdsl.record.LogRecord;
import vdsl.storage.spi.BlockRef;
import vdsl.storage.spi.BlockRefs;
import vdsl.storage.spi.StoreException;

/**
 * The answer to a query, read as it is consumed. Blocks are merged: one is opened when it may hold
 * a record that goes before the first of those open, and released with its last record, so only
 * blocks whose times overlap are in memory together. Confined to one thread; close it when done,
 * however far it was read.
 *
 * <p>A damaged block does not end the answer: it appears as one record of type LOSS whose attribute
 * "cause" is "damaged" and is counted. {@link #hasNext} and {@link #next} may throw {@link
 * StoreException} if the store itself fails.
 */
public final class RecordStream implements Iterator<LogRecord>, AutoCloseable {
  private final RecordQuery query;
  private final Optional<RecordPosition> after;
  private final RecordOrder order;
  private final BlockRefs refs;
  private final OpenBlocks blocks;
  private final PriorityQueue<Head> open;

  /** Gave the last record, and is asked for its next only when somebody wants one. */
  private Optional<RecordRun> drawn = Optional.empty();

  private Optional<BlockRef> upcoming = Optional.empty();
  private long remaining;
  private boolean closed;

  /**
   * Takes over the blocks found.
   *
   * @param after position behind which the answer begins; empty for all of it
   */
  RecordStream(
      BlockRefs refs, RecordQuery query, Optional<RecordPosition> after, OpenBlocks blocks) {
    this.query = query;
    this.after = after;
    this.order = query.order();
    this.blocks = blocks;
    this.remaining = query.limit().orElse(Long.MAX_VALUE);
    this.open = new PriorityQueue<>((left, right) -> order.compare(left.position, right.position));
    this.refs = refs;
  }

  @Override
  public boolean hasNext() {
    if (closed || remaining == 0) {
      return false;
    }
    drawn.ifPresent(this::merge);
    drawn = Optional.empty();
    while (peekUpcoming().filter(this::isDue).isPresent()) {
      BlockRef block = upcoming.orElseThrow();
      upcoming = Optional.empty();
      merge(blocks.open(block));
    }
    return !open.isEmpty();
  }

  @Override
  public LogRecord next() {
    if (!hasNext()) {
      throw new NoSuchElementException("no further record");
    }
    remaining--;
    Head first = open.remove();
    drawn = Optional.of(first.run);
    return first.record;
  }

  /** Damaged blocks met so far. */
  public long damagedCount() {
    return blocks.damagedCount();
  }

  /** Releases everything. Idempotent. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      drawn = Optional.empty();
      open.clear();
      blocks.close();
      refs.close();
    }
  }

  private Optional<BlockRef> peekUpcoming() {
    while (upcoming.isEmpty() && refs.hasNext()) {
      upcoming = Optional.of(refs.next()).filter(this::isWanted);
    }
    return upcoming;
  }

  /** An engine may return more than was asked for. */
  private boolean isWanted(BlockRef block) {
    return (query.nodes().isEmpty() || query.nodes().contains(block.node()))
        && query.ids().map(block.ids()::overlaps).orElse(true)
        && query.times().overlaps(block.minTimeNs(), block.maxTimeNs());
  }

  private boolean isDue(BlockRef block) {
    return open.isEmpty() || order.mayHoldBefore(block, open.element().position);
  }

  /** Lets a block take part by its next record, if it has one. */
  private void merge(RecordRun run) {
    Optional<Head> head = head(run);
    while (head.filter(this::isPassed).isPresent()) {
      head = head(run);
    }
    head.ifPresent(open::add);
  }

  private static Optional<Head> head(RecordRun run) {
    return run.next().map(record -> new Head(record, RecordPosition.of(record), run));
  }

  private boolean isPassed(Head head) {
    return after.filter(last -> order.compare(head.position, last) <= 0).isPresent();
  }

  /** The next record of a block that takes part in the merge. */
  private record Head(LogRecord record, RecordPosition position, RecordRun run) {}
}
