package vdsl.storage.query;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * Compiles regular expressions of strangers. RE2/J (Cox, Regular Expression Matching in the Wild,
 * 2010) matches in time linear in the text; what is left to bound is the program: nested counted
 * repetitions multiply, so they are weighed before they are compiled. Confined to one thread.
 */
final class LinearPattern {
  /** Longest expression, in characters: an expression people write has fewer. */
  static final int LENGTH_MAX = 1_000;

  /**
   * Most atoms after repetitions are written out. The worst text of 64 KiB then costs 130 million
   * steps, about a second: so long a query goes on after its {@link Interruption}.
   */
  static final int WEIGHT_MAX = 2_000;

  private static final String ALLOWED_LENGTH = "a regular expression of 1.." + LENGTH_MAX;

  private final String source;
  private int position;

  private LinearPattern(String source) {
    this.source = source;
  }

  /**
   * Compiles an expression given under a key.
   *
   * @throws QuerySyntaxException if it is malformed or too large
   */
  static Pattern compile(String key, String expression) {
    if (expression.isEmpty() || expression.length() > LENGTH_MAX) {
      throw new QuerySyntaxException(key, expression, ALLOWED_LENGTH + " characters is allowed");
    }
    if (new LinearPattern(expression).alternatives(0) > WEIGHT_MAX) {
      throw new QuerySyntaxException(
          key,
          expression,
          "its repetitions written out exceed the " + WEIGHT_MAX + " atoms allowed");
    }
    try {
      return Pattern.compile(expression);
    } catch (PatternSyntaxException invalid) {
      throw new QuerySyntaxException(
          key, expression, "not a regular expression (RE2 syntax): " + invalid.getDescription());
    }
  }

  /** Weight of everything up to the group's closing parenthesis, or the end. */
  private long alternatives(int depth) {
    long total = 0;
    while (position < source.length()) {
      char next = source.charAt(position++);
      if (next == ')') {
        return total;
      }
      long atom = 1;
      if (next == '(' && depth < LENGTH_MAX) {
        atom = 1 + alternatives(depth + 1);
      } else if (next == '\\') {
        skipEscape();
      } else if (next == '[') {
        skipClass();
      }
      total = Math.min(total + atom * repetitions(), Integer.MAX_VALUE);
    }
    return total;
  }

  /**
   * Skips an escape after its backslash; the braces of "\x{10ffff}" and "\p{Greek}" belong to it.
   * "\Q...\E" is read as escaped characters: that errs on the heavy side only.
   */
  private void skipEscape() {
    boolean braced =
        position + 1 < source.length()
            && "xpP".indexOf(source.charAt(position)) >= 0
            && source.charAt(position + 1) == '{';
    int end = braced ? source.indexOf('}', position) : position;
    position = end < 0 ? source.length() : Math.min(end + 1, source.length());
  }

  private void skipClass() {
    if (source.startsWith("^", position)) {
      position++;
    }
    if (source.startsWith("]", position)) {
      position++;
    }
    while (position < source.length() && source.charAt(position) != ']') {
      position += source.charAt(position) == '\\' ? 2 : 1;
    }
    position = Math.min(position + 1, source.length());
  }

  /** The larger number of "{n,m}" that follows, 1 where none does. */
  private long repetitions() {
    if (!source.startsWith("{", position)) {
      return 1;
    }
    int end = source.indexOf('}', position);
    if (end < 0) {
      return 1;
    }
    long most = 1;
    for (String bound : source.substring(position + 1, end).split(",", -1)) {
      if (bound.matches("[0-9]{1,9}")) {
        most = Math.max(most, Long.parseLong(bound));
      }
    }
    position = end + 1;
    return most;
  }
}
