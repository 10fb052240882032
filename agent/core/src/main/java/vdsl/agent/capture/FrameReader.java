package vdsl.agent.capture;

import java.io.Closeable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import vdsl.agent.buffer.BufferHeader;
import vdsl.agent.buffer.Frame;
import vdsl.agent.spool.SourcePosition;
import vdsl.block.BlockBuilder;
import vdsl.record.LogType;
import vdsl.record.Severity;
import vdsl.record.Utf8;
import vdsl.record.Value;
import vdsl.template.Template;
import vdsl.time.BootId;

/**
 * Turns the frames of one buffer into records of a block. A frame is looked at as a whole before
 * anything of it is taken, since after a loss of power its bytes may be anything. Confined to one
 * thread.
 */
public final class FrameReader implements Closeable {
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final String ESCAPED_PLACEHOLDER = "\\{}";
  private static final int NO_SOURCE = 0;

  private final DictionaryReader dictionary;
  private final int pid;
  private final boolean isOfThisBoot;
  private final Map<Integer, LogType> types = new HashMap<>();
  private final Map<Integer, SourcePosition> positions = new HashMap<>();

  private byte[] bytes = new byte[1 << 10];
  private int end;
  private int at;
  private boolean takesArguments;
  private int sourceNumber = NO_SOURCE;
  private long sourcePosition;
  private long sourceFingerprint;

  private FrameReader(DictionaryReader dictionary, int pid, boolean isOfThisBoot) {
    this.dictionary = dictionary;
    this.pid = pid;
    this.isOfThisBoot = isOfThisBoot;
  }

  /**
   * A reader of the frames of a buffer.
   *
   * @param boot this boot of the host
   * @throws CaptureException if the buffer's dictionary is missing or damaged
   */
  public static FrameReader open(Path directory, BufferHeader header, BootId boot) {
    int pid = (int) Math.max(0, Math.min(Integer.MAX_VALUE, header.pid()));
    return new FrameReader(
        DictionaryReader.open(directory, header.identity()),
        pid,
        header.anchor().boot().equals(boot));
  }

  /** Process whose frames these are. */
  public int pid() {
    return pid;
  }

  /** Address of that process's host. */
  public String ip() {
    return dictionary.ip();
  }

  /**
   * Whether the frame's record will be read from its source again: after a loss of power frames
   * before it may be missing, and its position must not hide them.
   */
  public boolean isReadAgain(Frame frame) {
    return !isOfThisBoot && load(frame) && hasSource();
  }

  /**
   * Adds the frame's record to a block that is not full.
   *
   * @return false if the frame holds no record, and nothing was added
   */
  public boolean read(Frame frame, BlockBuilder block) {
    if (!load(frame)) {
      return false;
    }
    begin(frame, block);
    while (at < end) {
      item(block);
    }
    int cut = intAt(RecordLayout.CUT_OFFSET);
    if (cut > 0) {
      block.truncated(cut);
    }
    block.end();
    return true;
  }

  private boolean load(Frame frame) {
    end = frame.payloadBytes();
    boolean isRecord =
        frame.kind() == RecordLayout.FRAME_KIND
            && frame.flags() >= Severity.NUMBER_MIN
            && frame.flags() <= Severity.NUMBER_MAX
            && end >= RecordLayout.ITEMS_OFFSET
            && end <= RecordLayout.PAYLOAD_BYTES_MAX;
    if (!isRecord) {
      return false;
    }
    if (bytes.length < end) {
      bytes = new byte[Math.max(end, 2 * bytes.length)];
    }
    frame.bytes().get(frame.payloadOffset(), bytes, 0, end);
    return isWhole();
  }

  /** Whether every item ends within the payload, and there is one text. */
  private boolean isWhole() {
    int texts = intAt(RecordLayout.PATTERN_OFFSET) == RecordLayout.INLINE ? 0 : 1;
    int next = RecordLayout.ITEMS_OFFSET;
    boolean isInOrder = true;
    while (isInOrder && next >= 0 && next < end) {
      boolean isObject = bytes[next] == RecordLayout.RECORD_OBJECT;
      texts += bytes[next] == RecordLayout.RECORD_TEXT ? 1 : 0;
      isInOrder = isObject ? isInlineObject(next) : texts == 1;
      next = itemEnd(next);
    }
    return isInOrder && next == end && texts == 1;
  }

  private boolean isInlineObject(int position) {
    return position == RecordLayout.ITEMS_OFFSET
        && intAt(RecordLayout.OBJECT_OFFSET) == RecordLayout.INLINE;
  }

  /** Where the item at a position ends; -1 if it is none. */
  private int itemEnd(int position) {
    int code = bytes[position];
    int next = position + 1;
    if (code >= RecordLayout.ATTRIBUTE && code < RecordLayout.RECORD_TEXT) {
      code -= RecordLayout.ATTRIBUTE;
      if (next + Integer.BYTES > end) {
        return -1;
      }
      next =
          intAt(next) == RecordLayout.INLINE ? textEnd(next + Integer.BYTES) : next + Integer.BYTES;
    }
    if (next < 0) {
      return -1;
    }
    int after =
        switch (code) {
          case RecordLayout.TRUE, RecordLayout.FALSE, RecordLayout.NULL -> next;
          case RecordLayout.NAME -> next + Integer.BYTES;
          case RecordLayout.LONG, RecordLayout.DOUBLE, RecordLayout.EVENT_TIME -> next + Long.BYTES;
          case RecordLayout.SOURCE -> next + Integer.BYTES + 2 * Long.BYTES;
          case RecordLayout.TEXT,
              RecordLayout.RECORD_TEXT,
              RecordLayout.RECORD_OBJECT,
              RecordLayout.RECORD_TYPE ->
              textEnd(next);
          default -> -1;
        };
    return after <= end ? after : -1;
  }

  private int textEnd(int position) {
    if (position + Integer.BYTES > end) {
      return -1;
    }
    int length = intAt(position);
    int room = end - position - Integer.BYTES;
    return length < 0 || length > room ? -1 : position + Integer.BYTES + length;
  }

  /** Whether the frame's record was read from a source that can be read again. */
  private boolean hasSource() {
    return itemWith(RecordLayout.SOURCE, RecordLayout.ITEMS_OFFSET) < end;
  }

  /** Where the first item of a code is from a position on; the payload's end if there is none. */
  private int itemWith(int code, int from) {
    int next = from;
    while (next < end && bytes[next] != code) {
      next = itemEnd(next);
    }
    return next;
  }

  private void begin(Frame frame, BlockBuilder block) {
    at = RecordLayout.ITEMS_OFFSET;
    int objectNumber = intAt(RecordLayout.OBJECT_OFFSET);
    String object;
    if (objectNumber != RecordLayout.INLINE) {
      object = dictionary.string(objectNumber);
    } else if (at < end && bytes[at] == RecordLayout.RECORD_OBJECT) {
      at++;
      object = takeString();
    } else {
      object = "";
    }
    block.begin(frame.ticks(), new Severity(frame.flags()), type(), object, dictionary.ip(), pid);
    int pattern = intAt(RecordLayout.PATTERN_OFFSET);
    if (pattern != RecordLayout.INLINE) {
      beginText(block, dictionary.template(pattern));
    } else {
      at++;
      beginInline(block);
    }
  }

  /** Without arguments a message is shown as it is, escapes included, as SLF4J does. */
  private void beginText(BlockBuilder block, Template template) {
    boolean isPlain = template.pattern().contains(ESCAPED_PLACEHOLDER) && !isArgument(at);
    takesArguments = !isPlain;
    if (isPlain) {
      byte[] utf8 = template.pattern().getBytes(StandardCharsets.UTF_8);
      block.text(utf8, 0, utf8.length);
    } else {
      block.template(template);
    }
  }

  /** Bytes that are not UTF-8 become more when they are decoded: too many for a pattern. */
  private void beginInline(BlockBuilder block) {
    int length = takeInt();
    Optional<Template> pattern =
        isArgument(at + length) ? inlinePattern(at, length) : Optional.empty();
    if (pattern.isPresent()) {
      block.template(pattern.get());
    } else {
      block.text(bytes, at, length);
    }
    takesArguments = pattern.isPresent();
    at += length;
  }

  private Optional<Template> inlinePattern(int offset, int length) {
    String pattern = new String(bytes, offset, length, StandardCharsets.UTF_8);
    boolean fits = pattern.getBytes(StandardCharsets.UTF_8).length <= Template.PATTERN_BYTES_MAX;
    return fits ? Optional.of(Template.of(pattern)) : Optional.empty();
  }

  /** Whether an argument is among the items from a position on. */
  private boolean isArgument(int from) {
    int next = from;
    while (next < end && bytes[next] >= RecordLayout.ATTRIBUTE) {
      next = itemEnd(next);
    }
    return next < end;
  }

  private LogType type() {
    int number = intAt(RecordLayout.TYPE_OFFSET);
    if (number == RecordLayout.INLINE) {
      return LogType.APP;
    }
    if (number == RecordLayout.TYPE_IS_ITEM) {
      int item = itemWith(RecordLayout.RECORD_TYPE, RecordLayout.ITEMS_OFFSET);
      return item < end ? parseType(stringAt(item + 1)) : LogType.APP;
    }
    return types.computeIfAbsent(number, n -> parseType(dictionary.string(n)));
  }

  private String stringAt(int position) {
    return new String(bytes, position + Integer.BYTES, intAt(position), StandardCharsets.UTF_8);
  }

  private static LogType parseType(String name) {
    try {
      return new LogType(name);
    } catch (IllegalArgumentException lost) {
      return LogType.APP;
    }
  }

  private void item(BlockBuilder block) {
    int code = bytes[at++];
    if (code < RecordLayout.ATTRIBUTE) {
      Value argument = takeValue(code);
      if (takesArguments) {
        block.argument(argument);
      }
    } else if (code < RecordLayout.RECORD_TEXT) {
      int number = takeInt();
      String key = number == RecordLayout.INLINE ? takeString() : dictionary.string(number);
      block.attribute(key, takeValue(code - RecordLayout.ATTRIBUTE));
    } else if (code == RecordLayout.EVENT_TIME) {
      block.eventTime(takeLong());
    } else if (code == RecordLayout.RECORD_TYPE) {
      at += Integer.BYTES + intAt(at);
    } else {
      source();
    }
  }

  private Value takeValue(int code) {
    return switch (code) {
      case RecordLayout.LONG -> Value.of(takeLong());
      case RecordLayout.DOUBLE -> Value.of(Double.longBitsToDouble(takeLong()));
      case RecordLayout.TRUE -> Value.of(true);
      case RecordLayout.FALSE -> Value.of(false);
      case RecordLayout.TEXT -> takeText();
      case RecordLayout.NAME -> dictionary.value(takeInt());
      default -> Value.NULL;
    };
  }

  private Value takeText() {
    int length = takeInt();
    Utf8 text = Utf8.copyOf(bytes, at, length);
    at += length;
    return new Value.TextValue(text);
  }

  private String takeString() {
    int length = takeInt();
    String string = new String(bytes, at, length, StandardCharsets.UTF_8);
    at += length;
    return string;
  }

  private void source() {
    int number = takeInt();
    long position = takeLong();
    long fingerprint = takeLong();
    if (position < 0) {
      return;
    }
    if (number != sourceNumber) {
      keepSource();
    }
    sourceNumber = number;
    sourcePosition = position;
    sourceFingerprint = fingerprint;
  }

  private void keepSource() {
    if (sourceNumber == NO_SOURCE) {
      return;
    }
    String name = dictionary.string(sourceNumber);
    if (name.getBytes(StandardCharsets.UTF_8).length <= SourcePosition.SOURCE_BYTES_MAX) {
      positions.put(sourceNumber, new SourcePosition(name, sourcePosition, sourceFingerprint));
    }
    sourceNumber = NO_SOURCE;
  }

  /** How far the sources of the records read since the last call were read. */
  public List<SourcePosition> takeSources() {
    keepSource();
    List<SourcePosition> taken = new ArrayList<>(positions.values());
    positions.clear();
    return taken;
  }

  private int intAt(int offset) {
    return (int) INTS.get(bytes, offset);
  }

  private int takeInt() {
    int value = intAt(at);
    at += Integer.BYTES;
    return value;
  }

  private long takeLong() {
    long value = (long) LONGS.get(bytes, at);
    at += Long.BYTES;
    return value;
  }

  /** Deletes the dictionary of a buffer that was deleted. Closes the reader. */
  public void delete() {
    dictionary.delete();
  }

  @Override
  public void close() {
    dictionary.close();
  }
}
