package vdsl.block;

/**
 * Bloom filter of a block's tokens (Bloom 1970), {@value #BITS_PER_TOKEN} bits and {@value
 * #HASH_COUNT} hashes a token: about one absent token in 300 seems present. The hashes are made
 * from one by double hashing (Kirsch, Mitzenmacher 2006). Immutable once decoded.
 */
public final class TokenFilter {
  static final int BITS_PER_TOKEN = 12;
  static final int HASH_COUNT = 6;

  private final long[] words;

  private TokenFilter(long[] words) {
    this.words = words;
  }

  static TokenFilter forTokens(int tokenCount) {
    long bits = Math.max(Long.SIZE, (long) tokenCount * BITS_PER_TOKEN);
    return new TokenFilter(new long[(int) ((bits + Long.SIZE - 1) / Long.SIZE)]);
  }

  /**
   * Reads the filter's own bytes, as {@link BlockBody#filterBytes} gives them.
   *
   * @throws BlockFormatException if they are not a positive multiple of 8 bytes
   */
  public static TokenFilter decode(byte[] bytes) {
    if (bytes.length == 0 || bytes.length % Long.BYTES != 0) {
      throw new BlockFormatException(
          "token filter of " + bytes.length + " bytes, not a positive multiple of 8");
    }
    ByteReader in = new ByteReader(bytes, 0, bytes.length, "token filter");
    long[] words = new long[bytes.length / Long.BYTES];
    for (int i = 0; i < words.length; i++) {
      words[i] = in.i64();
    }
    return new TokenFilter(words);
  }

  byte[] encode() {
    ByteWriter out = new ByteWriter(words.length * Long.BYTES);
    for (long word : words) {
      out.i64(word);
    }
    return out.toByteArray();
  }

  void add(long tokenHash) {
    for (int i = 0; i < HASH_COUNT; i++) {
      long bit = bit(tokenHash, i);
      words[(int) (bit >>> 6)] |= 1L << bit;
    }
  }

  /** False only if the block certainly holds no token of that hash ({@link Tokens#hash}). */
  public boolean mayContain(long tokenHash) {
    for (int i = 0; i < HASH_COUNT; i++) {
      long bit = bit(tokenHash, i);
      if ((words[(int) (bit >>> 6)] & (1L << bit)) == 0) {
        return false;
      }
    }
    return true;
  }

  /** Maps hash i of a token onto 0..bits-1 by the high half of a 32 x 32 bit product. */
  private long bit(long tokenHash, int i) {
    int hash = (int) tokenHash + i * ((int) (tokenHash >>> 32) | 1);
    return ((hash & 0xffffffffL) * ((long) words.length * Long.SIZE)) >>> 32;
  }
}
