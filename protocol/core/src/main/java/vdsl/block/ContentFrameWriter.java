package vdsl.block;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import vdsl.record.Value;
import vdsl.template.Template;

/** Gathers {@link ContentFrame frame 2}. Confined to one thread. */
final class ContentFrameWriter {
  private final TokenCollector tokens;
  private final Map<Template, TemplateRecords> templates = new LinkedHashMap<>();
  private final IntColumn templateIndexes = new IntColumn();
  private final TextColumn.Writer inlineTexts = new TextColumn.Writer();
  private final IntColumn attributeCounts = new IntColumn();
  private final StringDictionary attributeKeys = new StringDictionary();
  private final IntColumn attributeKeyIndexes = new IntColumn();
  private final List<ValueColumn.Writer> attributeValues = new ArrayList<>();
  private int slotCount;

  /** Records of one template: how many arguments each has, and the arguments by slot. */
  private static final class TemplateRecords {
    final int index;
    final IntColumn argumentCounts = new IntColumn();
    final List<ValueColumn.Writer> slots = new ArrayList<>();

    TemplateRecords(int index) {
      this.index = index;
    }

    ValueColumn.Writer slot(int slot) {
      if (slot == slots.size()) {
        slots.add(new ValueColumn.Writer());
      }
      return slots.get(slot);
    }
  }

  ContentFrameWriter(TokenCollector tokens) {
    this.tokens = tokens;
  }

  void clear() {
    slotCount = 0;
    templates.clear();
    templateIndexes.clear();
    inlineTexts.clear();
    attributeCounts.clear();
    attributeKeys.clear();
    attributeKeyIndexes.clear();
    attributeValues.clear();
  }

  void addInline(byte[] utf8, int offset, int length) {
    templateIndexes.add(ContentFrame.INLINE);
    inlineTexts.add(utf8, offset, length);
    tokens.feed(utf8, offset, length);
    tokens.endText();
  }

  /**
   * Adds a record's pattern and arguments; returns the pattern's bytes if the block is new to it.
   */
  int addTemplate(Template template, List<Value> arguments) {
    int known = templates.size();
    TemplateRecords records =
        templates.computeIfAbsent(template, t -> new TemplateRecords(templates.size() + 1));
    int slotsBefore = records.slots.size();
    templateIndexes.add(records.index);
    records.argumentCounts.add(arguments.size());
    int placeholders = template.placeholderCount();
    for (int slot = 0; slot < placeholders; slot++) {
      feed(template.literal(slot).array());
      if (slot < arguments.size()) {
        records.slot(slot).add(arguments.get(slot), tokens);
      } else {
        feed(ContentFrame.MISSING_ARGUMENT);
      }
    }
    feed(template.literal(placeholders).array());
    tokens.endText();
    for (int slot = placeholders; slot < arguments.size(); slot++) {
      records.slot(slot).add(arguments.get(slot), tokens);
      tokens.endText();
    }
    slotCount += records.slots.size() - slotsBefore;
    return templates.size() > known ? template.patternBytes() : 0;
  }

  /** Argument slots of all templates. */
  int slotCount() {
    return slotCount;
  }

  /** True if an attribute of this key finds a place beside so many others not added yet. */
  boolean hasRoomFor(String key, int pending) {
    return attributeKeys.contains(key)
        || attributeKeys.size() + pending < BlockLimits.ATTRIBUTE_KEY_COUNT_MAX - 1;
  }

  private void feed(byte[] utf8) {
    tokens.feed(utf8, 0, utf8.length);
  }

  void addAttribute(String key, Value value) {
    int index = attributeKeys.indexOf(key);
    if (index == attributeValues.size()) {
      attributeValues.add(new ValueColumn.Writer());
    }
    attributeKeyIndexes.add(index);
    attributeValues.get(index).add(value, tokens);
    tokens.endText();
  }

  void endRecord(int attributeCount) {
    attributeCounts.add(attributeCount);
  }

  void writeTo(ByteWriter out) {
    out.varint(templates.size());
    for (Template template : templates.keySet()) {
      out.string(template.pattern());
    }
    templateIndexes.writeTo(out);
    inlineTexts.writeTo(out);
    for (TemplateRecords records : templates.values()) {
      records.argumentCounts.writeTo(out);
      for (ValueColumn.Writer slot : records.slots) {
        slot.writeTo(out);
      }
    }
    attributeCounts.writeTo(out);
    if (attributeKeyIndexes.size() > 0) {
      attributeKeys.writeTo(out);
      attributeKeyIndexes.writeTo(out);
      for (ValueColumn.Writer values : attributeValues) {
        values.writeTo(out);
      }
    }
  }
}
