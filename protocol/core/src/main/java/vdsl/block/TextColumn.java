package vdsl.block;

/** Column of byte strings: the lengths, then all bytes. Layout: docs/format/block.md. */
final class TextColumn {
  private final byte[] bytes;
  private final int[] starts;

  private TextColumn(byte[] bytes, int[] starts) {
    this.bytes = bytes;
    this.starts = starts;
  }

  static TextColumn read(ByteReader in, int size) {
    IntColumn lengths = IntColumn.read(in, size, BlockLimits.FRAME_RAW_BYTES_MAX);
    long total = lengths.sum();
    if (total > in.remaining()) {
      throw new BlockFormatException(
          "text column of " + total + " bytes in " + in.remaining() + " bytes");
    }
    int[] starts = new int[size + 1];
    starts[0] = in.skip((int) total);
    for (int i = 0; i < size; i++) {
      starts[i + 1] = starts[i] + lengths.get(i);
    }
    return new TextColumn(in.array(), starts);
  }

  byte[] array() {
    return bytes;
  }

  int offset(int index) {
    return starts[index];
  }

  int length(int index) {
    return starts[index + 1] - starts[index];
  }

  /** Gathers a column. Confined to one thread. */
  static final class Writer {
    private final IntColumn lengths = new IntColumn();
    private final ByteWriter bytes = new ByteWriter(1 << 10);

    void add(byte[] source, int offset, int length) {
      lengths.add(length);
      bytes.bytes(source, offset, length);
    }

    int size() {
      return lengths.size();
    }

    void clear() {
      lengths.clear();
      bytes.clear();
    }

    void writeTo(ByteWriter out) {
      lengths.writeTo(out);
      out.append(bytes);
    }
  }
}
