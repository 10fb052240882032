package vdsl.block;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import vdsl.record.Utf8;
import vdsl.record.Value;

/**
 * Column of template arguments or attribute values of one slot: their kinds, then the integers,
 * doubles and texts, each in order. Layout: docs/format/block.md, "Value column". Immutable.
 */
final class ValueColumn {
  private static final int LONG = 0;
  private static final int DOUBLE = 1;
  private static final int TEXT = 2;
  private static final int TRUE = 3;
  private static final int FALSE = 4;
  private static final int NULL = 5;

  private static final byte[] TRUE_TEXT = {'t', 'r', 'u', 'e'};
  private static final byte[] FALSE_TEXT = {'f', 'a', 'l', 's', 'e'};
  private static final byte[] NULL_TEXT = {'n', 'u', 'l', 'l'};

  private final IntColumn kinds;
  private final int[] ranks;
  private final long[] longs;
  private final double[] doubles;
  private final TextColumn texts;

  private ValueColumn(
      IntColumn kinds, int[] ranks, long[] longs, double[] doubles, TextColumn texts) {
    this.kinds = kinds;
    this.ranks = ranks;
    this.longs = longs;
    this.doubles = doubles;
    this.texts = texts;
  }

  static ValueColumn read(ByteReader in, int size) {
    IntColumn kinds = IntColumn.read(in, size, NULL);
    int[] counts = new int[NULL + 1];
    int[] ranks = new int[size];
    for (int i = 0; i < size; i++) {
      ranks[i] = counts[kinds.get(i)]++;
    }
    if ((long) counts[LONG] + (long) counts[DOUBLE] * Double.BYTES > in.remaining()) {
      throw new BlockFormatException(
          "value column of " + size + " numbers in " + in.remaining() + " bytes");
    }
    long[] longs = new long[counts[LONG]];
    for (int i = 0; i < longs.length; i++) {
      longs[i] = in.zigzag();
    }
    double[] doubles = new double[counts[DOUBLE]];
    for (int i = 0; i < doubles.length; i++) {
      doubles[i] = Double.longBitsToDouble(in.i64());
    }
    return new ValueColumn(kinds, ranks, longs, doubles, TextColumn.read(in, counts[TEXT]));
  }

  Value get(int index) {
    int rank = ranks[index];
    return switch (kinds.get(index)) {
      case LONG -> new Value.LongValue(longs[rank]);
      case DOUBLE -> new Value.DoubleValue(doubles[rank]);
      case TEXT ->
          new Value.TextValue(Utf8.copyOf(texts.array(), texts.offset(rank), texts.length(rank)));
      case TRUE -> new Value.BooleanValue(true);
      case FALSE -> new Value.BooleanValue(false);
      default -> Value.NULL;
    };
  }

  /** Appends the value as a rendered message shows it. */
  void appendTo(int index, ByteArrayOutputStream out) {
    int rank = ranks[index];
    switch (kinds.get(index)) {
      case LONG -> out.writeBytes(rendered(longs[rank]));
      case DOUBLE -> out.writeBytes(rendered(doubles[rank]));
      case TEXT -> out.write(texts.array(), texts.offset(rank), texts.length(rank));
      case TRUE -> out.writeBytes(TRUE_TEXT);
      case FALSE -> out.writeBytes(FALSE_TEXT);
      default -> out.writeBytes(NULL_TEXT);
    }
  }

  private static byte[] rendered(long value) {
    return Long.toString(value).getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] rendered(double value) {
    return Double.toString(value).getBytes(StandardCharsets.US_ASCII);
  }

  /** Gathers a column. Confined to one thread. */
  static final class Writer {
    private final IntColumn kinds = new IntColumn();
    private final ByteWriter longs = new ByteWriter(64);
    private final ByteWriter doubles = new ByteWriter(64);
    private final TextColumn.Writer texts = new TextColumn.Writer();

    /** Adds a value and feeds its rendered form to the tokens of the text it is part of. */
    void add(Value value, TokenCollector tokens) {
      if (value instanceof Value.LongValue number) {
        kinds.add(LONG);
        longs.zigzag(number.value());
        feed(rendered(number.value()), tokens);
      } else if (value instanceof Value.DoubleValue number) {
        kinds.add(DOUBLE);
        doubles.i64(Double.doubleToRawLongBits(number.value()));
        feed(rendered(number.value()), tokens);
      } else if (value instanceof Value.TextValue text) {
        addText(text.value().array(), 0, text.value().length(), tokens);
      } else if (value instanceof Value.BooleanValue bool) {
        kinds.add(bool.value() ? TRUE : FALSE);
        feed(bool.value() ? TRUE_TEXT : FALSE_TEXT, tokens);
      } else {
        kinds.add(NULL);
        feed(NULL_TEXT, tokens);
      }
    }

    void addText(byte[] utf8, int offset, int length, TokenCollector tokens) {
      kinds.add(TEXT);
      texts.add(utf8, offset, length);
      tokens.feed(utf8, offset, length);
    }

    private static void feed(byte[] rendered, TokenCollector tokens) {
      tokens.feed(rendered, 0, rendered.length);
    }

    void writeTo(ByteWriter out) {
      kinds.writeTo(out);
      out.append(longs);
      out.append(doubles);
      texts.writeTo(out);
    }
  }
}
