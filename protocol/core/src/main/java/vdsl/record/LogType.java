package vdsl.record;

import java.util.regex.Pattern;

/**
 * What a record is for.
 *
 * @param value 1..32 characters: an upper-case letter, then upper-case letters, digits, underscores
 */
public record LogType(String value) implements Comparable<LogType> {
  /** One word of a small vocabulary: 32 characters hold every type of the design. */
  public static final int LENGTH_MAX = 32;

  private static final Pattern SYNTAX = Pattern.compile("[A-Z][A-Z0-9_]*");

  /** An application's own log. */
  public static final LogType APP = new LogType("APP");

  /** Records that are known to be missing. */
  public static final LogType LOSS = new LogType("LOSS");

  /** Something happened to a node's clock. */
  public static final LogType CLOCK = new LogType("CLOCK");

  /** Records that were removed on purpose. */
  public static final LogType DELETED = new LogType("DELETED");

  public LogType {
    if (value.length() > LENGTH_MAX || !SYNTAX.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "type \""
              + value
              + "\" is not an upper-case word of 1.."
              + LENGTH_MAX
              + " characters A-Z 0-9 _");
    }
  }

  @Override
  public int compareTo(LogType other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
