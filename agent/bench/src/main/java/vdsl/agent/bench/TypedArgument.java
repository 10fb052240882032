package vdsl.agent.bench;

import java.util.SplittableRandom;
import vdsl.agent.capture.RecordBuilder;

/** An argument of a log call whose value is drawn anew for each call. Confined to one thread. */
sealed interface TypedArgument {
  /** Adds a value to a record; allocates nothing. */
  void addTo(RecordBuilder record, SplittableRandom random);

  /** A whole number: from, or one of the count-1 after it. */
  record Whole(long from, long count) implements TypedArgument {
    @Override
    public void addTo(RecordBuilder record, SplittableRandom random) {
      record.arg(count == 1 ? from : from + random.nextLong(count));
    }
  }

  /**
   * A decimal fraction without a zero at its end, which its text would not have.
   *
   * @param from smallest value, in units of 1/scale
   * @param step between values, in the same units
   */
  record Fraction(long from, long count, long step, long scale) implements TypedArgument {
    private static final int RADIX = 10;

    @Override
    public void addTo(RecordBuilder record, SplittableRandom random) {
      long units = count == 1 ? from : from + step * random.nextLong(count);
      boolean isShorter = step == 1 && units % RADIX == 0;
      record.arg((isShorter ? units + 1 : units) / (double) scale);
    }
  }

  /** A word from a pool, which several arguments may share. */
  record Word(WordPool pool) implements TypedArgument {
    @Override
    public void addTo(RecordBuilder record, SplittableRandom random) {
      record.arg(pool.next());
    }
  }
}
