package vdsl.storage.query;

import com.google.re2j.Pattern;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import vdsl.block.Tokens;

/** What a record's text must be like. Immutable. */
sealed interface TextMatch {
  /** True if the first length bytes match. */
  boolean matches(byte[] text, int length);

  /** Hashes of tokens that a matching text certainly has. */
  default List<Long> tokenHashes() {
    return List.of();
  }

  /** Every text. */
  record Any() implements TextMatch {
    @Override
    public boolean matches(byte[] text, int length) {
      return true;
    }
  }

  /** Texts that have these tokens one after another, whatever stands between them. */
  record Phrase(List<String> tokens) implements TextMatch {
    public Phrase {
      tokens = List.copyOf(tokens);
    }

    @Override
    public boolean matches(byte[] text, int length) {
      return mayMatch(text, length)
          && Collections.indexOfSubList(Tokens.of(Arrays.copyOf(text, length)), tokens) >= 0;
    }

    /** Refuses most texts before they are cut into tokens: those of ASCII without the first one. */
    private boolean mayMatch(byte[] text, int length) {
      String first = tokens.get(0);
      for (int start = 0; start < length; start++) {
        if (text[start] < 0 || holdsAt(text, start, length, first)) {
          return true;
        }
      }
      return false;
    }

    private static boolean holdsAt(byte[] text, int start, int length, String token) {
      int at = 0;
      while (at < token.length()
          && start + at < length
          && token.charAt(at) == asciiLowerCase(text[start + at])) {
        at++;
      }
      return at == token.length();
    }

    private static int asciiLowerCase(byte next) {
      return next >= 'A' && next <= 'Z' ? next + ('a' - 'A') : next;
    }

    @Override
    public List<Long> tokenHashes() {
      return tokens.stream().distinct().map(Tokens::hash).toList();
    }
  }

  /**
   * Texts that have these bytes in a row.
   *
   * @param needle the bytes, each as the character of that number, so that the search for them is
   *     the virtual machine's own
   */
  record Substring(String needle) implements TextMatch {
    static Substring of(String wanted) {
      byte[] utf8 = wanted.getBytes(StandardCharsets.UTF_8);
      return new Substring(new String(utf8, StandardCharsets.ISO_8859_1));
    }

    @Override
    public boolean matches(byte[] text, int length) {
      return new String(text, 0, length, StandardCharsets.ISO_8859_1).contains(needle);
    }
  }

  /** Texts in which the pattern is found; bytes that are not UTF-8 read as U+FFFD. */
  record Expression(Pattern pattern) implements TextMatch {
    @Override
    public boolean matches(byte[] text, int length) {
      return pattern.matcher(new String(text, 0, length, StandardCharsets.UTF_8)).find();
    }
  }
}
