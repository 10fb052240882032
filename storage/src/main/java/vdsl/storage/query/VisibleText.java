package vdsl.storage.query;

import java.util.HexFormat;

/**
 * Makes every character visible that would act on a terminal, break the line or reorder what is
 * read: control characters (ESC among them), line and paragraph separators, bidirectional and other
 * format characters (Boucher, Anderson: Trojan Source, 2021). Thread-safe: it has no state.
 */
public final class VisibleText {
  private static final int ZERO_WIDTH_NON_JOINER = 0x200c;
  private static final int ZERO_WIDTH_JOINER = 0x200d;

  private VisibleText() {}

  public static String of(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isPlainAscii(text.charAt(i))) {
        return escape(text);
      }
    }
    return text;
  }

  /** True for the characters that need no closer look. */
  static boolean isPlainAscii(int character) {
    return character >= ' ' && character < 0x7f;
  }

  private static String escape(String text) {
    StringBuilder visible = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            codePoint -> {
              if (isHarmless(codePoint)) {
                visible.appendCodePoint(codePoint);
              } else {
                visible.append(escaped(codePoint));
              }
            });
    return visible.toString();
  }

  /** The joiners are part of emoji and of Indic and Persian words, and act on nothing else. */
  private static boolean isHarmless(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.FORMAT -> codePoint == ZERO_WIDTH_JOINER || codePoint == ZERO_WIDTH_NON_JOINER;
      default -> true;
    };
  }

  private static String escaped(int codePoint) {
    return switch (codePoint) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default ->
          codePoint <= 0xff
              ? "\\x" + HexFormat.of().toHexDigits((byte) codePoint)
              : "\\u{" + Integer.toHexString(codePoint) + "}";
    };
  }
}
