package vdsl.block;

import java.util.Arrays;

/**
 * Column of non-negative integers: one constant, one byte each, or one varint each, whichever
 * serves. Layout: docs/format/block.md, "Integer column". Confined to one thread while written,
 * immutable once read.
 */
final class IntColumn {
  private static final int CONSTANT = 0;
  private static final int BYTES = 1;
  private static final int VARINTS = 2;
  private static final int BYTE_MAX = 0xff;

  private int[] values;
  private int size;
  private final boolean constant;

  IntColumn() {
    this(new int[64], 0, false);
  }

  private IntColumn(int[] values, int size, boolean constant) {
    this.values = values;
    this.size = size;
    this.constant = constant;
  }

  void add(int value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
    }
    values[size++] = value;
  }

  int size() {
    return size;
  }

  int get(int index) {
    return values[constant ? 0 : index];
  }

  void clear() {
    size = 0;
  }

  void writeTo(ByteWriter out) {
    int max = 0;
    boolean same = true;
    for (int i = 0; i < size; i++) {
      max = Math.max(max, values[i]);
      same &= values[i] == values[0];
    }
    if (same) {
      out.u8(CONSTANT);
      out.varint(size == 0 ? 0 : values[0]);
    } else if (max <= BYTE_MAX) {
      out.u8(BYTES);
      out.ensure(size);
      for (int i = 0; i < size; i++) {
        out.u8(values[i]);
      }
    } else {
      out.u8(VARINTS);
      for (int i = 0; i < size; i++) {
        out.varint(values[i]);
      }
    }
  }

  /** Reads a column of size values, each in 0..max. */
  static IntColumn read(ByteReader in, int size, int max) {
    int kind = in.u8();
    if (kind == CONSTANT) {
      return new IntColumn(new int[] {in.count(max)}, size, true);
    }
    if (in.remaining() < size) {
      throw new BlockFormatException(
          "integer column of " + size + " values in " + in.remaining() + " bytes");
    }
    int[] values = new int[size];
    for (int i = 0; i < size; i++) {
      values[i] =
          switch (kind) {
            case BYTES -> inRange(in.u8(), max);
            case VARINTS -> in.count(max);
            default -> throw new BlockFormatException("integer column kind " + kind);
          };
    }
    return new IntColumn(values, size, false);
  }

  private static int inRange(int value, int max) {
    if (value > max) {
      throw new BlockFormatException("integer column value " + value + " not in 0.." + max);
    }
    return value;
  }

  /** Sum of all values. */
  long sum() {
    if (constant) {
      return (long) values[0] * size;
    }
    long sum = 0;
    for (int i = 0; i < size; i++) {
      sum += values[i];
    }
    return sum;
  }
}
