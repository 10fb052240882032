package vdsl.agent.buffer;

import java.nio.ByteBuffer;

/**
 * The writers' side of a buffer's memory: claim, commit, abort; see {@link DoubleBuffer}. It knows
 * no file. Thread-safe, lock-free.
 */
final class FrameClaims {
  private final MappedHalves halves;
  private final ByteBuffer bytes;
  private final int payloadBytesMax;

  FrameClaims(MappedHalves halves) {
    this.halves = halves;
    this.bytes = halves.bytes();
    this.payloadBytesMax = halves.frameBytesMax() - FrameWord.HEADER_BYTES;
  }

  int payloadBytesMax() {
    return payloadBytesMax;
  }

  /**
   * A frame's payload offset, or a negative code. A frame that would not fit into its half begins
   * the next one; the rest of the half is claimed in the same step, and a claim that is refused
   * changes nothing, so that no drain can see one half done.
   */
  int claim(int kind, int flags, long ticks, int payloadBytes) {
    checkTag(kind, flags);
    if (payloadBytes < 0 || payloadBytes > payloadBytesMax) {
      return DoubleBuffer.TOO_LARGE;
    }
    int frameBytes = FrameWord.HEADER_BYTES + payloadBytes;
    int spanBytes = FrameWord.aligned(frameBytes);
    while (true) {
      long from = halves.positionOrClosed();
      if (from < 0) {
        return DoubleBuffer.CLOSED;
      }
      long halfEnd = halves.halfEnd(from);
      long at = spanBytes <= halfEnd - from ? from : halfEnd;
      if (at >= halves.limit()) {
        return DoubleBuffer.FULL;
      }
      if (halves.advance(from, at + spanBytes)) {
        if (at > from) {
          pad(from, (int) (at - from));
        }
        return begin(at, FrameWord.of(-frameBytes, kind, flags, halves.lap(at)), ticks);
      }
      Thread.onSpinWait();
    }
  }

  private static void checkTag(int kind, int flags) {
    if (kind < FrameWord.KIND_MIN || kind > FrameWord.KIND_MAX) {
      throw new IllegalArgumentException(
          "kind " + kind + " not in " + FrameWord.KIND_MIN + ".." + FrameWord.KIND_MAX);
    }
    if (flags < 0 || flags > FrameWord.FLAGS_MAX) {
      throw new IllegalArgumentException("flags " + flags + " not in 0.." + FrameWord.FLAGS_MAX);
    }
  }

  private int begin(long position, long word, long ticks) {
    int offset = halves.offset(position);
    halves.begin(offset, word);
    bytes.putLong(offset + FrameWord.TICKS_OFFSET, ticks);
    return offset + FrameWord.HEADER_BYTES;
  }

  private void pad(long position, int paddingBytes) {
    halves.publish(
        halves.offset(position),
        FrameWord.of(paddingBytes, FrameWord.KIND_PADDING, 0, halves.lap(position)));
  }

  void commit(int payloadOffset) {
    int offset = payloadOffset - FrameWord.HEADER_BYTES;
    halves.publish(offset, FrameWord.committed(halves.word(offset)));
  }

  void abort(int payloadOffset) {
    int offset = payloadOffset - FrameWord.HEADER_BYTES;
    halves.publish(offset, FrameWord.aborted(halves.word(offset)));
  }
}
