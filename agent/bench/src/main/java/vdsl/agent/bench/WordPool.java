package vdsl.agent.bench;

import java.util.SplittableRandom;

/**
 * Identifiers made beforehand, so that no call makes one. They are taken in turn: none comes again
 * before all others have come, which is several blocks later. Confined to one thread.
 */
final class WordPool {
  /** Four times the records of a block. */
  private static final int WORD_COUNT_MAX = 1 << 14;

  private final String[] words;
  private int next;

  /**
   * Words of a prefix and drawn digits.
   *
   * @param digitCount digits to draw; none makes a pool of the prefix alone
   */
  WordPool(String prefix, int digitCount, int radix, SplittableRandom random) {
    double distinct = Math.pow(radix, digitCount);
    words = new String[(int) Math.min(WORD_COUNT_MAX, distinct)];
    StringBuilder word = new StringBuilder(prefix);
    for (int i = 0; i < words.length; i++) {
      word.setLength(prefix.length());
      for (int digit = 0; digit < digitCount; digit++) {
        word.append(Character.forDigit(random.nextInt(radix), radix));
      }
      words[i] = word.toString();
    }
  }

  String next() {
    next = next + 1 < words.length ? next + 1 : 0;
    return words[next];
  }
}
