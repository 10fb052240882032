package vdsl.block;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Cuts text into the tokens that filters and searches share: maximal runs of ASCII letters, digits,
 * underscore and non-ASCII characters, folded to lower case. Thread-safe: it has no state.
 */
public final class Tokens {
  // FNV-1a, 64 bit, then the finaliser of MurmurHash3 (Appleby), for bits that are well spread.
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;
  private static final long MIX_1 = 0xff51afd7ed558ccdL;
  private static final long MIX_2 = 0xc4ceb9fe1a85ec53L;

  /** The folded byte of a token's character, or 0 for what separates tokens. */
  private static final byte[] FOLD = foldTable();

  private Tokens() {}

  /** The text's tokens in order, folded to lower case. */
  public static List<String> of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The tokens of UTF-8 text in order, folded to lower case. */
  public static List<String> of(byte[] utf8) {
    List<String> tokens = new ArrayList<>();
    int position = 0;
    while (position < utf8.length) {
      int start = position;
      while (position < utf8.length && fold(utf8[position]) != 0) {
        position++;
      }
      if (position > start) {
        tokens.add(folded(utf8, start, position - start));
      }
      position++;
    }
    return tokens;
  }

  /** Hash of one folded token, as filters hold it. */
  public static long hash(String foldedToken) {
    byte[] utf8 = foldedToken.getBytes(StandardCharsets.UTF_8);
    long state = hashBegin();
    for (byte next : utf8) {
      state = hashNext(state, next);
    }
    return hashEnd(state);
  }

  static long hashBegin() {
    return FNV_OFFSET;
  }

  static long hashNext(long state, byte folded) {
    return (state ^ (folded & 0xff)) * FNV_PRIME;
  }

  static long hashEnd(long state) {
    long mixed = (state ^ (state >>> 33)) * MIX_1;
    mixed = (mixed ^ (mixed >>> 33)) * MIX_2;
    return mixed ^ (mixed >>> 33);
  }

  /** The folded byte, or 0 if it separates tokens. Bytes of non-ASCII characters are kept. */
  static byte fold(byte next) {
    return FOLD[next & 0xff];
  }

  /** One token in lower case, by the rules of Unicode if it is not all ASCII. */
  static String folded(byte[] utf8, int offset, int length) {
    return new String(utf8, offset, length, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
  }

  private static byte[] foldTable() {
    byte[] table = new byte[256];
    for (int c = 0; c < 256; c++) {
      boolean kept = c >= 0x80 || c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
      if (kept) {
        table[c] = (byte) c;
      } else if (c >= 'A' && c <= 'Z') {
        table[c] = (byte) (c - 'A' + 'a');
      }
    }
    return table;
  }
}
