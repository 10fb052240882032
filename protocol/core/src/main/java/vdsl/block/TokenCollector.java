package vdsl.block;

import java.util.Arrays;

/**
 * Gathers the distinct token hashes of one block's text. Text may come in pieces: a token goes on
 * across pieces until {@link #endText}. Confined to one thread.
 */
final class TokenCollector {
  private static final int CAPACITY_FIRST = 1 << 12;

  private long[] hashes = new long[CAPACITY_FIRST];
  private int count;
  private boolean holdsZero;

  private byte[] token = new byte[256];
  private int tokenBytes;
  private long tokenHash = Tokens.hashBegin();
  private boolean tokenIsAscii = true;

  void clear() {
    Arrays.fill(hashes, 0);
    count = 0;
    holdsZero = false;
  }

  void feed(byte[] utf8, int offset, int length) {
    int end = offset + length;
    for (int i = offset; i < end; i++) {
      byte raw = utf8[i];
      byte folded = Tokens.fold(raw);
      if (folded != 0) {
        extendToken(raw, folded);
      } else if (tokenBytes > 0) {
        endText();
      }
    }
  }

  private void extendToken(byte raw, byte folded) {
    if (tokenBytes == token.length) {
      token = Arrays.copyOf(token, 2 * tokenBytes);
    }
    token[tokenBytes++] = raw;
    tokenHash = Tokens.hashNext(tokenHash, folded);
    tokenIsAscii &= raw >= 0;
  }

  /** Ends the token under way, if any: what is fed next belongs to another text. */
  void endText() {
    if (tokenBytes == 0) {
      return;
    }
    add(
        tokenIsAscii
            ? Tokens.hashEnd(tokenHash)
            : Tokens.hash(Tokens.folded(token, 0, tokenBytes)));
    tokenBytes = 0;
    tokenHash = Tokens.hashBegin();
    tokenIsAscii = true;
  }

  /** The filter's encoding; empty if there are no tokens, or more than a filter may hold. */
  byte[] filterBytes() {
    int tokens = count + (holdsZero ? 1 : 0);
    if (tokens > BlockLimits.FILTER_TOKEN_COUNT_MAX) {
      return new byte[0];
    }
    TokenFilter filter = TokenFilter.forTokens(tokens);
    for (long hash : hashes) {
      if (hash != 0) {
        filter.add(hash);
      }
    }
    if (holdsZero) {
      filter.add(0);
    }
    return filter.encode();
  }

  private void add(long hash) {
    if (hash == 0) {
      holdsZero = true;
    } else if (count <= BlockLimits.FILTER_TOKEN_COUNT_MAX && insert(hash)) {
      count++;
      if (2 * count > hashes.length) {
        grow();
      }
    }
  }

  private boolean insert(long hash) {
    int mask = hashes.length - 1;
    int slot = (int) hash & mask;
    while (hashes[slot] != 0) {
      if (hashes[slot] == hash) {
        return false;
      }
      slot = (slot + 1) & mask;
    }
    hashes[slot] = hash;
    return true;
  }

  private void grow() {
    long[] smaller = hashes;
    hashes = new long[2 * smaller.length];
    for (long hash : smaller) {
      if (hash != 0) {
        insert(hash);
      }
    }
  }
}
