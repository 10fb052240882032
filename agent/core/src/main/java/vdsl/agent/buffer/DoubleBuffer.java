package vdsl.agent.buffer;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;
import vdsl.time.ClockAnchor;
import vdsl.time.TickSource;

/**
 * Where the threads of a process leave their records: two halves of a mapped file. A frame that is
 * committed survives the death of the process. Any number of threads write, virtual ones too; one
 * {@link BufferDrain} reads, here or in another process.
 *
 * <h2>How it works</h2>
 *
 * One position only grows; it runs through half 0, half 1, half 0 and so on. A claim moves it by
 * compare-and-set, if the limit allows. The limit is a multiple of a half: two halves after the
 * start of the oldest half that is kept. So writers enter a half only when everything it held was
 * drained, spooled and zeroed, which is the rule of the published double buffer: buffers change
 * places only when the second is empty. The drain needs no such change to read: it follows the
 * writers inside the half they are in, frame by frame, so that a half filled in part is drained
 * without closing it, and nothing but the limit is ever handed back. A claim never waits and never
 * moves the position beyond the limit: what was claimed can be written, what cannot is refused
 * before (adding first and waiting for room then would lose the record of a thread that gives up).
 *
 * <p>A claim that would cross the end of a half claims what is left of it together with its place
 * at the start of the next one, and makes the rest padding. A claim that is refused changes
 * nothing.
 *
 * <h2>A frame's states</h2>
 *
 * <ol>
 *   <li>its first word is 0: claimed, or not even that. Everything it covers is 0.
 *   <li>its length is negative: begun. The word is written whole, and fenced before the payload.
 *   <li>its length is positive: committed, by a release store after the payload.
 * </ol>
 *
 * Whoever acquires a positive length sees the whole payload, because the store that made it
 * positive released it. A writer that reads the limit with acquire sees the zeros that the drain
 * wrote before it released that limit, so state 1 is what every claim finds. If the process is
 * killed, its stores so far are in the file, in an order that these fences have fixed: each claim
 * is all zeros, or begins with a word that gives its length. That is what lets a drain get past it.
 * Both processes use the same memory, so what the fences order between threads they order between
 * processes.
 *
 * <p>Nothing here is allocated or thrown between claim and commit, and nothing may be by the
 * caller. Thread-safe and lock-free: a claim fails to move the position only because another one
 * moved it.
 */
public final class DoubleBuffer implements Closeable {
  /** No room: the drain must first release a half. */
  public static final int FULL = -1;

  /** The buffer was closed. */
  public static final int CLOSED = -2;

  /** The payload is longer than {@link #payloadBytesMax}. */
  public static final int TOO_LARGE = -3;

  /** How often closing looks for claims under way; they take less than a microsecond. */
  private static final long CLOSE_PARK_NS = 100_000;

  private final Path file;
  private final BufferHeader header;
  private final BufferConfig config;
  private final MappedHalves halves;
  private final FileLock lock;
  private final FrameClaims claims;
  private final ProgressWords progress;
  private final RejectionCounts rejections;

  private DoubleBuffer(
      Path file, BufferHeader header, BufferConfig config, MappedHalves halves, FileLock lock) {
    this.file = file;
    this.header = header;
    this.config = config;
    this.halves = halves;
    this.lock = lock;
    this.claims = new FrameClaims(halves);
    this.progress = new ProgressWords(halves.bytes());
    this.rejections = new RejectionCounts(halves.bytes());
  }

  /**
   * Makes the buffer of this process in a node's directory.
   *
   * @param pid of this process, for people to read
   * @param random gives the buffer its identity
   * @throws BufferException if the file cannot be made whole, above all for want of space
   */
  public static DoubleBuffer create(
      Path directory, BufferConfig config, ClockAnchor anchor, long pid, RandomGenerator random) {
    return create(directory, config, anchor, pid, random, identity -> {});
  }

  /**
   * The same, with something that has to be there before anyone can find the buffer.
   *
   * @param companions makes what belongs to the buffer of an identity; while it runs the buffer's
   *     unfinished file is there, and locked
   */
  public static DoubleBuffer create(
      Path directory,
      BufferConfig config,
      ClockAnchor anchor,
      long pid,
      RandomGenerator random,
      LongConsumer companions) {
    BufferHeader header = new BufferHeader(random.nextLong(), anchor, pid, config.halfBytes());
    Path unfinished = BufferFiles.unfinishedFile(directory, header.identity());
    Path file = BufferFiles.file(directory, header.identity());
    long fileBytes = MappedHalves.fileBytes(config.halfBytes());
    try {
      FileChannel channel = BufferFiles.create(unfinished);
      try {
        FileLock lock = lock(channel, unfinished);
        BufferFiles.fillWithZeros(channel, fileBytes);
        MappedHalves halves = MappedHalves.map(channel, config.halfBytes());
        halves.touch();
        header.encodeTo(halves.bytes());
        halves.publishLimit(2L * config.halfBytes());
        companions.accept(header.identity());
        BufferFiles.publish(unfinished, file);
        return new DoubleBuffer(file, header, config, halves, lock);
      } catch (IOException | RuntimeException fault) {
        channel.close();
        Files.deleteIfExists(unfinished);
        throw fault;
      }
    } catch (IOException fault) {
      throw new BufferException(
          "cannot make " + file + " of " + fileBytes + " bytes: free space, or lower buffer.half",
          fault);
    }
  }

  private static FileLock lock(FileChannel channel, Path file) throws IOException {
    FileLock lock = channel.tryLock(Owner.LOCK_OFFSET, 1, false);
    if (lock == null) {
      throw new IOException(file + " is locked by another process");
    }
    return lock;
  }

  public Path file() {
    return file;
  }

  public BufferHeader header() {
    return header;
  }

  /** Longest payload of a frame. */
  public int payloadBytesMax() {
    return claims.payloadBytesMax();
  }

  /** Position that no claim goes beyond, until the drain releases a half. */
  public long limit() {
    return halves.limit();
  }

  /** End of the last claim. */
  public long position() {
    return halves.position();
  }

  /**
   * The memory that payloads are written to, little-endian; only by absolute puts, and only between
   * claim and commit of a frame and within its payload.
   */
  public ByteBuffer bytes() {
    return halves.bytes();
  }

  /**
   * Claims a frame and begins it. It must be committed or aborted, whatever happens.
   *
   * @param kind what the frame is; 2..255
   * @param flags of that kind; 0..255
   * @param ticks raw clock reading of the record
   * @return where in {@link #bytes} the payload begins, or {@link #FULL}, {@link #CLOSED} or {@link
   *     #TOO_LARGE}; these are negative
   */
  public int claim(int kind, int flags, long ticks, int payloadBytes) {
    return claims.claim(kind, flags, ticks, payloadBytes);
  }

  /** Makes the frame with this payload final: from here on it survives the process. */
  public void commit(int payloadOffset) {
    claims.commit(payloadOffset);
  }

  /** Gives the frame with this payload up: it becomes padding. */
  public void abort(int payloadOffset) {
    claims.abort(payloadOffset);
  }

  /** Records that found no room here; whoever drains the buffer reports them. */
  public RejectionCounts rejections() {
    return rejections;
  }

  /**
   * Asks whoever drains the buffer, in this process or another, to spool what is before a position
   * and to force it to the medium without delay; {@link #synced} tells when that is done.
   */
  public void askSync(long position) {
    progress.ask(position);
  }

  /** Position up to which everything is in the spool, and the spool on the medium. */
  public long synced() {
    return progress.synced();
  }

  /** Position up to which everything is durable at a collector. */
  public long acknowledged() {
    return progress.acknowledged();
  }

  /**
   * A drain of this buffer for a thread of this process.
   *
   * @param drainFrom position up to which everything is spooled; 0 in a new buffer
   */
  public BufferDrain drain(long drainFrom, TickSource ticks) {
    BufferDrain.Settings settings =
        new BufferDrain.Settings(config.stallNs(), ticks, ReleaseProbe.NONE);
    BufferDrain drain =
        new BufferDrain(
            file, header, halves, new OwnerHere(lock.acquiredBy()), drainFrom, settings);
    drain.release(drain.position());
    return drain;
  }

  /**
   * Refuses every further claim, waits a bounded time for those under way, and gives the buffer up:
   * its drain empties and deletes it. A claim that is not committed by then is lost, and counted by
   * the drain.
   */
  @Override
  public void close() {
    long end = halves.closePosition();
    long parks = config.stallNs() / CLOSE_PARK_NS;
    while (lock.isValid() && parks-- > 0 && !isCommittedUpTo(end)) {
      LockSupport.parkNanos(CLOSE_PARK_NS);
    }
    try {
      lock.channel().close();
    } catch (IOException fault) {
      throw new BufferException("cannot close " + file, fault);
    }
  }

  /** The drain may be zeroing a half meanwhile: what is marked as released is not looked at. */
  private boolean isCommittedUpTo(long end) {
    long from = Math.max(halves.start(), halves.released());
    long uncommitted = halves.firstUncommitted(from, end);
    return uncommitted >= end || uncommitted < halves.released();
  }
}
