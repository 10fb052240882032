package vdsl.storage.query;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import vdsl.block.BlockFormatException;
import vdsl.block.BlockKind;
import vdsl.block.Tombstone;
import vdsl.record.LogRecord;
import vdsl.storage.spi.BlockRef;
import vdsl.storage.spi.BlockStore;
import vdsl.storage.spi.StoreException;
import vdsl.storage.spi.StoredBlock;

/**
 * Opens blocks as runs of records, of which only a bounded number is decoded at a time: where more
 * blocks overlap, the one decoded first is parked with a few records taken ahead, and decoded again
 * when those are used up. Confined to one thread.
 */
final class OpenBlocks {
  /** Decoded blocks: one per node of a usual cluster, about 3 MiB each when merged. */
  static final int DECODED_MAX = 32;

  /** Records of a parked block: they share the cost of decoding it again, and take 100 KiB. */
  static final int AHEAD_MAX = 256;

  private final BlockStore store;
  private final RecordQuery query;
  private final LongAdder damagedTotal;
  private final Interruption interruption;
  private final TextBuffer text = new TextBuffer();
  private final Deque<Scanned> decoded = new ArrayDeque<>();
  private long damagedCount;

  OpenBlocks(
      BlockStore store, RecordQuery query, LongAdder damagedTotal, Interruption interruption) {
    this.store = store;
    this.query = query;
    this.damagedTotal = damagedTotal;
    this.interruption = interruption;
  }

  RecordRun open(BlockRef block) {
    return block.kind() == BlockKind.TOMBSTONE ? tombstone(block) : new Scanned(block);
  }

  long damagedCount() {
    return damagedCount;
  }

  void close() {
    decoded.clear();
  }

  private StoredBlock read(BlockRef block) {
    interruption.check();
    StoredBlock stored = store.read(block);
    boolean same =
        stored.stamp().ids().equals(block.ids()) && stored.stamp().node().equals(block.node());
    if (!same) {
      throw new BlockFormatException(
          "its stamp is of " + stored.stamp().node() + " " + stored.stamp().ids());
    }
    return stored;
  }

  private RecordRun tombstone(BlockRef block) {
    Optional<LogRecord> record;
    try {
      record = wanted(LossRecords.of(block, Tombstone.decode(read(block).body().array())));
    } catch (StoreException.DamagedBlock | BlockFormatException damage) {
      record = Optional.of(damaged(block, block.minTimeNs(), damage));
    }
    Iterator<LogRecord> left = record.stream().iterator();
    return () -> left.hasNext() ? Optional.of(left.next()) : Optional.empty();
  }

  /** A tombstone answers for records of every level: what levels they had may be unknown. */
  private Optional<LogRecord> wanted(LogRecord tombstone) {
    RecordFilter filter = query.filter();
    boolean wanted =
        filter.type().map(tombstone.type()::equals).orElse(true)
            && tombstone.object().startsWith(filter.objectPrefix())
            && filter.text().matches(tombstone.text().array(), tombstone.text().length())
            && filter.where().holds(tombstone);
    return wanted ? Optional.of(tombstone) : Optional.empty();
  }

  private LogRecord damaged(BlockRef block, long timeNs, RuntimeException damage) {
    damagedCount++;
    damagedTotal.increment();
    return LossRecords.ofDamaged(block, timeNs, String.valueOf(damage.getMessage()));
  }

  /** A block of records; if it proves damaged, that is told and the rest of it left out. */
  private final class Scanned implements RecordRun {
    private final BlockRef block;
    private final Deque<LogRecord> ahead = new ArrayDeque<>();
    private Optional<BlockScan> scan = Optional.empty();
    private int position;
    private long reachedNs;
    private boolean ended;

    Scanned(BlockRef block) {
      this.block = block;
      this.reachedNs = query.order().descending() ? block.maxTimeNs() : block.minTimeNs();
    }

    @Override
    public Optional<LogRecord> next() {
      if (!ahead.isEmpty()) {
        return Optional.of(ahead.remove());
      }
      return ended ? Optional.empty() : scanNext();
    }

    private Optional<LogRecord> scanNext() {
      try {
        if (scan.isEmpty()) {
          decode();
        }
        Optional<LogRecord> record = scan.orElseThrow().next();
        record.ifPresent(found -> reachedNs = found.timeNs());
        if (record.isEmpty()) {
          end();
        }
        return record;
      } catch (StoreException.DamagedBlock | BlockFormatException damage) {
        end();
        return Optional.of(damaged(block, reachedNs, damage));
      }
    }

    private void decode() {
      if (decoded.size() == DECODED_MAX) {
        decoded.element().park();
      }
      scan = Optional.of(new BlockScan(query, read(block), text, interruption, position));
      decoded.add(this);
    }

    private void park() {
      while (ahead.size() < AHEAD_MAX && !ended) {
        scanNext().ifPresent(ahead::add);
      }
      if (!ended) {
        position = scan.orElseThrow().position();
        release();
      }
    }

    private void end() {
      ended = true;
      release();
    }

    private void release() {
      scan = Optional.empty();
      decoded.remove(this);
    }
  }
}
