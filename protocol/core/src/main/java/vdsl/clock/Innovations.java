package vdsl.clock;

/**
 * Whether measurements surprise as much as they should: scales their variance, and notices when
 * they keep missing to one side, as they do when the skew has changed. Confined to one thread.
 */
final class Innovations {
  private static final int ROW = 8;

  /** The mean of eight is within 0.35 standard errors two times of three. */
  private static final double MEAN_MAX = 1.2;

  private static final double LEARNING = 0.05;
  private static final double SCALE_MIN = 0.25;
  private static final double SCALE_MAX = 16;

  private double scale = 1;
  private double sum;
  private double sumNs;
  private int count;

  /** What the variance of a measurement is to be multiplied by. */
  double scale() {
    return scale;
  }

  /**
   * Takes the innovation of a bucket that is complete.
   *
   * @return the mean of the last eight in nanoseconds, if they all miss to one side; 0 if not
   */
  double add(double innovationNs, double variance) {
    double normalized = innovationNs / Math.sqrt(variance);
    double surprise = Math.min(normalized * normalized, 9);
    scale = Math.max(SCALE_MIN, Math.min(SCALE_MAX, scale * (1 + LEARNING * (surprise - 1))));
    sum += normalized;
    sumNs += innovationNs;
    count++;
    if (count < ROW) {
      return 0;
    }
    double missNs = Math.abs(sum / ROW) > MEAN_MAX ? sumNs / ROW : 0;
    sum = 0;
    sumNs = 0;
    count = 0;
    return missNs;
  }
}
