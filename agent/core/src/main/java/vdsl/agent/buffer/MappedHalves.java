package vdsl.agent.buffer;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;

/**
 * A buffer file in memory: a page with the header, a page with the three words that writers and
 * drain share, and the two halves. Layout: docs/format/buffer.md.
 *
 * <pre>
 *    0  header, see {@link BufferHeader}
 * 4096  i64  position: where the next frame is claimed; negative sign bit: closed
 * 4224  i64  limit: claims end here; a multiple of a half, two halves after the oldest one kept
 * 4352  i64  released: end of the half that is being zeroed, or was zeroed last
 * 8192  half 0, half 1
 * </pre>
 *
 * Positions only grow. Position p lies in half {@code (p / halfBytes) % 2}. The three words are on
 * lines of their own, because all writers change the first and read the second. Thread-safe.
 */
final class MappedHalves {
  static final int PAGE_BYTES = 4096;
  static final int DATA_OFFSET = 2 * PAGE_BYTES;

  private static final int POSITION_OFFSET = PAGE_BYTES;
  private static final int LIMIT_OFFSET = PAGE_BYTES + 128;
  private static final int RELEASED_OFFSET = PAGE_BYTES + 256;
  private static final long CLOSED_BIT = Long.MIN_VALUE;
  private static final int LAP_MASK = 0xFFFF;
  private static final VarHandle WORDS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final byte[] ZEROS = new byte[1 << 16];

  private final ByteBuffer bytes;
  private final int halfBytes;
  private final int ringMask;
  private final int lapShift;
  private final int frameBytesMax;

  MappedHalves(ByteBuffer bytes, int halfBytes) {
    this.bytes = bytes;
    this.halfBytes = halfBytes;
    this.ringMask = 2 * halfBytes - 1;
    this.lapShift = Integer.numberOfTrailingZeros(2 * halfBytes);
    this.frameBytesMax = frameBytesMax(halfBytes);
  }

  static long fileBytes(int halfBytes) {
    return DATA_OFFSET + 2L * halfBytes;
  }

  /** Padding at the end of a half wastes at most an eighth of it. */
  static int frameBytesMax(int halfBytes) {
    return halfBytes / 8;
  }

  /** Maps a file of the right length. */
  static MappedHalves map(FileChannel channel, int halfBytes) throws IOException {
    MappedByteBuffer map = channel.map(FileChannel.MapMode.READ_WRITE, 0, fileBytes(halfBytes));
    return new MappedHalves(map.order(ByteOrder.LITTLE_ENDIAN), halfBytes);
  }

  /** Writes to every page of a new, zeroed file, so that no later write has to find one. */
  void touch() {
    for (int at = 0; at < bytes.limit(); at += PAGE_BYTES) {
      bytes.put(at, (byte) 0);
    }
  }

  ByteBuffer bytes() {
    return bytes;
  }

  int halfBytes() {
    return halfBytes;
  }

  int frameBytesMax() {
    return frameBytesMax;
  }

  /** Where a position's byte is in {@link #bytes}. */
  int offset(long position) {
    return DATA_OFFSET + ((int) position & ringMask);
  }

  int lap(long position) {
    return (int) (position >>> lapShift) & LAP_MASK;
  }

  /** End of the half that a position lies in. */
  long halfEnd(long position) {
    return (position & -halfBytes) + halfBytes;
  }

  /** The position word: negative when the buffer is closed. */
  long positionOrClosed() {
    return (long) WORDS.getVolatile(bytes, POSITION_OFFSET);
  }

  /** End of the last claim. */
  long position() {
    return positionOrClosed() & ~CLOSED_BIT;
  }

  boolean advance(long from, long to) {
    return WORDS.compareAndSet(bytes, POSITION_OFFSET, from, to);
  }

  /** Lets no claim succeed any more. Returns the final position. */
  long closePosition() {
    return (long) WORDS.getAndBitwiseOr(bytes, POSITION_OFFSET, CLOSED_BIT) & ~CLOSED_BIT;
  }

  long limit() {
    return (long) WORDS.getAcquire(bytes, LIMIT_OFFSET);
  }

  /** Hands everything before the limit to the writers, as it is now. */
  void publishLimit(long limit) {
    WORDS.setRelease(bytes, LIMIT_OFFSET, limit);
  }

  /** Start of the oldest half that is kept. */
  long start() {
    return limit() - 2L * halfBytes;
  }

  /** Whether position and limit fit together, as they do unless the host lost power. */
  boolean isConsistent() {
    long limit = limit();
    long position = position();
    return limit % halfBytes == 0 && position <= limit && position % FrameWord.ALIGNMENT == 0;
  }

  long released() {
    return (long) WORDS.getAcquire(bytes, RELEASED_OFFSET);
  }

  /** Says, before a half is zeroed, that nothing in it counts any more. */
  void markReleased(long halfEnd) {
    WORDS.setRelease(bytes, RELEASED_OFFSET, halfEnd);
    VarHandle.storeStoreFence();
  }

  /** First word of the frame at an offset; what its writer wrote before it is visible. */
  long word(int offset) {
    return (long) WORDS.getAcquire(bytes, offset);
  }

  /** Begins a frame: its first word is in memory before anything of its payload. */
  void begin(int offset, long word) {
    WORDS.setOpaque(bytes, offset, word);
    VarHandle.storeStoreFence();
  }

  /** Commits a frame: its first word is in memory after all of its payload. */
  void publish(int offset, long word) {
    WORDS.setRelease(bytes, offset, word);
  }

  /** Whether a word can be the first of a frame at a position, committed or not. */
  boolean isFrame(long position, long word) {
    int length = Math.abs(FrameWord.length(word));
    int kind = FrameWord.kind(word);
    boolean isPadding = kind == FrameWord.KIND_PADDING;
    return length >= (isPadding ? FrameWord.ALIGNMENT : FrameWord.HEADER_BYTES)
        && length <= halfEnd(position) - position
        && (isPadding || (kind >= FrameWord.KIND_MIN && length <= frameBytesMax))
        && FrameWord.lap(word) == lap(position);
  }

  /** Position of the first frame in a range that is not committed, or the range's end. */
  long firstUncommitted(long from, long end) {
    long at = from;
    while (at < end) {
      long word = word(offset(at));
      if (!FrameWord.isCommitted(word) || !isFrame(at, word)) {
        return at;
      }
      at += FrameWord.spanBytes(word);
    }
    return end;
  }

  /** Zeroes a range that lies in one half. */
  void zero(long from, int count) {
    int offset = offset(from);
    int end = offset + count;
    while (offset < end) {
      int chunk = Math.min(ZEROS.length, end - offset);
      bytes.put(offset, ZEROS, 0, chunk);
      offset += chunk;
    }
  }
}
