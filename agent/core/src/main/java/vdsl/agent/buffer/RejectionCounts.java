package vdsl.agent.buffer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How many records of each level a process could not leave in its buffer, since the buffer was
 * made. The counts are in the buffer's file, so that they survive the process and whoever drains
 * the buffer reports them. Layout: docs/format/buffer.md. Thread-safe.
 */
public final class RejectionCounts {
  /** Levels are numbers in 1..{@value}. */
  public static final int LEVEL_MAX = 24;

  private static final int TICKS_OFFSET = MappedHalves.PAGE_BYTES + 640;
  private static final int COUNTS_OFFSET = MappedHalves.PAGE_BYTES + 768;
  private static final VarHandle WORDS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final ByteBuffer bytes;

  RejectionCounts(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  /**
   * Counts one record of a level, 1..{@value #LEVEL_MAX}, that was made at a reading of the clock.
   */
  public void count(int level, long ticks) {
    long before = (long) WORDS.getAndAdd(bytes, offset(level), 1L);
    if (before < 0) {
      throw new IllegalStateException("count " + before + " of level " + level);
    }
    WORDS.setRelease(bytes, TICKS_OFFSET, ticks);
  }

  /** Records of a level. */
  public long of(int level) {
    return (long) WORDS.getAcquire(bytes, offset(level));
  }

  /** Records of all levels. */
  public long total() {
    long total = 0;
    for (int level = 1; level <= LEVEL_MAX; level++) {
      total += of(level);
    }
    return total;
  }

  /** Raw clock reading of the latest of them; 0 if there is none. */
  public long latestTicks() {
    return (long) WORDS.getAcquire(bytes, TICKS_OFFSET);
  }

  private static int offset(int level) {
    if (level < 1 || level > LEVEL_MAX) {
      throw new IllegalArgumentException("level " + level + " not in 1.." + LEVEL_MAX);
    }
    return COUNTS_OFFSET + level * Long.BYTES;
  }
}
