package vdsl.cli;

import java.util.Arrays;
import vdsl.block.BlockLimits;

/**
 * One line while it is read: its first {@link #KEPT_BYTES_MAX} bytes and how many there were.
 * Confined to one thread.
 */
final class LineBuffer {
  /** A record keeps at most this much of a line; the rest is counted, not held. */
  static final int KEPT_BYTES_MAX = BlockLimits.RECORD_BYTES_MAX;

  private byte[] bytes = new byte[1 << 10];
  private int kept;
  private long total;
  private byte last;

  void append(byte[] source, int offset, int length) {
    if (length == 0) {
      return;
    }
    int taken = Math.min(length, KEPT_BYTES_MAX - kept);
    if (bytes.length < kept + taken) {
      bytes = Arrays.copyOf(bytes, Math.max(kept + taken, 2 * bytes.length));
    }
    System.arraycopy(source, offset, bytes, kept, taken);
    kept += taken;
    total += length;
    last = source[offset + length - 1];
  }

  void append(LineBuffer other) {
    append(other.bytes, 0, other.kept);
    total += other.cutBytes();
  }

  /** Takes a carriage return off the end, if there is one. */
  void dropCarriageReturn() {
    if (total > 0 && last == '\r') {
      total--;
      kept = (int) Math.min(kept, total);
    }
  }

  void clear() {
    kept = 0;
    total = 0;
  }

  byte[] array() {
    return bytes;
  }

  /** Bytes held. */
  int length() {
    return kept;
  }

  /** Bytes the line had beyond those held. */
  long cutBytes() {
    return total - kept;
  }

  /** Bytes the line had. */
  long total() {
    return total;
  }

  boolean isEmpty() {
    return total == 0;
  }
}
