package vdsl.agent.spool;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import vdsl.agent.status.StatusEvent;
import vdsl.agent.status.StatusLog;
import vdsl.block.BlockBody;

/**
 * Disk journal of the blocks a collector has not acknowledged yet, in the node's own directory.
 * Layout and rules: docs/format/spool.md.
 *
 * <p>The directory holds segments that are only appended to: a header, then entries, each with a
 * checksummed header. A <em>block</em> has its sequence, the number of records spooled before it,
 * its body and how far the contributing sources were read; it has no Ids. A <em>checkpoint</em> has
 * the {@link Numbering} after the last acknowledged block and the newest position of every source.
 * It is written twice in a row, so that damage in one place cannot take it, at the head of every
 * segment, when the numbering changes other than by acknowledgement, and before a segment is
 * deleted; the last one wins.
 *
 * <p>At the bound a block is refused or, if so configured, room is made by giving up the oldest
 * blocks, whole segments at a time ({@link DroppedRuns}). The tombstone that will cover their Ids
 * is in a checkpoint on the medium before the first of them is deleted.
 *
 * <p>There is no index file. Opening scans all segments ({@link Recovery}), cuts off the unfinished
 * end of the newest and begins a new one. A segment is deleted when all its blocks are
 * acknowledged, oldest first, after a checkpoint that says so was forced to the medium; a {@link
 * Reserve} keeps room for that.
 *
 * <p>After a failed force nobody knows what the medium has, and a second force may lie (Rebello et
 * al., Can applications recover from fsync failures?, USENIX ATC 2020). Therefore unsynced blocks
 * are kept in memory and written again to a new segment, where recovery finds them again.
 *
 * <p>Single-writer: confined to the transport thread.
 */
public final class Spool implements AutoCloseable {
  /** About 180 bytes of heap each; two days of a quiet node's blocks at five a second. */
  public static final int BLOCK_COUNT_MAX = 1 << 20;

  /** What became of a block. */
  public enum AppendResult {
    APPENDED,
    /** The spool has reached its bound: try again when blocks were acknowledged. */
    FULL,
    /** The file system failed: try again later. */
    FAILED
  }

  private final SpoolConfig config;
  private final StatusLog status;
  private final DirectoryLock lock;
  private final RetryPause pause = new RetryPause();

  private final BlockQueue blocks;
  private final SourcePositions positions;
  private final List<SegmentWriter.Entry> unsynced = new ArrayList<>();
  private final Segments segments;
  private final DroppedRuns droppedRuns;
  private Numbering numbering;
  private long lastSequence;
  private long records;
  private long syncedSequence;
  private long readSequence;
  private long unsyncedBytes;
  private boolean activeIsSuspect;
  private boolean isClosed;

  private Spool(
      SpoolConfig config,
      SpoolFiles files,
      StatusLog status,
      DirectoryLock lock,
      Recovery.State state)
      throws IOException {
    this.config = config;
    this.status = status;
    this.lock = lock;
    blocks = state.blocks();
    positions = state.positions();
    numbering = state.numbering();
    lastSequence = state.end().sequence();
    records = state.end().firstRecord();
    syncedSequence = lastSequence;
    segments = new Segments(config, files, status, state.segments(), checkpointEntry());
    droppedRuns = new DroppedRuns(segments, status);
    segments.deleteSuperseded(doneSequence());
  }

  /**
   * Opens the directory's spool, or makes one.
   *
   * @param random draws the incarnation, if a new one is begun
   * @throws SpoolException if the directory is in use, another node's or of another version, or
   *     cannot be read or written
   */
  public static Spool open(
      SpoolConfig config, SpoolFiles files, StatusLog status, RandomGenerator random) {
    return tryOpen(config, files, status, random)
        .orElseThrow(() -> SpoolException.inUse(config.directory()));
  }

  /** As {@link #open}; empty if the directory is in use. */
  public static Optional<Spool> tryOpen(
      SpoolConfig config, SpoolFiles files, StatusLog status, RandomGenerator random) {
    try {
      files.createDirectory(config.directory());
      Optional<DirectoryLock> taken = DirectoryLock.tryTake(config.directory());
      if (taken.isEmpty()) {
        return Optional.empty();
      }
      DirectoryLock lock = taken.get();
      boolean opened = false;
      try {
        Recovery.State state = new Recovery(config, files, status).recover(random);
        Spool spool = new Spool(config, files, status, lock, state);
        opened = true;
        return Optional.of(spool);
      } finally {
        if (!opened) {
          lock.close();
        }
      }
    } catch (IOException failure) {
      throw SpoolException.unusable(config.directory(), failure);
    }
  }

  /** Where the node stands after the last acknowledged block. */
  public Numbering numbering() {
    return numbering;
  }

  /** Sequence of the last block appended. */
  public long lastSequence() {
    return lastSequence;
  }

  /** Sequence of the last block that the medium has. */
  public long syncedSequence() {
    return syncedSequence;
  }

  /** Records spooled by this directory. */
  public long records() {
    return records;
  }

  /** Newest position of every source. */
  public List<SourcePosition> positions() {
    return List.copyOf(positions.all());
  }

  /**
   * Drops the position of a source that is gone for good. After a crash before the next checkpoint
   * it comes back from an older entry, and has to be dropped again.
   */
  public void forget(String source) {
    positions.remove(source);
  }

  /** Blocks that are not acknowledged. */
  public int blockCount() {
    return blocks.size();
  }

  /** Length of all segments. */
  public long bytes() {
    return segments.bytes();
  }

  /** Bytes appended since the spool was last forced to the medium. */
  public long unsyncedBytes() {
    return unsyncedBytes;
  }

  public SyncPolicy syncPolicy() {
    return config.syncPolicy();
  }

  /** The first unacknowledged block after a sequence. */
  public Optional<SpooledBlock> blockAfter(long sequence) {
    return blocks.after(sequence);
  }

  /**
   * What is next after a point: the first block after it or, if the point lies within a lost run,
   * the rest of that.
   */
  public Optional<SpooledBlock> blockAfter(Numbering point) {
    return blocks
        .after(point.sequence())
        .map(next -> next instanceof SpooledBlock.Lost lost ? lost.after(point.records()) : next);
  }

  /**
   * Appends a block; the positions are of the sources that contributed to it.
   *
   * @throws IllegalArgumentException if the directory has seen too many sources
   */
  public AppendResult append(BlockBody body, List<SourcePosition> contributed, long nowNs) {
    positions.checkRoomFor(contributed);
    byte[] metadata = EntryMetadata.encodeBlock(contributed);
    EntryHeader header =
        new EntryHeader(
            EntryHeader.Kind.BLOCK,
            0,
            EntryHeader.Extent.of(metadata),
            EntryHeader.Extent.of(body.digest()),
            new EntryHeader.Place(lastSequence + 1, records, body.recordCount()),
            body.anchor().wallNs());
    boolean drops = config.whenFull() == SpoolFull.DROP_OLDEST;
    if (!drops && isFullFor(header)) {
      return AppendResult.FULL;
    }
    if (!pause.isDue(nowNs)) {
      return AppendResult.FAILED;
    }
    try {
      if (pause.isRetry()) {
        makeRoom();
      }
      if (activeIsSuspect) {
        rewrite();
      }
      if (drops && !makeRoomFor(header)) {
        return AppendResult.FULL;
      }
      append(new SegmentWriter.Entry(header, metadata, body.bytes()));
      contributed.forEach(positions::put);
      pause.succeeded();
    } catch (IOException failure) {
      failed(StatusEvent.SPOOL_WRITE_FAILED, failure, nowNs);
      return AppendResult.FAILED;
    }
    return AppendResult.APPENDED;
  }

  private boolean isFullFor(EntryHeader header) {
    return blocks.size() >= BLOCK_COUNT_MAX || segments.bytesWith(header) > config.spoolBytes();
  }

  /** Deletes the oldest segments until an entry fits; false if not even an empty spool has room. */
  private boolean makeRoomFor(EntryHeader header) throws IOException {
    while (isFullFor(header)) {
      if (hasDeletable()) {
        deleteDone();
      } else if (!dropOldest(header)) {
        return false;
      }
    }
    return true;
  }

  /**
   * One step towards more room: closes the active segment if it is the only one, else gives up the
   * blocks of as many segments as it takes, durably, and deletes these; false if there are none. If
   * the checkpoint fails, nothing has changed.
   */
  private boolean dropOldest(EntryHeader header) throws IOException {
    if (!segments.hasClosed()) {
      if (!segments.activeHasBlocks()) {
        return false;
      }
      forceActive();
      segments.retire(segments.begin(checkpointEntry()));
      return true;
    }
    long upTo = segments.lastSequenceToGo(header, config.spoolBytes());
    List<SpooledBlock> givenUp = blocks.upTo(upTo);
    blocks.replaceUpTo(upTo, droppedRuns.cover(givenUp, readSequence));
    try {
      checkpoint();
    } catch (IOException failure) {
      blocks.replaceUpTo(upTo, givenUp);
      throw failure;
    }
    droppedRuns.count(givenUp);
    segments.deleteUpTo(doneSequence());
    return true;
  }

  private void append(SegmentWriter.Entry entry) throws IOException {
    if (segments.needsNext(entry.header())) {
      forceActive();
      segments.retire(segments.begin(checkpointEntry()));
    }
    SpooledBlock.Stored block = segments.append(entry);
    blocks.addLast(block);
    lastSequence = block.sequence();
    records += block.recordCount();
    unsyncedBytes += entry.header().entryBytes();
    if (config.syncPolicy() != SyncPolicy.NONE) {
      unsynced.add(entry);
    }
  }

  /** Forces what was appended to the medium; false if that failed, to be tried again later. */
  public boolean sync(long nowNs) {
    if (unsyncedBytes == 0) {
      return true;
    }
    if (!pause.isDue(nowNs)) {
      return false;
    }
    try {
      if (activeIsSuspect) {
        rewrite();
      } else {
        forceActive();
      }
      pause.succeeded();
      return true;
    } catch (IOException failure) {
      failed(StatusEvent.SPOOL_SYNC_FAILED, failure, nowNs);
      return false;
    }
  }

  /**
   * Gives every block after the acknowledged point the Ids that follow from a new numbering of that
   * point, durably; false if that failed, and nothing has changed.
   */
  public boolean renumber(Numbering renumbered, long nowNs) {
    if (renumbered.sequence() != numbering.sequence()) {
      throw new IllegalArgumentException(
          "numbering " + renumbered + " is not of the acknowledged point " + numbering);
    }
    Numbering before = numbering;
    numbering = renumbered;
    try {
      checkpoint();
      pause.succeeded();
      return true;
    } catch (IOException failure) {
      numbering = before;
      failed(StatusEvent.SPOOL_WRITE_FAILED, failure, nowNs);
      return false;
    }
  }

  /**
   * Takes note that all blocks up to a point are durable elsewhere, and deletes what it can. The
   * point may lie within a lost run, whose rest stays.
   */
  public void acknowledge(Numbering upTo, long nowNs) {
    numbering = upTo;
    while (!blocks.isEmpty() && blocks.first().sequence() <= upTo.sequence()) {
      blocks.removeFirst();
    }
    if (!blocks.isEmpty() && blocks.first() instanceof SpooledBlock.Lost lost) {
      blocks.replace(lost.after(upTo.records()));
    }
    if (hasDeletable() && pause.isDue(nowNs)) {
      try {
        deleteDone();
        pause.succeeded();
      } catch (IOException failure) {
        failed(StatusEvent.SPOOL_WRITE_FAILED, failure, nowNs);
      }
    }
  }

  /**
   * Reads a block back. A body that is not what was written is reported and replaced by the
   * tombstone that covers it.
   */
  public SpooledBody read(SpooledBlock block) throws IOException {
    readSequence = Math.max(readSequence, block.sequence());
    return segments.read(block);
  }

  /** Closes the files and gives the directory free; what is in the spool stays there. */
  @Override
  public void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    try (lock;
        segments) {
      checkpoint();
    } catch (IOException failure) {
      status.report(StatusEvent.SPOOL_WRITE_FAILED, config.directory() + ": " + failure);
    }
  }

  private boolean hasDeletable() {
    return segments.hasDeletable(doneSequence());
  }

  /** The last block that is acknowledged or was given up: nothing up to it is read any more. */
  private long doneSequence() {
    List<SpooledBlock.Lost> dropped = blocks.dropped();
    return dropped.isEmpty() ? numbering.sequence() : dropped.get(dropped.size() - 1).sequence();
  }

  /** The disk may be full of what is acknowledged already, the active segment included. */
  private void makeRoom() throws IOException {
    if (blocks.isEmpty() && segments.activeHasBlocks()) {
      segments.retire(segments.beginInReserve(checkpointEntry()));
    }
    if (hasDeletable()) {
      deleteDone();
    }
  }

  private void deleteDone() throws IOException {
    checkpoint();
    segments.deleteUpTo(doneSequence());
  }

  /** Makes the numbering and all positions durable. */
  private void checkpoint() throws IOException {
    try {
      tryCheckpoint();
    } catch (IOException failure) {
      segments.releaseReserve(failure);
      tryCheckpoint();
    }
  }

  private void tryCheckpoint() throws IOException {
    if (activeIsSuspect) {
      rewrite();
      return;
    }
    segments.appendCheckpoint(checkpointEntry());
    forceActive();
  }

  private void forceActive() throws IOException {
    try {
      segments.force();
    } catch (IOException failure) {
      activeIsSuspect = config.syncPolicy() != SyncPolicy.NONE;
      throw failure;
    }
    synced();
  }

  private void synced() {
    unsynced.clear();
    unsyncedBytes = 0;
    syncedSequence = lastSequence;
  }

  /** Writes to a new segment what the medium may not have. */
  private void rewrite() throws IOException {
    SegmentWriter next = segments.begin(checkpointEntry());
    List<SpooledBlock> moved = new ArrayList<>();
    try {
      for (SegmentWriter.Entry entry : unsynced) {
        moved.add(segments.append(next, entry));
      }
      next.force();
    } catch (IOException failure) {
      segments.discard(next, failure);
      throw failure;
    }
    moved.forEach(blocks::replace);
    segments.retire(next);
    activeIsSuspect = false;
    synced();
  }

  private SegmentWriter.Entry checkpointEntry() {
    return SegmentWriter.Entry.checkpoint(
        EntryMetadata.encodeCheckpoint(numbering, blocks.dropped(), positions.all()),
        new EntryHeader.Place(lastSequence, records, 0));
  }

  private void failed(StatusEvent event, IOException failure, long nowNs) {
    pause.failed(nowNs);
    status.report(event, config.directory() + ": " + failure);
  }
}
