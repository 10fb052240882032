package vdsl.storage.query;

import java.util.ArrayList;
import java.util.List;

/** Cuts a condition into symbols. Confined to one thread. */
final class ConditionLexer {
  /** What a symbol is. */
  enum Kind {
    /** A field, a key, a number, a keyword: anything that needs no quotes. */
    WORD,
    /** Text in quotes, given here without them. */
    QUOTED,
    OPERATOR,
    OPENING,
    CLOSING,
    END
  }

  /**
   * One symbol.
   *
   * @param column where it begins, from 1
   */
  record Symbol(Kind kind, String text, int column) {
    boolean isWord(String word) {
      return kind == Kind.WORD && text.equalsIgnoreCase(word);
    }

    @Override
    public String toString() {
      return kind == Kind.END ? "the end" : "\"" + VisibleText.of(text) + "\"";
    }
  }

  private static final String WORD_PUNCTUATION = "_.-+:/@$#*%,";

  private final String source;
  private final List<Symbol> symbols = new ArrayList<>();
  private int position;

  private ConditionLexer(String source) {
    this.source = source;
  }

  /**
   * The symbols of a condition; the last is END.
   *
   * @throws QuerySyntaxException if a character or quote is out of place
   */
  static List<Symbol> symbols(String source) {
    ConditionLexer lexer = new ConditionLexer(source);
    lexer.run();
    return lexer.symbols;
  }

  private void run() {
    while (position < source.length()) {
      char next = source.charAt(position);
      if (Character.isWhitespace(next)) {
        position++;
      } else if (next == '(' || next == ')') {
        add(next == '(' ? Kind.OPENING : Kind.CLOSING, position, position + 1);
      } else if (next == '"' || next == '\'') {
        quoted(next);
      } else if ("=!<>~".indexOf(next) >= 0) {
        boolean wide = source.startsWith("=", position + 1) && next != '=' && next != '~';
        add(Kind.OPERATOR, position, position + (wide ? 2 : 1));
      } else if (isWordPart(next)) {
        word();
      } else {
        throw refused("\"" + VisibleText.of(String.valueOf(next)) + "\" must stand in quotes");
      }
    }
    symbols.add(new Symbol(Kind.END, "", position + 1));
  }

  private void add(Kind kind, int from, int to) {
    symbols.add(new Symbol(kind, source.substring(from, to), from + 1));
    position = to;
  }

  private void word() {
    int end = position;
    while (end < source.length() && isWordPart(source.charAt(end))) {
      end++;
    }
    add(Kind.WORD, position, end);
  }

  private static boolean isWordPart(char character) {
    return Character.isLetterOrDigit(character)
        || Character.isSurrogate(character)
        || WORD_PUNCTUATION.indexOf(character) >= 0;
  }

  /** A backslash takes the next character as it is if that is a backslash or the quote. */
  private void quoted(char quote) {
    StringBuilder text = new StringBuilder();
    for (int at = position + 1; at < source.length(); at++) {
      char next = source.charAt(at);
      if (next == quote) {
        symbols.add(new Symbol(Kind.QUOTED, text.toString(), position + 1));
        position = at + 1;
        return;
      }
      if (next == '\\' && at + 1 < source.length() && isEscapable(source.charAt(at + 1), quote)) {
        at++;
        next = source.charAt(at);
      }
      text.append(next);
    }
    throw refused("the quote is not closed");
  }

  private static boolean isEscapable(char character, char quote) {
    return character == '\\' || character == quote;
  }

  private QuerySyntaxException refused(String why) {
    return new QuerySyntaxException("where", source, "at column " + (position + 1) + " " + why);
  }
}
