package vdsl.agent.capture;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import vdsl.block.BlockLimits;

/**
 * Bytes of one record's payload, gathered before a place for them is claimed. What a record holds
 * beyond {@link BlockLimits#RECORD_BYTES_MAX} is left out and counted. Confined to one thread.
 */
final class ItemWriter {
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** An ordinary record. */
  private static final int CAPACITY_FIRST = 512;

  /** A larger array, needed by a stack trace, is not kept. */
  private static final int CAPACITY_KEPT_MAX = 8 << 10;

  private static final int UTF8_BYTES_PER_CHAR_MAX = 3;
  private static final int SUPPLEMENTARY_BYTES = 4;

  private byte[] bytes = new byte[CAPACITY_FIRST];
  private int size;
  private int contentBytes;
  private long cutBytes;

  void begin() {
    if (bytes.length > CAPACITY_KEPT_MAX) {
      bytes = new byte[CAPACITY_FIRST];
    }
    size = RecordLayout.ITEMS_OFFSET;
    contentBytes = 0;
    cutBytes = 0;
    setInt(RecordLayout.TYPE_OFFSET, RecordLayout.INLINE);
  }

  /** The payload, with what was cut written into it. */
  byte[] finished() {
    setInt(RecordLayout.CUT_OFFSET, (int) Math.min(cutBytes, Integer.MAX_VALUE));
    return bytes;
  }

  int size() {
    return size;
  }

  void cut(long leftOutBytes) {
    cutBytes += leftOutBytes;
  }

  void setInt(int offset, int value) {
    INTS.set(bytes, offset, value);
  }

  /** Whether so many more bytes of items fit, beside text, which is bounded by itself. */
  private boolean hasRoom(int more) {
    return size + more
        <= RecordLayout.PAYLOAD_BYTES_MAX - (BlockLimits.RECORD_BYTES_MAX - contentBytes);
  }

  private void ensure(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
    }
  }

  private boolean begins(int more) {
    if (!hasRoom(more)) {
      cutBytes += more;
      return false;
    }
    ensure(more);
    return true;
  }

  /** A code alone: true, false, null. */
  void code(int code) {
    if (begins(1)) {
      bytes[size++] = (byte) code;
    }
  }

  void longItem(int code, long value) {
    if (begins(1 + Long.BYTES)) {
      bytes[size++] = (byte) code;
      putLong(value);
    }
  }

  void numberItem(int code, int number) {
    if (begins(1 + Integer.BYTES)) {
      bytes[size++] = (byte) code;
      putInt(number);
    }
  }

  void textItem(int code, String text) {
    if (begins(1 + Integer.BYTES)) {
      bytes[size++] = (byte) code;
      putText(text);
    }
  }

  void textItem(int code, byte[] utf8, int offset, int length) {
    if (begins(1 + Integer.BYTES)) {
      bytes[size++] = (byte) code;
      int kept = Math.min(length, BlockLimits.RECORD_BYTES_MAX - contentBytes);
      ensure(Integer.BYTES + kept);
      putInt(kept);
      System.arraycopy(utf8, offset, bytes, size, kept);
      size += kept;
      contentBytes += kept;
      cutBytes += length - kept;
    }
  }

  void sourceItem(int sourceNumber, long position, long fingerprint) {
    if (begins(1 + Integer.BYTES + 2 * Long.BYTES)) {
      bytes[size++] = (byte) RecordLayout.SOURCE;
      putInt(sourceNumber);
      putLong(position);
      putLong(fingerprint);
    }
  }

  /**
   * Begins the item of an attribute: its code and key; its value's content follows by {@link
   * #value}.
   *
   * @param valueBytes what the value will take beside text
   * @return whether there is room
   */
  boolean attribute(int valueCode, int keyNumber, String key, int valueBytes) {
    int more = 1 + 2 * Integer.BYTES + valueBytes;
    if (!begins(more + (keyNumber == RecordLayout.INLINE ? key.length() : 0))) {
      return false;
    }
    bytes[size++] = (byte) (RecordLayout.ATTRIBUTE + valueCode);
    putInt(keyNumber);
    if (keyNumber == RecordLayout.INLINE) {
      putText(key);
    }
    return true;
  }

  void value(long value) {
    ensure(Long.BYTES);
    putLong(value);
  }

  void value(int number) {
    ensure(Integer.BYTES);
    putInt(number);
  }

  void value(String text) {
    putText(text);
  }

  private void putInt(int value) {
    INTS.set(bytes, size, value);
    size += Integer.BYTES;
  }

  private void putLong(long value) {
    LONGS.set(bytes, size, value);
    size += Long.BYTES;
  }

  /** Length and UTF-8 of a text, as much as the record has room for. */
  private void putText(String text) {
    int room = BlockLimits.RECORD_BYTES_MAX - contentBytes;
    int chars = text.length();
    ensure(Integer.BYTES + (int) Math.min((long) chars * UTF8_BYTES_PER_CHAR_MAX, room));
    int start = size + Integer.BYTES;
    byte[] out = bytes;
    int plain = Math.min(chars, room);
    int index = 0;
    while (index < plain && text.charAt(index) < 0x80) {
      out[start + index] = (byte) text.charAt(index);
      index++;
    }
    int length = index == chars ? chars : putUtf8(text, index, start, room);
    INTS.set(bytes, size, length);
    size = start + length;
    contentBytes += length;
  }

  /** Goes on behind the first ASCII characters of a text; returns the length of all. */
  private int putUtf8(String text, int from, int start, int room) {
    int at = start + from;
    int end = start + room;
    int index = from;
    while (index < text.length()) {
      int codePoint = text.codePointAt(index);
      int width = width(codePoint);
      if (at + width > end) {
        cutBytes += remainingBytes(text, index);
        break;
      }
      at = putCodePoint(codePoint, width, at);
      index += Character.charCount(codePoint);
    }
    return at - start;
  }

  private static long remainingBytes(String text, int from) {
    long total = 0;
    int index = from;
    while (index < text.length()) {
      int codePoint = text.codePointAt(index);
      total += width(codePoint);
      index += Character.charCount(codePoint);
    }
    return total;
  }

  /** Bytes of a code point; half of a surrogate pair becomes a question mark. */
  private static int width(int codePoint) {
    if (codePoint < 0x80 || isSurrogate(codePoint)) {
      return 1;
    }
    if (codePoint < 0x800) {
      return 2;
    }
    return codePoint < Character.MIN_SUPPLEMENTARY_CODE_POINT
        ? UTF8_BYTES_PER_CHAR_MAX
        : SUPPLEMENTARY_BYTES;
  }

  private static boolean isSurrogate(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  private int putCodePoint(int codePoint, int width, int at) {
    byte[] out = bytes;
    switch (width) {
      case 1 -> out[at] = isSurrogate(codePoint) ? (byte) '?' : (byte) codePoint;
      case 2 -> {
        out[at] = (byte) (0xc0 | (codePoint >> 6));
        out[at + 1] = tail(codePoint);
      }
      case UTF8_BYTES_PER_CHAR_MAX -> {
        out[at] = (byte) (0xe0 | (codePoint >> 12));
        out[at + 1] = tail(codePoint >> 6);
        out[at + 2] = tail(codePoint);
      }
      default -> {
        out[at] = (byte) (0xf0 | (codePoint >> 18));
        out[at + 1] = tail(codePoint >> 12);
        out[at + 2] = tail(codePoint >> 6);
        out[at + 3] = tail(codePoint);
      }
    }
    return at + width;
  }

  private static byte tail(int bits) {
    return (byte) (0x80 | (bits & 0x3f));
  }
}
