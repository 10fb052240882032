package vdsl.template;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import vdsl.record.Utf8;

/**
 * A message pattern with SLF4J's placeholders: {@code {}} takes the next argument, {@code \{}} is
 * the two braces themselves, {@code \\{}} is a backslash before an argument. Immutable.
 */
public final class Template {
  /** Arguments of one record: far more than any readable message has. */
  public static final int ARGUMENT_COUNT_MAX = 64;

  /** Longest pattern, in UTF-8 bytes: as long as a whole record may be. */
  public static final int PATTERN_BYTES_MAX = 64 << 10;

  // FNV-1a, 64 bit (Fowler, Noll, Vo; draft-eastlake-fnv).
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private final long id;
  private final String pattern;
  private final int patternBytes;
  private final List<Utf8> literals;

  private Template(long id, String pattern, int patternBytes, List<Utf8> literals) {
    this.id = id;
    this.pattern = pattern;
    this.patternBytes = patternBytes;
    this.literals = literals;
  }

  /**
   * Cuts a pattern at its placeholders.
   *
   * @throws IllegalArgumentException if it is longer than {@link #PATTERN_BYTES_MAX}
   */
  public static Template of(String pattern) {
    byte[] utf8 = pattern.getBytes(StandardCharsets.UTF_8);
    if (utf8.length > PATTERN_BYTES_MAX) {
      throw new IllegalArgumentException(
          "pattern of " + utf8.length + " bytes, at most " + PATTERN_BYTES_MAX);
    }
    long id = FNV_OFFSET;
    for (byte next : utf8) {
      id = (id ^ (next & 0xff)) * FNV_PRIME;
    }
    return new Template(id, pattern, utf8.length, literals(pattern));
  }

  private static List<Utf8> literals(String pattern) {
    List<Utf8> literals = new ArrayList<>();
    StringBuilder literal = new StringBuilder();
    int position = 0;
    for (int brace = pattern.indexOf("{}"); brace >= 0; brace = pattern.indexOf("{}", position)) {
      boolean escaped = brace > position && pattern.charAt(brace - 1) == '\\';
      boolean escapedEscape = escaped && brace - 1 > position && pattern.charAt(brace - 2) == '\\';
      if (escaped) {
        literal.append(pattern, position, brace - 1);
      } else {
        literal.append(pattern, position, brace);
      }
      if (escaped && !escapedEscape) {
        literal.append("{}");
      } else {
        literals.add(Utf8.of(literal.toString()));
        literal.setLength(0);
      }
      position = brace + 2;
    }
    literals.add(Utf8.of(literal.append(pattern, position, pattern.length()).toString()));
    return List.copyOf(literals);
  }

  /** Hash of the pattern's UTF-8 bytes, the same on every node. */
  public long id() {
    return id;
  }

  public String pattern() {
    return pattern;
  }

  /** Length of the pattern, in UTF-8 bytes. */
  public int patternBytes() {
    return patternBytes;
  }

  /** Number of arguments the pattern shows. */
  public int placeholderCount() {
    return literals.size() - 1;
  }

  /** The text before placeholder i, or, for i == placeholderCount(), the text behind the last. */
  public Utf8 literal(int i) {
    return literals.get(i);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Template template && pattern.equals(template.pattern);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(id);
  }

  @Override
  public String toString() {
    return pattern;
  }
}
