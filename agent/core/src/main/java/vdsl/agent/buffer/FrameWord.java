package vdsl.agent.buffer;

/**
 * First word of a frame, always read and written as a whole, so that a frame is never seen half
 * begun.
 *
 * <pre>
 *  0  i32  length of the frame in bytes, this word included; negative until it is committed,
 *          0 where no writer has begun
 *  4  u8   kind
 *  5  u8   flags
 *  6  u16  lap: how often the position has run through both halves, modulo 2^16
 *  8  i64  raw ticks; padding has none, and may be 8 bytes long
 * 16       payload
 * </pre>
 *
 * A frame begins at a multiple of {@value #ALIGNMENT}. The lap tells a frame from what a page that
 * was never written back after a loss of power still holds of earlier laps.
 */
final class FrameWord {
  static final int ALIGNMENT = 8;
  static final int TICKS_OFFSET = 8;
  static final int HEADER_BYTES = 16;

  /** What fills a half's end, or was claimed in vain. */
  static final int KIND_PADDING = 1;

  static final int KIND_MIN = 2;
  static final int KIND_MAX = 255;
  static final int FLAGS_MAX = 255;

  private static final long LENGTH_MASK = 0xFFFF_FFFFL;
  private static final int KIND_SHIFT = 32;
  private static final int FLAGS_SHIFT = 40;
  private static final int LAP_SHIFT = 48;
  private static final int BYTE_MASK = 0xFF;
  private static final long KIND_MASK = 0xFFL << KIND_SHIFT;

  private FrameWord() {}

  static long of(int length, int kind, int flags, long lap) {
    return (length & LENGTH_MASK)
        | ((long) kind << KIND_SHIFT)
        | ((long) flags << FLAGS_SHIFT)
        | (lap << LAP_SHIFT);
  }

  /** Length of the frame; negative if it is begun and not committed. */
  static int length(long word) {
    return (int) word;
  }

  static int kind(long word) {
    return (int) (word >>> KIND_SHIFT) & BYTE_MASK;
  }

  static int flags(long word) {
    return (int) (word >>> FLAGS_SHIFT) & BYTE_MASK;
  }

  static int lap(long word) {
    return (int) (word >>> LAP_SHIFT);
  }

  static boolean isCommitted(long word) {
    return length(word) > 0;
  }

  /** Bytes from this frame's first to the next one's, whether it is committed or not. */
  static int spanBytes(long word) {
    return aligned(Math.abs(length(word)));
  }

  static int aligned(int bytes) {
    return (bytes + (ALIGNMENT - 1)) & -ALIGNMENT;
  }

  /** The same word with the length's sign turned. */
  static long committed(long begunWord) {
    return (begunWord & ~LENGTH_MASK) | (-length(begunWord) & LENGTH_MASK);
  }

  /** The word that commits the frame as padding. */
  static long aborted(long begunWord) {
    return (committed(begunWord) & ~KIND_MASK) | ((long) KIND_PADDING << KIND_SHIFT);
  }
}
