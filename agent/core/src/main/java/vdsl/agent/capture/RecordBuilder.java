package vdsl.agent.capture;

import org.jspecify.annotations.Nullable;
import vdsl.agent.spool.SourcePosition;
import vdsl.record.LogType;
import vdsl.record.Severity;

/**
 * One record being made by one log call. It is taken from {@link RecordWriter#begin}, described,
 * and given back by {@link #log}, after which it must not be used any more. It allocates nothing
 * and throws nothing: what cannot be recorded is counted. Confined to the calling thread.
 *
 * <pre>{@code
 * writer.begin(Severity.INFO, "orders", "user {} took {} ms").arg(42).arg(3.5).log();
 * }</pre>
 */
public final class RecordBuilder {
  private static final String NULL_TEXT = "null";
  private static final int UTF8_BYTES_PER_CHAR_MAX = 3;

  private final ItemWriter items = new ItemWriter();
  private final RecordWriter writer;
  private final Dictionary dictionary;
  private final ArgumentText argumentText;

  private Severity level = Severity.INFO;
  private boolean isOpen;

  // The strings of the thread's last record: mostly the same objects again.
  private String latestObject = "";
  private int latestObjectNumber;
  private String latestPattern = "";
  private int latestPatternNumber;
  private String latestThread = "";
  private int latestThreadNumber;

  RecordBuilder(RecordWriter writer, Dictionary dictionary, ArgumentText argumentText) {
    this.writer = writer;
    this.dictionary = dictionary;
    this.argumentText = argumentText;
  }

  RecordBuilder begin(Severity newLevel, String object) {
    level = newLevel;
    isOpen = true;
    items.begin();
    if (!object.equals(latestObject) || latestObjectNumber == RecordLayout.INLINE) {
      latestObjectNumber = dictionary.nameNumber(object);
      latestObject = object;
    }
    items.setInt(RecordLayout.OBJECT_OFFSET, latestObjectNumber);
    if (latestObjectNumber == RecordLayout.INLINE) {
      items.textItem(RecordLayout.RECORD_OBJECT, object);
    }
    return this;
  }

  RecordBuilder pattern(String pattern) {
    if (!pattern.equals(latestPattern) || latestPatternNumber == RecordLayout.INLINE) {
      latestPatternNumber = dictionary.patternNumber(pattern);
      latestPattern = pattern;
    }
    items.setInt(RecordLayout.PATTERN_OFFSET, latestPatternNumber);
    if (latestPatternNumber == RecordLayout.INLINE) {
      items.textItem(RecordLayout.RECORD_TEXT, pattern);
    }
    return this;
  }

  RecordBuilder text(byte[] utf8, int offset, int length) {
    items.setInt(RecordLayout.PATTERN_OFFSET, RecordLayout.INLINE);
    items.textItem(RecordLayout.RECORD_TEXT, utf8, offset, length);
    return this;
  }

  /**
   * Name of the thread that logged; one that is empty, as of virtual threads, is left out. For
   * front ends that take a record over from another thread: see {@link
   * CaptureConfig#recordsThread}.
   */
  public RecordBuilder thread(String name) {
    if (name.isEmpty()) {
      return this;
    }
    if (!name.equals(latestThread)) {
      latestThreadNumber = dictionary.threadNumber(name);
      latestThread = name;
    }
    int key = writer.threadKey();
    if (latestThreadNumber == RecordLayout.INLINE) {
      with(RecordWriter.THREAD_KEY, name);
    } else if (items.attribute(RecordLayout.NAME, key, RecordWriter.THREAD_KEY, Integer.BYTES)) {
      items.value(latestThreadNumber);
    }
    return this;
  }

  Severity level() {
    return level;
  }

  ItemWriter items() {
    return items;
  }

  /** The pattern's next argument. */
  public RecordBuilder arg(long value) {
    items.longItem(RecordLayout.LONG, value);
    return this;
  }

  /** The pattern's next argument. */
  public RecordBuilder arg(double value) {
    items.longItem(RecordLayout.DOUBLE, Double.doubleToRawLongBits(value));
    return this;
  }

  /** The pattern's next argument; kept as its text, whose digits are not those of a double. */
  public RecordBuilder arg(float value) {
    return arg(Float.toString(value));
  }

  /** The pattern's next argument. */
  public RecordBuilder arg(char value) {
    return arg(Character.toString(value));
  }

  /** The pattern's next argument. */
  public RecordBuilder arg(boolean value) {
    items.code(value ? RecordLayout.TRUE : RecordLayout.FALSE);
    return this;
  }

  /** The pattern's next argument. */
  public RecordBuilder arg(@Nullable String value) {
    if (value == null) {
      items.code(RecordLayout.NULL);
    } else {
      items.textItem(RecordLayout.TEXT, value);
    }
    return this;
  }

  /**
   * The pattern's next argument: numbers and strings as they are, anything else by its {@code
   * toString} now, in this thread. What that throws becomes the argument.
   */
  public RecordBuilder arg(@Nullable Object value) {
    if (value instanceof String text) {
      items.textItem(RecordLayout.TEXT, text);
    } else if (value instanceof Number number && isInteger(number)) {
      arg(number.longValue());
    } else if (value instanceof Double number) {
      arg(number.doubleValue());
    } else if (value instanceof Boolean truth) {
      arg(truth.booleanValue());
    } else if (value == null) {
      items.code(RecordLayout.NULL);
    } else {
      items.textItem(RecordLayout.TEXT, argumentText.of(value));
    }
    return this;
  }

  /** A float is shown by its own digits, not by those of the double it would become. */
  private static boolean isInteger(Number value) {
    return value instanceof Long
        || value instanceof Integer
        || value instanceof Short
        || value instanceof Byte;
  }

  /** A named value beside the text. */
  public RecordBuilder with(@Nullable String key, long value) {
    if (attribute(RecordLayout.LONG, key, Long.BYTES)) {
      items.value(value);
    }
    return this;
  }

  /** A named value beside the text. */
  public RecordBuilder with(@Nullable String key, double value) {
    if (attribute(RecordLayout.DOUBLE, key, Long.BYTES)) {
      items.value(Double.doubleToRawLongBits(value));
    }
    return this;
  }

  /** A named value beside the text; kept as its text, whose digits are not those of a double. */
  public RecordBuilder with(@Nullable String key, float value) {
    return with(key, Float.toString(value));
  }

  /** A named value beside the text. */
  public RecordBuilder with(@Nullable String key, char value) {
    return with(key, Character.toString(value));
  }

  /** A named value beside the text. */
  public RecordBuilder with(@Nullable String key, boolean value) {
    attribute(value ? RecordLayout.TRUE : RecordLayout.FALSE, key, 0);
    return this;
  }

  /** A named value beside the text. */
  public RecordBuilder with(@Nullable String key, @Nullable String value) {
    if (value == null) {
      attribute(RecordLayout.NULL, key, 0);
    } else if (attribute(RecordLayout.TEXT, key, Integer.BYTES)) {
      items.value(value);
    }
    return this;
  }

  /** A named value beside the text; as {@link #arg(Object)} takes it. */
  public RecordBuilder with(@Nullable String key, @Nullable Object value) {
    if (value instanceof Number number && isInteger(number)) {
      return with(key, number.longValue());
    }
    if (value instanceof Double number) {
      return with(key, number.doubleValue());
    }
    if (value instanceof Boolean truth) {
      return with(key, truth.booleanValue());
    }
    return with(key, value == null ? null : argumentText.of(value));
  }

  /** Begins an attribute; its value follows if this returns true. */
  private boolean attribute(int valueCode, @Nullable String key, int valueBytes) {
    String name = key == null ? NULL_TEXT : key;
    return items.attribute(valueCode, dictionary.nameNumber(name), name, valueBytes);
  }

  /** What the record is for; {@link LogType#APP} unless said. */
  public RecordBuilder type(LogType type) {
    if (!type.equals(LogType.APP)) {
      int number = dictionary.nameNumber(type.value());
      items.setInt(
          RecordLayout.TYPE_OFFSET,
          number == RecordLayout.INLINE ? RecordLayout.TYPE_IS_ITEM : number);
      if (number == RecordLayout.INLINE) {
        items.textItem(RecordLayout.RECORD_TYPE, type.value());
      }
    }
    return this;
  }

  /**
   * A throwable, as the attributes {@code exception.type}, {@code .message}, {@code .stacktrace}.
   */
  public RecordBuilder thrown(@Nullable Throwable thrown) {
    if (thrown != null) {
      argumentText.describe(thrown, this);
    }
    return this;
  }

  /** Original timestamp of a record that comes from elsewhere, in nanoseconds since the epoch. */
  public RecordBuilder eventTime(long timeNs) {
    items.longItem(RecordLayout.EVENT_TIME, timeNs);
    return this;
  }

  /** Says that the caller has left out this many bytes of the record already. */
  public RecordBuilder truncated(long leftOutBytes) {
    items.cut(leftOutBytes);
    return this;
  }

  /**
   * Says how far the source of the record was read behind it. It is in the spool exactly when the
   * record is.
   *
   * @param fingerprint tells whether a source of that name is still the same one
   * @throws IllegalStateException if the name is too long, or the dictionary has no room for it: a
   *     source whose position cannot be kept would be read twice after a crash
   */
  public RecordBuilder readUpTo(String source, long position, long fingerprint) {
    int number =
        source.length() > SourcePosition.SOURCE_BYTES_MAX / UTF8_BYTES_PER_CHAR_MAX
            ? RecordLayout.INLINE
            : dictionary.nameNumber(source);
    if (number == RecordLayout.INLINE) {
      throw new IllegalStateException("no room for the name of source " + source);
    }
    items.sourceItem(number, position, fingerprint);
    return this;
  }

  /**
   * Leaves the record in the buffer: from here on it survives the process.
   *
   * @return false if there was no room and the record was given up, as {@link FullPolicy} says
   */
  public boolean log() {
    if (!isOpen) {
      return false;
    }
    isOpen = false;
    return writer.write(this);
  }

  /**
   * As {@link #log}, but where there is no room it neither waits nor gives up: the record stays as
   * it is, to be tried again or forgotten.
   *
   * @throws IllegalStateException if the buffer is closed
   */
  public boolean tryLog() {
    return isOpen && writer.tryWrite(this);
  }

  /** The record is in the buffer. */
  void written() {
    isOpen = false;
  }
}
