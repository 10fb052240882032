package vdsl.block;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Reads little-endian values and never past its end: whatever the bytes are, a method returns or
 * throws {@link BlockFormatException}. Confined to one thread.
 */
final class ByteReader {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private final byte[] bytes;
  private final int end;
  private final String what;
  private int position;

  ByteReader(byte[] bytes, int offset, int length, String what) {
    this.bytes = bytes;
    this.position = offset;
    this.end = offset + length;
    this.what = what;
  }

  /** A reader of everything but the {@link Trailer} at the end, which must be right. */
  static ByteReader checked(byte[] bytes, String what) {
    int length = bytes.length - Trailer.BYTES;
    if (length < 0) {
      throw new BlockFormatException(what + " of " + bytes.length + " bytes is truncated");
    }
    int stored = (int) INT.get(bytes, length);
    int computed = Trailer.of(bytes, length);
    if (stored != computed) {
      throw new BlockFormatException(
          String.format("%s: checksum %08x, stored %08x", what, computed, stored));
    }
    return new ByteReader(bytes, 0, length, what);
  }

  void expectMagic(int magic, int version) {
    int foundMagic = u32();
    if (foundMagic != magic) {
      throw new BlockFormatException(
          String.format("%s: magic %08x, expected %08x", what, foundMagic, magic));
    }
    int foundVersion = u16();
    if (foundVersion != version) {
      throw new BlockFormatException(
          what + ": format version " + foundVersion + ", this build reads " + version);
    }
  }

  void expectZero(int value, String field) {
    if (value != 0) {
      throw new BlockFormatException(what + ": " + field + " " + value + ", expected 0");
    }
  }

  void expectEnd() {
    if (position != end) {
      throw new BlockFormatException(what + ": " + (end - position) + " bytes too many");
    }
  }

  int position() {
    return position;
  }

  int remaining() {
    return end - position;
  }

  byte[] array() {
    return bytes;
  }

  int u8() {
    need(1);
    return bytes[position++] & 0xff;
  }

  int u16() {
    need(Short.BYTES);
    return u8() | u8() << 8;
  }

  int u32() {
    need(Integer.BYTES);
    int value = (int) INT.get(bytes, position);
    position += Integer.BYTES;
    return value;
  }

  long i64() {
    need(Long.BYTES);
    long value = (long) LONG.get(bytes, position);
    position += Long.BYTES;
    return value;
  }

  long varint() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      need(1);
      byte next = bytes[position++];
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new BlockFormatException(what + ": varint longer than 10 bytes");
  }

  long zigzag() {
    long value = varint();
    return (value >>> 1) ^ -(value & 1);
  }

  /** A varint in 0..max. */
  int count(int max) {
    long value = varint();
    if (value < 0 || value > max) {
      throw new BlockFormatException(what + ": count " + value + " not in 0.." + max);
    }
    return (int) value;
  }

  /** A string of at most bytesMax bytes. */
  String string(int bytesMax) {
    int length = count(bytesMax);
    return new String(bytes, skip(length), length, StandardCharsets.UTF_8);
  }

  /** Steps over length bytes and returns the position of the first. */
  int skip(int length) {
    if (length < 0) {
      throw new BlockFormatException(what + ": length " + length + " below 0");
    }
    need(length);
    int start = position;
    position += length;
    return start;
  }

  private void need(int length) {
    if (end - position < length) {
      throw new BlockFormatException(
          what + ": truncated, " + length + " bytes needed at " + position + " of " + end);
    }
  }
}
