package vdsl.block;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import vdsl.record.Attribute;
import vdsl.record.LogType;
import vdsl.record.Severity;
import vdsl.record.Utf8;
import vdsl.record.Value;
import vdsl.template.Template;
import vdsl.time.BootId;
import vdsl.time.ClockAnchor;

/**
 * Collects records column by column and encodes them as a body. One record is begun, described and
 * ended; what is longer than {@link BlockLimits#RECORD_BYTES_MAX} is cut and flagged by the
 * attribute {@value #TRUNCATED_ATTRIBUTE}. Reusable after {@link #build}. Confined to one thread.
 */
public final class BlockBuilder {
  /** Attribute that says how many bytes of a record were cut off. */
  public static final String TRUNCATED_ATTRIBUTE = "vdsl.truncated_bytes";

  /** What a record takes beside its text, attributes and names, at most, in raw bytes. */
  private static final int RECORD_OVERHEAD_BYTES = 64;

  /** What the largest next record may still take, in raw bytes. */
  private static final int RECORD_RESERVE_BYTES =
      BlockLimits.RECORD_BYTES_MAX
          + RECORD_OVERHEAD_BYTES
          + HeadFrame.OBJECT_BYTES_MAX
          + HeadFrame.IP_BYTES_MAX
          + Template.PATTERN_BYTES_MAX
          + Template.ARGUMENT_COUNT_MAX * Long.BYTES
          + BlockLimits.ATTRIBUTE_COUNT_MAX * Long.BYTES;

  private static final int UTF8_BYTES_PER_CHAR_MAX = 3;

  /** How frames are compressed. */
  public enum Compression {
    NONE(FrameCodec.NONE),
    ZSTD(FrameCodec.ZSTD),
    LZ4(FrameCodec.LZ4);

    private static final String ZSTD_CLASS = "com.github.luben.zstd.Zstd";

    private final FrameCodec codec;

    Compression(FrameCodec codec) {
      this.codec = codec;
    }

    /** Zstandard where its library is on the class path, else LZ4, which is always there. */
    public static Compression best() {
      try {
        Class.forName(ZSTD_CLASS, false, BlockBuilder.class.getClassLoader());
        return ZSTD;
      } catch (ClassNotFoundException absent) {
        return LZ4;
      }
    }
  }

  private final Compression compression;
  private final TokenCollector tokens = new TokenCollector();
  private final HeadFrame.Writer head = new HeadFrame.Writer();
  private final ContentFrameWriter content = new ContentFrameWriter(tokens);
  private final List<Value> arguments = new ArrayList<>();
  private final List<Attribute> attributes = new ArrayList<>();

  private ClockAnchor anchor = new ClockAnchor(BootId.NONE, 0, 0);
  private int recordCount;
  private int rawBytes;

  private RecordState state = RecordState.NONE;
  private Template template = Template.of("");
  private OptionalLong eventTimeNs = OptionalLong.empty();
  private int recordBytes;
  private long cutBytes;

  private enum RecordState {
    NONE,
    BEGUN,
    TEXT,
    TEMPLATE
  }

  public BlockBuilder(Compression compression) {
    this.compression = compression;
    reset(anchor);
  }

  /** Begins an empty block whose ticks are of the anchor's boot. */
  public void reset(ClockAnchor anchor) {
    this.anchor = anchor;
    recordCount = 0;
    rawBytes = 0;
    state = RecordState.NONE;
    head.clear(anchor.ticks());
    content.clear();
    tokens.clear();
  }

  /**
   * Begins a record.
   *
   * @param ticks raw reading, in nanoseconds, of the anchor's boot
   * @param object cut at {@value HeadFrame#OBJECT_BYTES_MAX} bytes
   * @param pid 0..2^31-1
   */
  public void begin(long ticks, Severity level, LogType type, String object, String ip, int pid) {
    require(state == RecordState.NONE, "begin");
    if (recordCount == BlockLimits.RECORD_COUNT_MAX) {
      throw new IllegalStateException(
          "block has " + recordCount + " records, at most " + BlockLimits.RECORD_COUNT_MAX);
    }
    if (pid < 0) {
      throw new IllegalArgumentException("pid " + pid + " not in 0..2^31-1");
    }
    state = RecordState.BEGUN;
    arguments.clear();
    attributes.clear();
    eventTimeNs = OptionalLong.empty();
    recordBytes = 0;
    cutBytes = 0;
    rawBytes +=
        head.addNames(
            type, cut(object, HeadFrame.OBJECT_BYTES_MAX), cut(ip, HeadFrame.IP_BYTES_MAX));
    head.add(ticks, level, pid);
  }

  /** The record's text as it is. Either this or {@link #template} exactly once per record. */
  public void text(byte[] utf8, int offset, int length) {
    require(state == RecordState.BEGUN, "text");
    state = RecordState.TEXT;
    int kept = take(utf8, offset, length);
    content.addInline(utf8, offset, kept);
  }

  /** The record's text as a pattern; its arguments follow by {@link #argument}. */
  public void template(Template pattern) {
    require(state == RecordState.BEGUN, "template");
    state = RecordState.TEMPLATE;
    template = pattern;
  }

  /** The template's next argument; those over {@link Template#ARGUMENT_COUNT_MAX} are cut. */
  public void argument(Value value) {
    require(state == RecordState.TEMPLATE, "argument");
    if (arguments.size() == Template.ARGUMENT_COUNT_MAX) {
      cutBytes += valueBytes(value);
    } else {
      arguments.add(bounded(value));
    }
  }

  /**
   * One attribute; those over {@link BlockLimits#ATTRIBUTE_COUNT_MAX} are cut, one place being kept
   * for the flag that says so.
   */
  public void attribute(String key, Value value) {
    require(state == RecordState.TEXT || state == RecordState.TEMPLATE, "attribute");
    boolean fits =
        attributes.size() < BlockLimits.ATTRIBUTE_COUNT_MAX - 1
            && !key.isEmpty()
            && key.length() <= Attribute.KEY_LENGTH_MAX
            && content.hasRoomFor(key, attributes.size())
            && recordBytes + key.length() <= BlockLimits.RECORD_BYTES_MAX;
    if (fits) {
      recordBytes += key.length();
      attributes.add(new Attribute(key, bounded(value)));
    } else {
      cutBytes += key.length() + (long) valueBytes(value);
    }
  }

  /** Original timestamp of a record that comes from elsewhere, in nanoseconds since the epoch. */
  public void eventTime(long timeNs) {
    require(state != RecordState.NONE, "eventTime");
    eventTimeNs = OptionalLong.of(timeNs);
  }

  /** Says that the caller has left out this many bytes of the record already. */
  public void truncated(long bytes) {
    require(state != RecordState.NONE, "truncated");
    if (bytes < 0) {
      throw new IllegalArgumentException("truncated bytes " + bytes + " not in 0..2^63-1");
    }
    cutBytes += bytes;
  }

  /** Ends the record: it now belongs to the block. */
  public void end() {
    require(state == RecordState.TEXT || state == RecordState.TEMPLATE, "end");
    if (state == RecordState.TEMPLATE) {
      rawBytes += content.addTemplate(template, arguments);
    }
    for (Attribute attribute : attributes) {
      content.addAttribute(attribute.key(), attribute.value());
    }
    if (cutBytes > 0) {
      content.addAttribute(TRUNCATED_ATTRIBUTE, Value.of(cutBytes));
    }
    content.endRecord(attributes.size() + (cutBytes > 0 ? 1 : 0));
    head.addEventTime(eventTimeNs);
    rawBytes += recordBytes + RECORD_OVERHEAD_BYTES;
    rawBytes += (arguments.size() + attributes.size()) * Long.BYTES;
    recordCount++;
    state = RecordState.NONE;
  }

  /** The clock that the records' ticks are of. */
  public ClockAnchor anchor() {
    return anchor;
  }

  /** Records that belong to the block. */
  public int recordCount() {
    return recordCount;
  }

  /** True when the next record might pass a limit of an open block: build now. */
  public boolean isFull() {
    return recordCount >= BlockLimits.OPEN_RECORD_COUNT_MAX
        || rawBytes + RECORD_RESERVE_BYTES > BlockLimits.OPEN_RAW_BYTES_MAX
        || content.slotCount() + Template.ARGUMENT_COUNT_MAX > BlockLimits.SLOT_COUNT_MAX;
  }

  /** Encodes the records (at least one) and empties the builder, which keeps its anchor. */
  public BlockBody build() {
    require(state == RecordState.NONE && recordCount > 0, "build");
    ByteWriter index = new ByteWriter(256);
    head.writeIndexTo(index);
    byte[] filter = tokens.filterBytes();
    ByteWriter frame1 = new ByteWriter(1 << 15);
    head.writeTo(frame1);
    ByteWriter frame2 = new ByteWriter(1 << 18);
    content.writeTo(frame2);

    ByteWriter out = new ByteWriter(1 << 17);
    writeHeader(out);
    out.append(index);
    out.bytes(filter, 0, filter.length);
    int frame1Bytes = compression.codec.append(frame1, out);
    int frame2Bytes = compression.codec.append(frame2, out);
    int[] lengths = {
      index.size(), filter.length, frame1.size(), frame1Bytes, frame2.size(), frame2Bytes
    };
    for (int i = 0; i < lengths.length; i++) {
      out.u32At(BlockBody.LENGTHS_OFFSET + i * Integer.BYTES, lengths[i]);
    }
    out.seal();
    reset(anchor);
    return BlockBody.parse(out.toByteArray());
  }

  /** Writes the header with lengths of 0: they are known when the frames are compressed. */
  private void writeHeader(ByteWriter out) {
    out.u32(BlockBody.MAGIC);
    out.u16(BlockBody.VERSION);
    out.u8(compression.codec.code());
    out.u8(0);
    out.u32(recordCount);
    for (int i = 0; i < BlockBody.LENGTH_COUNT; i++) {
      out.u32(0);
    }
    out.i64(anchor.boot().value().getMostSignificantBits());
    out.i64(anchor.boot().value().getLeastSignificantBits());
    out.i64(anchor.ticks());
    out.i64(anchor.wallNs());
    out.i64(head.minTicks());
    out.i64(head.maxTicks());
  }

  private Value bounded(Value value) {
    if (value instanceof Value.TextValue textValue) {
      byte[] utf8 = textValue.value().array();
      int kept = take(utf8, 0, utf8.length);
      return kept == utf8.length ? value : new Value.TextValue(Utf8.copyOf(utf8, 0, kept));
    }
    recordBytes += valueBytes(value);
    return value;
  }

  private static int valueBytes(Value value) {
    return value instanceof Value.TextValue textValue ? textValue.value().length() : Long.BYTES;
  }

  /** Takes what the record still has room for, cut at a character's boundary. */
  private int take(byte[] utf8, int offset, int length) {
    int room = Math.max(0, BlockLimits.RECORD_BYTES_MAX - recordBytes);
    int kept = length <= room ? length : characterBoundary(utf8, offset, room);
    recordBytes += kept;
    cutBytes += length - kept;
    return kept;
  }

  /** The largest length up to max that does not split a UTF-8 sequence. */
  private static int characterBoundary(byte[] utf8, int offset, int max) {
    int length = max;
    int sequenceBytesMax = 4;
    while (length > 0 && max - length < sequenceBytesMax && isContinuation(utf8[offset + length])) {
      length--;
    }
    return isContinuation(utf8[offset + length]) ? max : length;
  }

  private static boolean isContinuation(byte next) {
    return (next & 0xc0) == 0x80;
  }

  private String cut(String name, int bytesMax) {
    if (name.length() <= bytesMax / UTF8_BYTES_PER_CHAR_MAX) {
      return name;
    }
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    if (utf8.length <= bytesMax) {
      return name;
    }
    int kept = characterBoundary(utf8, 0, bytesMax);
    cutBytes += utf8.length - kept;
    return new String(utf8, 0, kept, StandardCharsets.UTF_8);
  }

  private void require(boolean allowed, String call) {
    if (!allowed) {
      throw new IllegalStateException(
          call + " in state " + state + " with " + recordCount + " records");
    }
  }
}
