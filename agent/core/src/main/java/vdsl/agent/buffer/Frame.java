package vdsl.agent.buffer;

import java.nio.ByteBuffer;

/**
 * The committed frame at which a drain stands; valid until the drain moves. Confined to the drain's
 * thread.
 */
public final class Frame {
  private final ByteBuffer bytes;
  private int offset;
  private long word;

  Frame(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  void moveTo(int newOffset, long newWord) {
    offset = newOffset;
    word = newWord;
  }

  int spanBytes() {
    return FrameWord.spanBytes(word);
  }

  public int kind() {
    return FrameWord.kind(word);
  }

  public int flags() {
    return FrameWord.flags(word);
  }

  /** Raw clock reading of the record. */
  public long ticks() {
    return bytes.getLong(offset + FrameWord.TICKS_OFFSET);
  }

  /** Where in {@link #bytes} the payload begins. */
  public int payloadOffset() {
    return offset + FrameWord.HEADER_BYTES;
  }

  public int payloadBytes() {
    return FrameWord.length(word) - FrameWord.HEADER_BYTES;
  }

  /** The memory of the buffer, little-endian; only to be read, by absolute gets. */
  public ByteBuffer bytes() {
    return bytes;
  }
}
