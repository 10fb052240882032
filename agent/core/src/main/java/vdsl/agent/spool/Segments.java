package vdsl.agent.spool;

import java.io.Closeable;
import java.io.IOException;
import java.util.Deque;
import java.util.List;
import vdsl.agent.status.StatusEvent;
import vdsl.agent.status.StatusLog;

/**
 * The segments of a directory: the active one, which is written, and the closed ones before it,
 * which are deleted oldest first. The {@link Reserve} gives way where the head of a segment has no
 * room. Confined to one thread.
 */
final class Segments implements Closeable {
  private final SpoolConfig config;
  private final SpoolFiles files;
  private final StatusLog status;
  private final SegmentWriter.Scratch scratch = new SegmentWriter.Scratch();
  private final SegmentReader reader;
  private final Reserve reserve;
  private final Deque<Segment> closed;
  private SegmentWriter active;
  private long closedBytes;
  private int headBytes;

  /**
   * Begins a segment behind those of an earlier opening.
   *
   * @param closed the earlier ones, taken over
   * @param checkpoint what the new segment begins with
   */
  Segments(
      SpoolConfig config,
      SpoolFiles files,
      StatusLog status,
      Deque<Segment> closed,
      SegmentWriter.Entry checkpoint)
      throws IOException {
    this.config = config;
    this.files = files;
    this.status = status;
    this.closed = closed;
    reader = new SegmentReader(config.directory(), files);
    closedBytes = closed.stream().mapToLong(Segment::bytes).sum();
    reserve = Reserve.find(files, config.directory());
    long number = closed.isEmpty() ? 1 : closed.getLast().number() + 1;
    active = beginInReserve(number, checkpoint);
  }

  /** Length of all segments. */
  long bytes() {
    return closedBytes + active.bytes();
  }

  /** Length of all segments with one more entry, and a new segment's head if it needs one. */
  long bytesWith(EntryHeader entry) {
    return bytes() + entry.entryBytes() + (needsNext(entry) ? headBytes : 0);
  }

  /** Whether the active segment has no place for an entry. */
  boolean needsNext(EntryHeader entry) {
    return activeHasBlocks() && active.bytes() + entry.entryBytes() > config.segmentBytes();
  }

  boolean activeHasBlocks() {
    return active.hasBlocks();
  }

  /** Writes an entry to the active segment; the header has its position. */
  SpooledBlock.Stored append(SegmentWriter.Entry entry) throws IOException {
    return append(active, entry);
  }

  /** Writes an entry to a segment that may not be the active one yet. */
  SpooledBlock.Stored append(SegmentWriter writer, SegmentWriter.Entry entry) throws IOException {
    return SpooledBlock.Stored.of(writer.append(entry, scratch), writer.number());
  }

  /** Writes a checkpoint to the active segment. */
  void appendCheckpoint(SegmentWriter.Entry checkpoint) throws IOException {
    appendCheckpoint(active, checkpoint);
  }

  /** Twice in a row, so that damage in one place cannot take it. */
  private void appendCheckpoint(SegmentWriter writer, SegmentWriter.Entry checkpoint)
      throws IOException {
    writer.append(checkpoint, scratch);
    writer.append(checkpoint, scratch);
  }

  /** Forces the active segment to the medium. */
  void force() throws IOException {
    active.force();
  }

  SpooledBody read(SpooledBlock block) throws IOException {
    return reader.read(block, active, status);
  }

  /** Makes the segment after the active one, with a checkpoint on the medium. */
  SegmentWriter begin(SegmentWriter.Entry checkpoint) throws IOException {
    return begin(active.number() + 1, checkpoint);
  }

  /** As {@link #begin}, at the cost of the reserve if need be. */
  SegmentWriter beginInReserve(SegmentWriter.Entry checkpoint) throws IOException {
    return beginInReserve(active.number() + 1, checkpoint);
  }

  private SegmentWriter begin(long number, SegmentWriter.Entry checkpoint) throws IOException {
    SegmentWriter next = SegmentWriter.create(files, config, number);
    try {
      appendCheckpoint(next, checkpoint);
      next.force();
      files.forceDirectory(config.directory());
    } catch (IOException failure) {
      discard(next, failure);
      throw failure;
    }
    headBytes = next.bytes();
    return next;
  }

  private SegmentWriter beginInReserve(long number, SegmentWriter.Entry checkpoint)
      throws IOException {
    try {
      return begin(number, checkpoint);
    } catch (IOException failure) {
      releaseReserve(failure);
      return begin(number, checkpoint);
    }
  }

  /** Deletes a segment that did not become the active one. */
  void discard(SegmentWriter writer, IOException failure) {
    writer.discard(files, failure);
  }

  /** Makes a segment the active one and closes the one before. */
  void retire(SegmentWriter next) throws IOException {
    SegmentWriter previous = active;
    active = next;
    closed.addLast(previous.closed());
    closedBytes += previous.bytes();
    previous.close();
  }

  /** Makes room after a failure; throws it if there is none to make. */
  void releaseReserve(IOException failure) throws IOException {
    if (!reserve.release()) {
      throw failure;
    }
    status.report(
        StatusEvent.SPOOL_WRITE_FAILED, config.directory() + ": " + failure + "; reserve released");
  }

  boolean hasClosed() {
    return !closed.isEmpty();
  }

  /**
   * The last block of the oldest closed segments, as many as have to go so that an entry and a
   * checkpoint before it stay within a bound; at least one, and at most all.
   */
  long lastSequenceToGo(EntryHeader entry, long boundBytes) {
    long excessBytes = bytesWith(entry) + headBytes - boundBytes;
    long sequence = 0;
    for (Segment segment : closed) {
      sequence = Math.max(sequence, segment.lastSequence());
      excessBytes -= segment.bytes();
      if (excessBytes <= 0) {
        break;
      }
    }
    return sequence;
  }

  /** Whether the oldest segment has no block after a sequence. */
  boolean hasDeletable(long sequence) {
    return !closed.isEmpty() && closed.getFirst().lastSequence() <= sequence;
  }

  /** Deletes the oldest segments, as far as they have no block after a sequence. */
  void deleteUpTo(long sequence) throws IOException {
    while (hasDeletable(sequence)) {
      Segment oldest = closed.getFirst();
      reader.forget(oldest.number());
      files.delete(oldest.path());
      closedBytes -= oldest.bytes();
      closed.removeFirst();
    }
    files.forceDirectory(config.directory());
    reserve.fill(headBytes);
  }

  /**
   * Deletes what the checkpoint of a new segment has made superfluous, in whatever order: agents
   * that end soon after their start would fill the directory with empty segments.
   */
  void deleteSuperseded(long sequence) {
    try {
      for (Segment segment : List.copyOf(closed)) {
        if (segment.lastSequence() <= sequence) {
          files.delete(segment.path());
          closedBytes -= segment.bytes();
          closed.remove(segment);
        }
      }
      reserve.fill(headBytes);
    } catch (IOException failure) {
      status.report(StatusEvent.SPOOL_WRITE_FAILED, config.directory() + ": " + failure);
    }
  }

  @Override
  public void close() throws IOException {
    SegmentWriter writer = active;
    try (writer;
        reader) {
      // Both are closed even if one of them fails.
    }
  }
}
