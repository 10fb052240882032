package vdsl.storage.index;

/** Sums and differences that stop at the ends of long. */
public final class SaturatedMath {
  private SaturatedMath() {}

  public static long add(long one, long other) {
    long sum = one + other;
    boolean overflowed = ((one ^ sum) & (other ^ sum)) < 0;
    return overflowed ? endTowards(one) : sum;
  }

  public static long subtract(long from, long amount) {
    long difference = from - amount;
    boolean overflowed = ((from ^ amount) & (from ^ difference)) < 0;
    return overflowed ? endTowards(from) : difference;
  }

  private static long endTowards(long sign) {
    return sign < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
  }
}
