package vdsl.agent.bench;

import java.util.Arrays;
import java.util.List;

/** Durations of single calls, in nanoseconds, as they were measured. Confined to one thread. */
final class Samples {
  private long[] values;
  private int count;

  /** Takes its memory at once: growing would disturb the caller. */
  Samples(int capacity) {
    values = new long[capacity];
  }

  void add(long ns) {
    if (count == values.length) {
      values = Arrays.copyOf(values, 2 * count);
    }
    values[count++] = ns;
  }

  /** All of several callers, in ascending order. */
  static long[] sorted(List<Samples> all) {
    return all.stream()
        .flatMapToLong(samples -> Arrays.stream(samples.values, 0, samples.count))
        .sorted()
        .toArray();
  }

  /** By nearest rank. */
  static long percentile(long[] sorted, double share) {
    int rank = (int) Math.ceil(share * sorted.length);
    return sorted[Math.max(0, rank - 1)];
  }
}
