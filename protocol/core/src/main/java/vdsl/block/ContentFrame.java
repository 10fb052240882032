package vdsl.block;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import vdsl.record.Attribute;
import vdsl.record.Utf8;
import vdsl.template.Template;

/**
 * Frame 2: texts, templates with their arguments, attributes. Layout: docs/format/block.md, "Frame
 * 2". Immutable.
 */
final class ContentFrame {
  /** Template index of a record whose text stands as it is. */
  static final int INLINE = 0;

  /** What a placeholder shows that has no argument. */
  static final byte[] MISSING_ARGUMENT = {'{', '}'};

  private final List<Template> templates;
  private final IntColumn templateIndexes;

  /** Position of each record among those of its template, or among the inline ones. */
  private final int[] ranks;

  private final TextColumn inlineTexts;
  private final List<Arguments> arguments;
  private final Attributes attributes;

  ContentFrame(BlockBody body) {
    int recordCount = body.recordCount();
    ByteReader in = body.openFrame2();
    templates = readTemplates(in, recordCount);
    templateIndexes = IntColumn.read(in, recordCount, templates.size());
    ranks = new int[recordCount];
    int[] counts = new int[templates.size() + 1];
    for (int i = 0; i < recordCount; i++) {
      ranks[i] = counts[templateIndexes.get(i)]++;
    }
    inlineTexts = TextColumn.read(in, counts[INLINE]);
    arguments = new ArrayList<>(templates.size());
    int slotsLeft = BlockLimits.SLOT_COUNT_MAX;
    for (int t = 0; t < templates.size(); t++) {
      Arguments read = Arguments.read(in, counts[t + 1], slotsLeft);
      slotsLeft -= read.slots.size();
      arguments.add(read);
    }
    attributes = Attributes.read(in, recordCount);
    in.expectEnd();
  }

  private static List<Template> readTemplates(ByteReader in, int recordCount) {
    List<Template> templates = new ArrayList<>();
    for (String pattern : StringDictionary.read(in, recordCount, Template.PATTERN_BYTES_MAX)) {
      try {
        templates.add(Template.of(pattern));
      } catch (IllegalArgumentException invalid) {
        throw new BlockFormatException("frame 2: " + invalid.getMessage(), invalid);
      }
    }
    return templates;
  }

  void appendText(int index, ByteArrayOutputStream out) {
    int templateIndex = templateIndexes.get(index);
    int rank = ranks[index];
    if (templateIndex == INLINE) {
      out.write(inlineTexts.array(), inlineTexts.offset(rank), inlineTexts.length(rank));
    } else {
      arguments.get(templateIndex - 1).render(templates.get(templateIndex - 1), rank, out);
    }
  }

  Utf8 text(int index) {
    if (templateIndexes.get(index) == INLINE) {
      int rank = ranks[index];
      return Utf8.copyOf(inlineTexts.array(), inlineTexts.offset(rank), inlineTexts.length(rank));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    appendText(index, out);
    return Utf8.wrap(out.toByteArray());
  }

  List<Attribute> attributes(int index) {
    return attributes.get(index);
  }

  /** Arguments of one template's records, slot by slot. */
  private static final class Arguments {
    private final IntColumn counts;

    /** Position of each record among those that fill a slot. */
    private final List<int[]> slotRanks = new ArrayList<>();

    private final List<ValueColumn> slots = new ArrayList<>();

    private Arguments(IntColumn counts) {
      this.counts = counts;
    }

    static Arguments read(ByteReader in, int recordCount, int slotsMax) {
      IntColumn counts = IntColumn.read(in, recordCount, Template.ARGUMENT_COUNT_MAX);
      Arguments arguments = new Arguments(counts);
      for (int slot = 0; ; slot++) {
        int[] ranks = new int[recordCount];
        int filled = 0;
        for (int i = 0; i < recordCount; i++) {
          ranks[i] = filled;
          filled += counts.get(i) > slot ? 1 : 0;
        }
        if (filled == 0) {
          return arguments;
        }
        if (slot == slotsMax) {
          throw new BlockFormatException(
              "frame 2: more than " + BlockLimits.SLOT_COUNT_MAX + " argument slots");
        }
        arguments.slotRanks.add(ranks);
        arguments.slots.add(ValueColumn.read(in, filled));
      }
    }

    void render(Template template, int rank, ByteArrayOutputStream out) {
      for (int slot = 0; slot < template.placeholderCount(); slot++) {
        out.writeBytes(template.literal(slot).array());
        if (slot < counts.get(rank)) {
          slots.get(slot).appendTo(slotRanks.get(slot)[rank], out);
        } else {
          out.writeBytes(MISSING_ARGUMENT);
        }
      }
      out.writeBytes(template.literal(template.placeholderCount()).array());
    }
  }

  /** Attributes of all records, one value column per key. */
  private static final class Attributes {
    private final List<String> keys;
    private final int[] starts;
    private final IntColumn keyIndexes;
    private final int[] valueRanks;
    private final List<ValueColumn> values;

    private Attributes(
        List<String> keys,
        int[] starts,
        IntColumn keyIndexes,
        int[] valueRanks,
        List<ValueColumn> values) {
      this.keys = keys;
      this.starts = starts;
      this.keyIndexes = keyIndexes;
      this.valueRanks = valueRanks;
      this.values = values;
    }

    static Attributes read(ByteReader in, int recordCount) {
      IntColumn counts = IntColumn.read(in, recordCount, BlockLimits.ATTRIBUTE_COUNT_MAX);
      int[] starts = new int[recordCount + 1];
      for (int i = 0; i < recordCount; i++) {
        starts[i + 1] = starts[i] + counts.get(i);
      }
      int total = starts[recordCount];
      if (total == 0) {
        return new Attributes(List.of(), starts, new IntColumn(), new int[0], List.of());
      }
      List<String> keys = readKeys(in, total);
      IntColumn keyIndexes = IntColumn.read(in, total, keys.size() - 1);
      int[] valueCounts = new int[keys.size()];
      int[] valueRanks = new int[total];
      for (int i = 0; i < total; i++) {
        valueRanks[i] = valueCounts[keyIndexes.get(i)]++;
      }
      List<ValueColumn> values = new ArrayList<>(keys.size());
      for (int valueCount : valueCounts) {
        values.add(ValueColumn.read(in, valueCount));
      }
      return new Attributes(keys, starts, keyIndexes, valueRanks, values);
    }

    private static List<String> readKeys(ByteReader in, int countMax) {
      int keysMax = Math.min(countMax, BlockLimits.ATTRIBUTE_KEY_COUNT_MAX);
      List<String> keys = StringDictionary.read(in, keysMax, 4 * Attribute.KEY_LENGTH_MAX);
      if (keys.isEmpty()) {
        throw new BlockFormatException("frame 2: attributes without keys");
      }
      for (String key : keys) {
        if (key.isEmpty() || key.length() > Attribute.KEY_LENGTH_MAX) {
          throw new BlockFormatException(
              "frame 2: attribute key of " + key.length() + " characters");
        }
      }
      return keys;
    }

    List<Attribute> get(int index) {
      if (starts[index] == starts[index + 1]) {
        return List.of();
      }
      List<Attribute> attributes = new ArrayList<>(starts[index + 1] - starts[index]);
      for (int i = starts[index]; i < starts[index + 1]; i++) {
        int key = keyIndexes.get(i);
        attributes.add(new Attribute(keys.get(key), values.get(key).get(valueRanks[i])));
      }
      return attributes;
    }
  }
}
