package vdsl.agent.transport;

import java.util.Arrays;

/**
 * How often something took how long: one count per bucket of durations. A power of two is divided
 * into {@value #BUCKETS_PER_OCTAVE} buckets, so that a percentile is at most 1/{@value
 * #BUCKETS_PER_OCTAVE} too large. Immutable.
 */
public final class LatencyCounts {
  static final int BUCKETS_PER_OCTAVE = 16;

  /** Exponent of {@link #BUCKETS_PER_OCTAVE}. */
  private static final int EXPONENT_MIN = 4;

  /** Longer than 73 minutes is all one: a collector was away. */
  private static final int EXPONENT_MAX = 41;

  static final int BUCKET_COUNT = (EXPONENT_MAX - EXPONENT_MIN + 2) * BUCKETS_PER_OCTAVE;

  private final long[] counts;

  /** Takes the array over. */
  LatencyCounts(long[] counts) {
    this.counts = counts;
  }

  static int bucketOf(long elapsedNs) {
    if (elapsedNs < BUCKETS_PER_OCTAVE) {
      return (int) Math.max(0, elapsedNs);
    }
    int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros(elapsedNs);
    int inOctave = (int) (elapsedNs >>> (exponent - EXPONENT_MIN)) - BUCKETS_PER_OCTAVE;
    int octave = exponent - EXPONENT_MIN + 1;
    return Math.min(BUCKET_COUNT - 1, octave * BUCKETS_PER_OCTAVE + inOctave);
  }

  /** The longest duration of a bucket. */
  private static long longestNs(int bucket) {
    int octave = bucket / BUCKETS_PER_OCTAVE;
    if (octave == 0) {
      return bucket;
    }
    long next = BUCKETS_PER_OCTAVE + bucket % BUCKETS_PER_OCTAVE + 1L;
    return (next << (octave - 1)) - 1;
  }

  /** How much was counted. */
  public long total() {
    return Arrays.stream(counts).sum();
  }

  /**
   * By nearest rank, rounded up to the end of a bucket; 0 if nothing was counted.
   *
   * @param share 0.99 for the 99th percentile
   */
  public long percentileNs(double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("share " + share + " not in 0..1");
    }
    long rank = Math.max(1, (long) Math.ceil(share * total()));
    long seen = 0;
    for (int bucket = 0; bucket < counts.length; bucket++) {
      seen += counts[bucket];
      if (seen >= rank) {
        return longestNs(bucket);
      }
    }
    return 0;
  }

  /** What was counted since an earlier state of the same counts. */
  public LatencyCounts since(LatencyCounts earlier) {
    long[] difference = counts.clone();
    for (int bucket = 0; bucket < counts.length; bucket++) {
      difference[bucket] -= earlier.counts[bucket];
    }
    return new LatencyCounts(difference);
  }
}
