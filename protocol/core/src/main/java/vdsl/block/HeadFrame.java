package vdsl.block;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import vdsl.record.LogType;
import vdsl.record.Severity;

/**
 * Frame 1: what counts, orders and filters records without their text. Layout:
 * docs/format/block.md, "Frame 1". Immutable.
 */
final class HeadFrame {
  /** An object's name, in UTF-8 bytes: a qualified class name fits several times over. */
  static final int OBJECT_BYTES_MAX = 512;

  /** An IPv6 address with a zone. */
  static final int IP_BYTES_MAX = 64;

  private static final int EVENT_TIMES_ABSENT = 0;
  private static final int EVENT_TIMES_PRESENT = 1;

  private final long[] ticks;
  private final IntColumn levels;
  private final List<LogType> types;
  private final IntColumn typeIndexes;
  private final List<String> objects;
  private final IntColumn objectIndexes;
  private final IntColumn pids;
  private final List<String> ips;
  private final IntColumn ipIndexes;
  private final OptionalLong[] eventTimesNs;

  HeadFrame(BlockBody body) {
    int recordCount = body.recordCount();
    ByteReader in = body.openFrame1();
    ticks = readTicks(in, body);
    levels = IntColumn.read(in, recordCount, Severity.NUMBER_MAX);
    types = body.types();
    typeIndexes = IntColumn.read(in, recordCount, types.size() - 1);
    objects = dictionary(in, recordCount, OBJECT_BYTES_MAX);
    objectIndexes = IntColumn.read(in, recordCount, objects.size() - 1);
    pids = IntColumn.read(in, recordCount, Integer.MAX_VALUE);
    ips = dictionary(in, recordCount, IP_BYTES_MAX);
    ipIndexes = IntColumn.read(in, recordCount, ips.size() - 1);
    eventTimesNs = readEventTimes(in, recordCount);
    in.expectEnd();
    for (int i = 0; i < recordCount; i++) {
      if (levels.get(i) < Severity.NUMBER_MIN) {
        throw new BlockFormatException("frame 1: severity 0 of record " + i);
      }
    }
  }

  private static long[] readTicks(ByteReader in, BlockBody body) {
    long[] ticks = new long[body.recordCount()];
    long previous = body.anchor().ticks();
    for (int i = 0; i < ticks.length; i++) {
      previous += in.zigzag();
      if (previous < body.minTicks() || previous > body.maxTicks()) {
        throw new BlockFormatException("frame 1: ticks of record " + i + " outside the header's");
      }
      ticks[i] = previous;
    }
    return ticks;
  }

  private static List<String> dictionary(ByteReader in, int countMax, int bytesMax) {
    List<String> values = StringDictionary.read(in, countMax, bytesMax);
    if (values.isEmpty()) {
      throw new BlockFormatException("frame 1: empty dictionary");
    }
    return List.copyOf(values);
  }

  private static OptionalLong[] readEventTimes(ByteReader in, int recordCount) {
    int present = in.u8();
    if (present == EVENT_TIMES_ABSENT) {
      return new OptionalLong[0];
    }
    if (present != EVENT_TIMES_PRESENT) {
      throw new BlockFormatException("frame 1: event time marker " + present + " not in 0..1");
    }
    IntColumn has = IntColumn.read(in, recordCount, 1);
    OptionalLong[] times = new OptionalLong[recordCount];
    long previous = 0;
    for (int i = 0; i < recordCount; i++) {
      times[i] = OptionalLong.empty();
      if (has.get(i) == 1) {
        previous += in.zigzag();
        times[i] = OptionalLong.of(previous);
      }
    }
    return times;
  }

  long ticks(int index) {
    return ticks[index];
  }

  int level(int index) {
    return levels.get(index);
  }

  LogType type(int index) {
    return types.get(typeIndexes.get(index));
  }

  List<String> objects() {
    return objects;
  }

  int objectIndex(int index) {
    return objectIndexes.get(index);
  }

  int pid(int index) {
    return pids.get(index);
  }

  String ip(int index) {
    return ips.get(ipIndexes.get(index));
  }

  OptionalLong eventTimeNs(int index) {
    return eventTimesNs.length == 0 ? OptionalLong.empty() : eventTimesNs[index];
  }

  /** Gathers the frame. Confined to one thread. */
  static final class Writer {
    private final ByteWriter ticks = new ByteWriter(1 << 14);
    private final IntColumn levels = new IntColumn();
    private final StringDictionary types = new StringDictionary();
    private final IntColumn typeIndexes = new IntColumn();
    private final StringDictionary objects = new StringDictionary();
    private final IntColumn objectIndexes = new IntColumn();
    private final IntColumn pids = new IntColumn();
    private final StringDictionary ips = new StringDictionary();
    private final IntColumn ipIndexes = new IntColumn();
    private final IntColumn hasEventTime = new IntColumn();
    private final ByteWriter eventTimes = new ByteWriter(64);
    private final int[] levelCounts = new int[Severity.NUMBER_MAX + 1];
    private long previousTicks;
    private long previousEventTimeNs;
    private long minTicks;
    private long maxTicks;

    void clear(long anchorTicks) {
      ticks.clear();
      levels.clear();
      types.clear();
      typeIndexes.clear();
      objects.clear();
      objectIndexes.clear();
      pids.clear();
      ips.clear();
      ipIndexes.clear();
      hasEventTime.clear();
      eventTimes.clear();
      Arrays.fill(levelCounts, 0);
      previousTicks = anchorTicks;
      previousEventTimeNs = 0;
      minTicks = Long.MAX_VALUE;
      maxTicks = Long.MIN_VALUE;
    }

    /** Adds a record's names; returns the bytes of those the block did not have yet. */
    int addNames(LogType type, String object, String ip) {
      int before = types.bytes() + objects.bytes() + ips.bytes();
      typeIndexes.add(types.indexOf(type.value()));
      objectIndexes.add(objects.indexOf(object));
      ipIndexes.add(ips.indexOf(ip));
      return types.bytes() + objects.bytes() + ips.bytes() - before;
    }

    void add(long recordTicks, Severity level, int pid) {
      ticks.zigzag(recordTicks - previousTicks);
      previousTicks = recordTicks;
      minTicks = Math.min(minTicks, recordTicks);
      maxTicks = Math.max(maxTicks, recordTicks);
      levels.add(level.number());
      levelCounts[level.number()]++;
      pids.add(pid);
    }

    void addEventTime(OptionalLong eventTimeNs) {
      hasEventTime.add(eventTimeNs.isPresent() ? 1 : 0);
      if (eventTimeNs.isPresent()) {
        eventTimes.zigzag(eventTimeNs.getAsLong() - previousEventTimeNs);
        previousEventTimeNs = eventTimeNs.getAsLong();
      }
    }

    long minTicks() {
      return minTicks;
    }

    long maxTicks() {
      return maxTicks;
    }

    /** The index section: records per level, and the dictionary of types. */
    void writeIndexTo(ByteWriter out) {
      int levelsPresent = 0;
      for (int count : levelCounts) {
        levelsPresent += count > 0 ? 1 : 0;
      }
      out.varint(levelsPresent);
      for (int number = 0; number < levelCounts.length; number++) {
        if (levelCounts[number] > 0) {
          out.u8(number);
          out.varint(levelCounts[number]);
        }
      }
      types.writeTo(out);
    }

    void writeTo(ByteWriter out) {
      out.append(ticks);
      levels.writeTo(out);
      typeIndexes.writeTo(out);
      objects.writeTo(out);
      objectIndexes.writeTo(out);
      pids.writeTo(out);
      ips.writeTo(out);
      ipIndexes.writeTo(out);
      if (eventTimes.size() == 0) {
        out.u8(EVENT_TIMES_ABSENT);
      } else {
        out.u8(EVENT_TIMES_PRESENT);
        hasEventTime.writeTo(out);
        out.append(eventTimes);
      }
    }
  }
}
