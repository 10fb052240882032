package vdsl.agent.bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Which calls have left a record: every call has a number that its record shows. Confined to one
 * thread.
 */
final class WrittenRecords {
  /** Calls of one caller are numbered from a multiple of this on. */
  static final long CALLER_STRIDE = 10_000_000_000L;

  private static final byte[] BEFORE_NUMBER = "user ".getBytes(StandardCharsets.US_ASCII);
  private static final int RADIX = 10;

  private final List<BitSet> byCaller = new ArrayList<>();
  private long doubledCount;

  WrittenRecords(int callerCount) {
    for (int caller = 0; caller < callerCount; caller++) {
      byCaller.add(new BitSet());
    }
  }

  /** Takes a record by its text, or a line that ends in it. */
  void addText(byte[] text, int length) {
    int at = numberOffset(text, length);
    long number = 0;
    while (at < length && text[at] >= '0' && text[at] <= '9') {
      number = number * RADIX + (text[at] - '0');
      at++;
    }
    add(number);
  }

  private static int numberOffset(byte[] text, int length) {
    int last = length - BEFORE_NUMBER.length;
    for (int at = 0; at < last; at++) {
      int end = at + BEFORE_NUMBER.length;
      if (Arrays.equals(text, at, end, BEFORE_NUMBER, 0, BEFORE_NUMBER.length)) {
        return end;
      }
    }
    throw new IllegalStateException(
        "no record of a call: " + new String(text, 0, length, StandardCharsets.ISO_8859_1));
  }

  void add(long number) {
    BitSet calls = byCaller.get(Math.toIntExact(number / CALLER_STRIDE));
    int call = Math.toIntExact(number % CALLER_STRIDE);
    if (calls.get(call)) {
      doubledCount++;
    }
    calls.set(call);
  }

  /**
   * How many of the calls that had returned left no record.
   *
   * @param returned calls that had returned, by caller
   * @throws IllegalStateException if any call left two
   */
  long lostOf(long[] returned) {
    if (doubledCount > 0) {
      throw new IllegalStateException(doubledCount + " records are there twice");
    }
    return Arrays.stream(returned).sum() - countOf(new long[returned.length], returned);
  }

  /**
   * How many calls left a record.
   *
   * @param from first call that counts, by caller
   * @param to call behind the last that counts, by caller
   */
  long countOf(long[] from, long[] to) {
    long count = 0;
    for (int caller = 0; caller < to.length; caller++) {
      int first = Math.toIntExact(from[caller]);
      int end = Math.toIntExact(to[caller]);
      count += byCaller.get(caller).get(first, end).cardinality();
    }
    return count;
  }
}
