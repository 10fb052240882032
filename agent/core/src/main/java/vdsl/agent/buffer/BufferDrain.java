package vdsl.agent.buffer;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import vdsl.time.TickSource;

/**
 * Reads the frames of one buffer in the order of their claims, each once, while its process writes
 * and after that has died. There is one drain of a buffer at a time; who holds the node's lock sees
 * to it. Confined to one thread; never waits.
 *
 * <h2>Frames that are not committed</h2>
 *
 * A drain stands still at such a frame, since its writer is about to commit it.
 *
 * <ul>
 *   <li>If the owner is dead (its lock is gone) nobody will: a begun frame is passed over by its
 *       length, and of a claim that was not even begun every byte is zero, so that the next word
 *       that is not begins the next frame.
 *   <li>If the owner lives and {@code buffer.stall} is over, a begun frame is passed over as well,
 *       and given up for good: committed later, it is not delivered. Its memory may still be
 *       written to, so its half is not released before it is committed or the owner is dead. A
 *       claim not begun cannot be passed over, since its length isn't known; a thread is there for
 *       two instructions, so its whole process is stopped, or someone debugs it.
 * </ul>
 *
 * Each is counted in {@link #abandonedFrames}; the caller covers them by a LOSS record.
 *
 * <h2>Releasing a half</h2>
 *
 * The caller spools what it took together with {@link #position}, and says so by {@link #release}.
 * A half before that position is then (1) marked as released, (2) zeroed, (3) handed to the writers
 * by a new limit. All three are words or bytes of the file. Whoever takes over from a drain that
 * died opens the buffer with the position that was spooled, and repeats the release: before (1)
 * nothing had happened; after it the half counts as empty, however far it was zeroed, and zeroing
 * again is the same; after (3) there is nothing left to do. So no frame is drained twice, or lost.
 */
public final class BufferDrain implements Closeable {
  /** An owner is asked for by a system call; claims under way take less than a microsecond. */
  private static final long OWNER_CHECK_NS = 1_000_000;

  private final Path file;
  private final BufferHeader header;
  private final MappedHalves halves;
  private final Owner owner;
  private final Settings settings;
  private final Frame frame;
  private final ProgressWords progress;
  private final RejectionCounts rejections;

  private long head;
  private long end;
  private boolean hasFrame;
  private boolean isOwnerDead;
  private boolean isStalled;
  private long stalledSinceNs;
  private long abandonedFrames;
  private long overdueFrames;
  private long skippedBytes;

  /** What a drain goes by. */
  record Settings(long stallNs, TickSource ticks, ReleaseProbe probe) {}

  BufferDrain(
      Path file,
      BufferHeader header,
      MappedHalves halves,
      Owner owner,
      long drainFrom,
      Settings settings) {
    this.file = file;
    this.header = header;
    this.halves = halves;
    this.owner = owner;
    this.settings = settings;
    this.frame = new Frame(halves.bytes());
    this.progress = new ProgressWords(halves.bytes());
    this.rejections = new RejectionCounts(halves.bytes());
    head = firstToDrain(drainFrom);
    end = halves.position();
  }

  /**
   * Opens a buffer of another process, alive or dead.
   *
   * @param drainFrom position up to which everything is spooled; 0 if nothing is
   * @throws BufferException if the file is no buffer of this version, or another one than the
   *     position is of
   */
  public static BufferDrain open(Path file, long drainFrom, BufferConfig config, TickSource ticks) {
    return open(file, drainFrom, new Settings(config.stallNs(), ticks, ReleaseProbe.NONE));
  }

  static BufferDrain open(Path file, long drainFrom, Settings settings) {
    Owner owner = null;
    try {
      FileChannel channel = BufferFiles.open(file);
      owner = new OwnerElsewhere(channel, file);
      BufferHeader header = readHeader(channel, file);
      MappedHalves halves = MappedHalves.map(channel, header.halfBytes());
      if (!halves.isConsistent()) {
        throw new BufferException(file + " is damaged: its position or limit cannot be");
      }
      BufferDrain drain = new BufferDrain(file, header, halves, owner, drainFrom, settings);
      drain.release(drain.position());
      owner = null;
      return drain;
    } catch (IOException fault) {
      throw new BufferException("cannot open " + file, fault);
    } finally {
      if (owner != null) {
        owner.close();
      }
    }
  }

  private static BufferHeader readHeader(FileChannel channel, Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(BufferHeader.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    channel.read(bytes, 0);
    BufferHeader header = BufferHeader.decode(bytes.flip(), file.toString());
    long fileBytes = MappedHalves.fileBytes(header.halfBytes());
    if (channel.size() != fileBytes) {
      throw new BufferException(
          file + " has " + channel.size() + " bytes, not the " + fileBytes + " of its header");
    }
    return header;
  }

  /** The position that was spooled, unless the file knows better. */
  private long firstToDrain(long drainFrom) {
    if (drainFrom < 0 || drainFrom % FrameWord.ALIGNMENT != 0) {
      throw new IllegalArgumentException("position " + drainFrom + " is of no frame");
    }
    long position = halves.position();
    if (drainFrom > position && isOwnerAlive()) {
      throw new BufferException(
          "position " + drainFrom + " is beyond " + file + ", which ends at " + position);
    }
    long kept = Math.max(halves.start(), halves.released());
    return Math.min(Math.max(drainFrom, kept), Math.max(position, kept));
  }

  public Path file() {
    return file;
  }

  public BufferHeader header() {
    return header;
  }

  /** Whether there is a frame that was not taken yet; if so, {@link #frame} is it. */
  public boolean peek() {
    while (!hasFrame && (head < end || head < refreshEnd())) {
      long word = halves.word(halves.offset(head));
      boolean isFrame = halves.isFrame(head, word);
      if (isFrame && FrameWord.isCommitted(word)) {
        meet(word);
      } else if (!passOver(isFrame)) {
        return false;
      }
    }
    return hasFrame;
  }

  private long refreshEnd() {
    end = halves.position();
    return end;
  }

  private void meet(long word) {
    isStalled = false;
    if (FrameWord.kind(word) == FrameWord.KIND_PADDING) {
      head += FrameWord.spanBytes(word);
    } else {
      frame.moveTo(halves.offset(head), word);
      hasFrame = true;
    }
  }

  /** Gets past a frame that is not committed, if that is allowed by now. */
  private boolean passOver(boolean isBegun) {
    long nowNs = settings.ticks().ticks();
    if (!isStalled) {
      isStalled = true;
      stalledSinceNs = nowNs;
    }
    long stalledNs = nowNs - stalledSinceNs;
    if (isOwnerDead || (stalledNs >= OWNER_CHECK_NS && !isOwnerAlive())) {
      passOverDead();
      return true;
    }
    if (!isBegun || stalledNs < settings.stallNs()) {
      return false;
    }
    overdueFrames += passOverBegun();
    return true;
  }

  /** Unless it was committed this very moment. Returns how many frames were passed over. */
  private int passOverBegun() {
    long word = halves.word(halves.offset(head));
    if (FrameWord.isCommitted(word)) {
      return 0;
    }
    skip(FrameWord.spanBytes(word));
    return 1;
  }

  private boolean isOwnerAlive() {
    isOwnerDead = isOwnerDead || !owner.isAlive();
    return !isOwnerDead;
  }

  /** The owner may have written until it died: only what is read from now on is final. */
  private void passOverDead() {
    long last = Math.min(refreshEnd(), halves.halfEnd(head));
    if (halves.isFrame(head, halves.word(halves.offset(head)))) {
      var unused = passOverBegun();
    } else {
      skip(nextFrame(last) - head);
    }
  }

  private long nextFrame(long last) {
    long at = head + FrameWord.ALIGNMENT;
    while (at < last && !halves.isFrame(at, halves.word(halves.offset(at)))) {
      at += FrameWord.ALIGNMENT;
    }
    return at;
  }

  private void skip(long count) {
    abandonedFrames++;
    skippedBytes += count;
    head += count;
    isStalled = false;
  }

  /** The frame that {@link #peek} found. */
  public Frame frame() {
    if (!hasFrame) {
      throw new IllegalStateException("no frame at position " + head);
    }
    return frame;
  }

  /** Moves behind the frame that {@link #peek} found. */
  public void take() {
    head += frame().spanBytes();
    hasFrame = false;
  }

  /** End of what was taken or passed over: all of it is spooled when the taken frames are. */
  public long position() {
    return head;
  }

  /** Whether {@link #peek} found a frame that is under way. */
  public boolean isStalled() {
    return isStalled;
  }

  /** How long the drain has stood at a frame of a live owner; 0 if it doesn't. */
  public long stalledNs() {
    return isStalled ? settings.ticks().ticks() - stalledSinceNs : 0;
  }

  /**
   * Of the claims that were passed over, those that a live process had begun: if it commits one
   * later, that record is lost.
   */
  public long overdueFrames() {
    return overdueFrames;
  }

  /** Claims that were passed over; some that were not even begun may count as one. */
  public long abandonedFrames() {
    return abandonedFrames;
  }

  /** Bytes of those claims. */
  public long skippedBytes() {
    return skippedBytes;
  }

  /**
   * Gives halves back to the writers.
   *
   * @param spooled position up to which everything taken is in the spool, and found there again
   *     after a crash of this process
   */
  public void release(long spooled) {
    if (spooled > head) {
      throw new IllegalArgumentException("position " + spooled + " is behind the drain's, " + head);
    }
    long start = halves.start();
    while (start + halves.halfBytes() <= spooled && isReleasable(start)) {
      releaseHalf(start);
      start = halves.start();
    }
  }

  private boolean isReleasable(long start) {
    long halfEnd = start + halves.halfBytes();
    return halves.released() == halfEnd
        || halves.firstUncommitted(start, halfEnd) == halfEnd
        || !isOwnerAlive();
  }

  private void releaseHalf(long start) {
    int part = halves.halfBytes() / 2;
    halves.markReleased(start + halves.halfBytes());
    settings.probe().reached(ReleaseProbe.Step.MARKED);
    halves.zero(start, part);
    settings.probe().reached(ReleaseProbe.Step.ZEROED_IN_PART);
    halves.zero(start + part, part);
    settings.probe().reached(ReleaseProbe.Step.ZEROED);
    halves.publishLimit(halves.limit() + halves.halfBytes());
    settings.probe().reached(ReleaseProbe.Step.PUBLISHED);
  }

  /** Tells the owner that everything before a position is in the spool and on the medium. */
  public void publishSynced(long position) {
    progress.publishSynced(position);
  }

  /** Tells the owner that everything before a position is durable at a collector. */
  public void publishAcknowledged(long position) {
    progress.publishAcknowledged(position);
  }

  /** Whether the owner waits for frames that are not synced yet. */
  public boolean isSyncAsked() {
    return progress.asked() > progress.synced();
  }

  /** Records that found no room in this buffer. */
  public RejectionCounts rejections() {
    return rejections;
  }

  /** Whether the owner is dead and everything it left was taken. */
  public boolean isExhausted() {
    return !peek() && !isOwnerAlive() && head >= refreshEnd();
  }

  /** Deletes the file of a dead owner, everything of which is spooled. Closes the drain. */
  public void delete() {
    if (!isExhausted()) {
      throw new IllegalStateException(file + " is not exhausted at position " + head);
    }
    try {
      Files.deleteIfExists(file);
    } catch (IOException fault) {
      throw new BufferException("cannot delete " + file, fault);
    } finally {
      close();
    }
  }

  @Override
  public void close() {
    owner.close();
  }
}
