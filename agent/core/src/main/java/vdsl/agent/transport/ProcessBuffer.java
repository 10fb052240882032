package vdsl.agent.transport;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import vdsl.agent.buffer.BufferDrain;
import vdsl.agent.buffer.RejectionCounts;
import vdsl.agent.capture.FrameReader;
import vdsl.agent.spool.SourcePosition;
import vdsl.agent.status.StatusEvent;
import vdsl.agent.status.StatusLog;
import vdsl.block.BlockBuilder;

/**
 * One process's buffer as the transport drains it: its frames, what it had to reject, and how far
 * its records have come. Confined to the transport thread.
 *
 * <p>Everything that is to be told once has a position in the spool, written in one entry with the
 * records that tell it: the buffer's own position, and for every level the number of rejected
 * records that a LOSS record has told of.
 */
final class ProcessBuffer {
  /** A buffer that rejects all the time gets a LOSS record this often. */
  private static final long LOSS_INTERVAL_NS = 1_000_000_000L;

  private static final String REJECTED_MARK = "#rejected-";

  private final BufferDrain drain;
  private final FrameReader reader;
  private final StatusLog status;
  private final String name;
  private final Marks syncedMarks = new Marks();
  private final Marks acknowledgedMarks = new Marks();
  private final long[] told = new long[RejectionCounts.LEVEL_MAX + 1];

  private boolean isContributing;
  private boolean isUnspooled;
  private long positionTaken;
  private long overdueTold;
  private long abandonedTold;
  private long lossNs;
  private Optional<Loss> pending = Optional.empty();
  private long positionTold;
  private long positionSpooled;
  private Reached reached;

  /** Sequences of blocks that a position is told by. */
  private record Reached(long spooled, long synced, long acknowledged) {}

  /**
   * Opens a buffer's drain for the transport.
   *
   * @param drain begins at the position that is in the spool
   * @param positions those of the spool
   * @param sequence block up to which everything is spooled, and on the medium
   */
  ProcessBuffer(
      BufferDrain drain,
      FrameReader reader,
      Map<String, SourcePosition> positions,
      long sequence,
      StatusLog status,
      long nowNs) {
    this.drain = drain;
    this.reader = reader;
    this.status = status;
    name = nameOf(drain);
    for (int level = 1; level <= RejectionCounts.LEVEL_MAX; level++) {
      SourcePosition position = positions.get(rejectedName(level));
      told[level] = position == null ? 0 : position.position();
    }
    lossNs = nowNs - LOSS_INTERVAL_NS;
    positionTold = drain.position();
    positionSpooled = positionTold;
    positionTaken = positionTold;
    reached = new Reached(sequence, sequence, 0);
    mark(sequence);
  }

  private static String nameOf(BufferDrain drain) {
    return String.valueOf(drain.file().getFileName());
  }

  /** Name of the source that stands for the rejected records of a level. */
  private String rejectedName(int level) {
    return name + REJECTED_MARK + level;
  }

  /** Name of the buffer that a source stands for a part of, or the source itself. */
  static String bufferOf(String source) {
    int mark = source.indexOf(REJECTED_MARK);
    return mark < 0 ? source : source.substring(0, mark);
  }

  String name() {
    return name;
  }

  BufferDrain drain() {
    return drain;
  }

  /** Looks for something to record: a loss to tell of first, or a frame. */
  boolean peek(long nowNs) {
    if (pending.isPresent()) {
      return true;
    }
    boolean hasFrame = drain.peek();
    if (drain.abandonedFrames() != abandonedTold) {
      abandoned(nowNs);
    } else if (nowNs - lossNs >= LOSS_INTERVAL_NS) {
      lossNs = nowNs;
      rejected();
    }
    return hasFrame || pending.isPresent();
  }

  /**
   * A frame that a killed process left unfinished was never a record: its call did not return. One
   * that a live process may still finish would be, and is lost.
   */
  private void abandoned(long nowNs) {
    long overdue = drain.overdueFrames() - overdueTold;
    status.report(
        StatusEvent.FRAME_ABANDONED,
        (drain.abandonedFrames() - abandonedTold)
            + " frames of "
            + name
            + (overdue > 0 ? ", not finished in time" : ", never finished: killed"));
    abandonedTold = drain.abandonedFrames();
    overdueTold = drain.overdueFrames();
    if (overdue > 0) {
      pending = Optional.of(Loss.overdue(overdue, nowNs));
    }
  }

  private void rejected() {
    RejectionCounts counts = drain.rejections();
    long[] now = new long[told.length];
    long count = 0;
    for (int level = 1; level < now.length; level++) {
      now[level] = counts.of(level);
      count += now[level] - told[level];
    }
    if (count > 0) {
      pending = Optional.of(Loss.rejected(count, counts.latestTicks(), told, now));
    }
  }

  /** Raw time of what {@link #peek} found. */
  long ticks() {
    return pending.isPresent() ? pending.get().ticks() : drain.frame().ticks();
  }

  /** Records what {@link #peek} found in a block that is not full. */
  void recordTo(BlockBuilder block) {
    if (pending.isEmpty() && reader.isReadAgain(drain.frame())) {
      drain.take();
      return;
    }
    isContributing = true;
    if (pending.isPresent()) {
      pending.get().recordTo(block, reader);
      pending.get().counts().ifPresent(now -> System.arraycopy(now, 0, told, 0, now.length));
      pending = Optional.empty();
      positionTaken = drain.position();
      return;
    }
    if (!reader.read(drain.frame(), block)) {
      status.report(StatusEvent.FRAME_UNREADABLE, name + " at position " + drain.position());
      Loss.unreadable(drain.frame().ticks()).recordTo(block, reader);
    }
    drain.take();
    positionTaken = drain.position();
  }

  /** Adds how far this buffer was read, if anything came from it since the last call. */
  void addPositions(List<SourcePosition> positions) {
    if (!isContributing) {
      return;
    }
    isContributing = false;
    isUnspooled = true;
    long identity = drain.header().identity();
    positionTold = pending.isPresent() ? positionTaken : drain.position();
    positions.add(new SourcePosition(name, positionTold, identity));
    for (int level = 1; level < told.length; level++) {
      if (told[level] > 0) {
        positions.add(new SourcePosition(rejectedName(level), told[level], identity));
      }
    }
    positions.addAll(reader.takeSources());
  }

  /** What was told by the positions is in the spool. */
  void spooled(long sequence) {
    reached = new Reached(sequence, reached.synced(), reached.acknowledged());
    isUnspooled = false;
    positionSpooled = positionTold;
    drain.release(positionSpooled);
    mark(sequence);
  }

  private void mark(long sequence) {
    syncedMarks.add(sequence, positionSpooled);
    acknowledgedMarks.add(sequence, positionSpooled);
  }

  void progressed(long synced, long acknowledged) {
    reached = new Reached(reached.spooled(), synced, acknowledged);
    publish();
  }

  private void publish() {
    drain.publishSynced(syncedMarks.reachedBy(reached.synced()));
    drain.publishAcknowledged(acknowledgedMarks.reachedBy(reached.acknowledged()));
  }

  /** Moves on over padding behind the last frame, of which there is nothing to spool. */
  void settle() {
    boolean isSettled = pending.isEmpty() && !isContributing && !isUnspooled;
    if (isSettled && drain.position() != positionTold) {
      positionTold = drain.position();
      spooled(reached.spooled());
      publish();
    }
  }

  /** Whether its process has ended and everything of it is in the spool, and on the medium. */
  boolean isSpent() {
    settle();
    if (pending.isPresent() || isContributing || isUnspooled || !drain.isExhausted()) {
      return false;
    }
    rejected();
    return pending.isEmpty()
        && positionSpooled == drain.position()
        && syncedMarks.reachedBy(reached.synced()) == positionSpooled;
  }

  /** The sources of this buffer in the spool. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    names.add(name);
    for (int level = 1; level < told.length; level++) {
      names.add(rejectedName(level));
    }
    return names;
  }

  void delete() {
    drain.delete();
    reader.delete();
  }

  void close() {
    drain.close();
    reader.close();
  }

  /** Positions by the name of their source. */
  static Map<String, SourcePosition> byName(List<SourcePosition> positions) {
    Map<String, SourcePosition> byName = new HashMap<>();
    for (SourcePosition position : positions) {
      byName.put(position.source(), position);
    }
    return byName;
  }
}
