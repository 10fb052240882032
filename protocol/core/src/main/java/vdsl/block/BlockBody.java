package vdsl.block;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import vdsl.record.LogType;
import vdsl.record.Severity;
import vdsl.time.BootId;
import vdsl.time.ClockAnchor;

/**
 * An encoded run of consecutive records, checked and ready to be read. It knows neither its node
 * nor its Ids nor cluster time: the {@link Stamp} does. Immutable.
 *
 * <pre>
 * +----------+---------+--------------+----------------+----------------+---------+
 * | header   | index   | token filter | frame 1        | frame 2        | trailer |
 * | 84 bytes | levels, | or nothing   | ticks, levels, | templates,     | crc32c, |
 * |          | types   |              | objects, ...   | arguments, ... | masked  |
 * +----------+---------+--------------+----------------+----------------+---------+
 * </pre>
 *
 * Byte by byte: docs/format/block.md.
 */
public final class BlockBody {
  static final int MAGIC = 0x42424456; // "VDBB"
  static final int VERSION = 1;

  static final int LENGTHS_OFFSET = 12;
  static final int LENGTH_COUNT = 6;
  static final int HEADER_BYTES = 84;

  private final byte[] bytes;
  private final Header header;
  private final SortedMap<Severity, Integer> levelCounts;
  private final List<LogType> types;

  /** The fixed fields, as they stand in the bytes. */
  record Header(
      FrameCodec codec,
      int recordCount,
      Lengths lengths,
      ClockAnchor anchor,
      long minTicks,
      long maxTicks) {}

  /** Lengths of the parts, in bytes; raw is before compression. */
  record Lengths(int index, int filter, int raw1, int frame1, int raw2, int frame2) {
    static Lengths read(ByteReader in) {
      Lengths lengths = new Lengths(in.u32(), in.u32(), in.u32(), in.u32(), in.u32(), in.u32());
      requireAtMost(lengths.index, BlockLimits.FRAME_RAW_BYTES_MAX, "index");
      requireAtMost(lengths.filter, BlockLimits.FRAME_RAW_BYTES_MAX, "filter");
      requireAtMost(lengths.raw1, BlockLimits.FRAME_RAW_BYTES_MAX, "frame 1");
      requireAtMost(lengths.frame1, lengths.raw1, "compressed frame 1");
      requireAtMost(lengths.raw2, BlockLimits.FRAME_RAW_BYTES_MAX, "frame 2");
      requireAtMost(lengths.frame2, lengths.raw2, "compressed frame 2");
      return lengths;
    }

    private static void requireAtMost(int length, int max, String part) {
      if (length < 0 || length > max) {
        throw new BlockFormatException(
            "body: " + part + " of " + (length & 0xffffffffL) + " bytes, at most " + max);
      }
    }

    int filterOffset() {
      return HEADER_BYTES + index;
    }

    int frame1Offset() {
      return filterOffset() + filter;
    }

    int frame2Offset() {
      return frame1Offset() + frame1;
    }

    long bodyBytes() {
      return (long) HEADER_BYTES + index + filter + frame1 + frame2 + Trailer.BYTES;
    }
  }

  private BlockBody(
      byte[] bytes, Header header, SortedMap<Severity, Integer> levelCounts, List<LogType> types) {
    this.bytes = bytes;
    this.header = header;
    this.levelCounts = Collections.unmodifiableSortedMap(levelCounts);
    this.types = types;
  }

  /**
   * Checks length, checksum, header and index of a body and takes the array over; the columns are
   * decoded on demand by {@link BlockReader}.
   *
   * @throws BlockFormatException if the bytes are damaged, oversized or of another version
   */
  public static BlockBody parse(byte[] bytes) {
    if (bytes.length > BlockLimits.BODY_BYTES_MAX) {
      throw new BlockFormatException(
          "body of " + bytes.length + " bytes, at most " + BlockLimits.BODY_BYTES_MAX);
    }
    ByteReader in = ByteReader.checked(bytes, "body");
    Header header = readHeader(in);
    if (header.lengths.bodyBytes() != bytes.length) {
      throw new BlockFormatException(
          "body of " + bytes.length + " bytes, its header says " + header.lengths.bodyBytes());
    }
    if (header.lengths.filter % Long.BYTES != 0) {
      throw new BlockFormatException(
          "body: filter of " + header.lengths.filter + " bytes, not a multiple of 8");
    }
    ByteReader index = new ByteReader(bytes, HEADER_BYTES, header.lengths.index, "body index");
    SortedMap<Severity, Integer> levelCounts = readLevelCounts(index, header.recordCount);
    List<LogType> types = readTypes(index, header.recordCount);
    index.expectEnd();
    return new BlockBody(bytes, header, levelCounts, types);
  }

  private static Header readHeader(ByteReader in) {
    in.expectMagic(MAGIC, VERSION);
    FrameCodec codec = FrameCodec.ofCode(in.u8());
    in.expectZero(in.u8(), "flags");
    int recordCount = in.u32();
    if (recordCount < 1 || recordCount > BlockLimits.RECORD_COUNT_MAX) {
      throw new BlockFormatException(
          "body: record count " + recordCount + " not in 1.." + BlockLimits.RECORD_COUNT_MAX);
    }
    Lengths lengths = Lengths.read(in);
    BootId boot = new BootId(new UUID(in.i64(), in.i64()));
    ClockAnchor anchor = new ClockAnchor(boot, in.i64(), in.i64());
    long minTicks = in.i64();
    long maxTicks = in.i64();
    if (maxTicks < minTicks) {
      throw new BlockFormatException("body: ticks from " + minTicks + " to " + maxTicks);
    }
    return new Header(codec, recordCount, lengths, anchor, minTicks, maxTicks);
  }

  private static SortedMap<Severity, Integer> readLevelCounts(ByteReader in, int recordCount) {
    SortedMap<Severity, Integer> counts = new TreeMap<>();
    int total = 0;
    for (int left = in.count(Severity.NUMBER_MAX); left > 0; left--) {
      int number = in.u8();
      if (number < Severity.NUMBER_MIN || number > Severity.NUMBER_MAX) {
        throw new BlockFormatException("body index: severity " + number + " not in 1..24");
      }
      int count = in.count(recordCount - total);
      total += count;
      if (counts.put(new Severity(number), count) != null) {
        throw new BlockFormatException("body index: severity " + number + " twice");
      }
    }
    if (total != recordCount) {
      throw new BlockFormatException(
          "body index: levels of " + total + " records, not " + recordCount);
    }
    return counts;
  }

  private static List<LogType> readTypes(ByteReader in, int recordCount) {
    List<LogType> types = new ArrayList<>();
    try {
      for (String type : StringDictionary.read(in, recordCount, LogType.LENGTH_MAX)) {
        types.add(new LogType(type));
      }
    } catch (IllegalArgumentException invalid) {
      throw new BlockFormatException("body index: " + invalid.getMessage(), invalid);
    }
    if (types.isEmpty()) {
      throw new BlockFormatException("body index: no types");
    }
    return List.copyOf(types);
  }

  /** Number of records, 1..{@link BlockLimits#RECORD_COUNT_MAX}. */
  public int recordCount() {
    return header.recordCount;
  }

  /**
   * Boot of the ticks, and its clocks' reading when the block was begun; {@link BootId#NONE} if the
   * ticks are cluster time.
   */
  public ClockAnchor anchor() {
    return header.anchor;
  }

  public long minTicks() {
    return header.minTicks;
  }

  public long maxTicks() {
    return header.maxTicks;
  }

  /** Records per level. */
  public SortedMap<Severity, Integer> levelCounts() {
    return levelCounts;
  }

  /** Distinct types, in the order in which they first appear. */
  public List<LogType> types() {
    return types;
  }

  /** Encoding of the token filter; empty where the block has none and must always be read. */
  public byte[] filterBytes() {
    int offset = header.lengths.filterOffset();
    return Arrays.copyOfRange(bytes, offset, offset + header.lengths.filter);
  }

  public BodyDigest digest() {
    return BodyDigest.of(bytes);
  }

  /** The encoded body itself, for reading only. */
  public byte[] bytes() {
    return bytes;
  }

  ByteReader openFrame1() {
    Lengths lengths = header.lengths;
    return header.codec.open(bytes, lengths.frame1Offset(), lengths.frame1, lengths.raw1);
  }

  ByteReader openFrame2() {
    Lengths lengths = header.lengths;
    return header.codec.open(bytes, lengths.frame2Offset(), lengths.frame2, lengths.raw2);
  }

  @Override
  public String toString() {
    return "body of " + header.recordCount + " records, " + bytes.length + " bytes";
  }
}
