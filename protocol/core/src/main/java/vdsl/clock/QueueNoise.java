package vdsl.clock;

import java.util.Arrays;

/**
 * How much messages have been held up lately, from how far the legs of buckets are apart: the
 * smallest gap is the way itself, what comes on top of it are queues. Confined to one thread.
 */
final class QueueNoise {
  /** Reading the clocks, and what the runtime does between that and the socket. */
  private static final double STAMP_NS = 300;

  /** Delays up to this are noise of stamping rather than queues. */
  private static final double SLACK_NS = 500;

  /** Of all gaps, the share that counts as usual. */
  private static final double TYPICAL_SHARE = 0.3;

  /** Share of its delay that a bucket's middle is usually wrong by. */
  private static final double DELAY_SHARE = 0.25;

  private static final double TYPICAL_DELAY_SHARE = 0.12;

  private final double[] gaps;
  private int count;
  private double smallest = Double.POSITIVE_INFINITY;
  private double typical;

  /** Remembers as many buckets as there is room for. */
  QueueNoise(int room) {
    gaps = new double[room];
  }

  /** Takes the gap of a bucket that is complete. */
  void add(double gapNs) {
    gaps[count++ % gaps.length] = gapNs;
    double[] sorted = Arrays.copyOf(gaps, Math.min(count, gaps.length));
    Arrays.sort(sorted);
    smallest = sorted[0];
    typical = sorted[(int) (TYPICAL_SHARE * sorted.length)] - smallest;
  }

  /**
   * Variance of the offset in the middle of two legs, in square nanoseconds: of stamping, of the
   * delay as far as it is usual, of a shortest way that a few buckets may not have shown yet, and
   * of what a queue can have done.
   */
  double variance(double gapNs) {
    double wayNs = wayNs(gapNs);
    double sigmaNs =
        STAMP_NS
            + DELAY_SHARE * Math.min(gapNs - wayNs, 2 * (typical + SLACK_NS))
            + TYPICAL_DELAY_SHARE * typical
            + wayNs / (4.0 * (Math.min(count, gaps.length) + 1));
    double queueNs = queueNs(gapNs);
    return sigmaNs * sigmaNs + queueNs * queueNs;
  }

  /** What a queue does not explain of an innovation. */
  double unexplainedNs(double innovationNs, double gapNs) {
    double unexplainedNs = Math.max(0, Math.abs(innovationNs) - queueNs(gapNs));
    return Math.copySign(unexplainedNs, innovationNs);
  }

  /** How far a queue can have shifted the middle: by half of what it cost. */
  private double queueNs(double gapNs) {
    return Math.max(0, (gapNs - wayNs(gapNs)) / 2 - typical - SLACK_NS);
  }

  private double wayNs(double gapNs) {
    return Math.max(0, Math.min(smallest, gapNs));
  }
}
