package vdsl.agent.bench;

import java.util.SplittableRandom;

/**
 * Identifiers made beforehand, so that no call makes one. They are drawn, not taken in turn: the
 * order of numbers with few digits would come again within a block, which compresses well. Confined
 * to one thread.
 */
final class WordPool {
  /** Four times the records of a block. */
  private static final int WORD_COUNT_MAX = 1 << 14;

  private final String[] words;
  private final SplittableRandom random;

  /**
   * Words of a prefix and drawn digits.
   *
   * @param digitCount digits to draw; none makes a pool of the prefix alone
   */
  WordPool(String prefix, int digitCount, int radix, SplittableRandom random) {
    this.random = random;
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
    return words[random.nextInt(words.length)];
  }
}
