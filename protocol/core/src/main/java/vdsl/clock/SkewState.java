package vdsl.clock;

/**
 * Estimate of a slave's offset and skew at one reading of its raw clock, with its covariance: the
 * state of a Kalman filter whose skew walks at random (Kalman 1960; as a clock model: Galleani and
 * Tavella 2010, "Time and the Kalman filter"). Immutable.
 *
 * @param ticks raw reading it is of
 * @param offsetNs master minus raw, less the estimator's base
 * @param skewPpb how much faster the master runs than raw, in nanoseconds a second
 * @param offsetVariance in square nanoseconds
 * @param covariance of offset and skew
 * @param skewVariance in square parts per billion
 */
record SkewState(
    long ticks,
    double offsetNs,
    double skewPpb,
    double offsetVariance,
    double covariance,
    double skewVariance) {
  /**
   * Random walk of the skew, in ppb per square root of a second: what a quartz without a thermostat
   * does in a room whose temperature changes.
   */
  private static final double WANDER_PPB = 100;

  private static final double NS_PER_S = 1e9;

  /** The state that follows from this one if nothing is measured; also for an earlier reading. */
  SkewState at(long otherTicks) {
    double s = (otherTicks - ticks) / NS_PER_S;
    double length = Math.abs(s);
    double wander = WANDER_PPB * WANDER_PPB;
    return new SkewState(
        otherTicks,
        offsetNs + s * skewPpb,
        skewPpb,
        offsetVariance
            + 2 * s * covariance
            + s * s * skewVariance
            + wander * length * length * length / 3,
        covariance + s * skewVariance + Math.signum(s) * wander * length * length / 2,
        skewVariance + wander * length);
  }

  /**
   * Takes a measurement of the offset in.
   *
   * @param innovationNs measured offset minus this one
   * @param variance of the measurement
   */
  SkewState corrected(double innovationNs, double variance) {
    double gain = offsetVariance / (offsetVariance + variance);
    double skewGain = covariance / (offsetVariance + variance);
    return new SkewState(
        ticks,
        offsetNs + gain * innovationNs,
        skewPpb + skewGain * innovationNs,
        (1 - gain) * offsetVariance,
        (1 - gain) * covariance,
        skewVariance - skewGain * covariance);
  }

  /** The same, of which less is known. */
  SkewState inflated(double addedOffsetVariance, double addedSkewVariance) {
    return new SkewState(
        ticks,
        offsetNs,
        skewPpb,
        offsetVariance + addedOffsetVariance,
        covariance,
        skewVariance + addedSkewVariance);
  }

  /**
   * This state in the light of what came later (Rauch, Tung and Striebel 1965).
   *
   * @param later a smoothed state of a later reading
   */
  SkewState smoothedBy(SkewState later) {
    SkewState predicted = at(later.ticks);
    double s = (later.ticks - ticks) / NS_PER_S;
    double determinant =
        predicted.offsetVariance * predicted.skewVariance
            - predicted.covariance * predicted.covariance;
    double a = offsetVariance + s * covariance;
    double b = covariance;
    double c = covariance + s * skewVariance;
    double d = skewVariance;
    double g00 = (a * predicted.skewVariance - b * predicted.covariance) / determinant;
    double g01 = (b * predicted.offsetVariance - a * predicted.covariance) / determinant;
    double g10 = (c * predicted.skewVariance - d * predicted.covariance) / determinant;
    double g11 = (d * predicted.offsetVariance - c * predicted.covariance) / determinant;
    double offset = later.offsetNs - predicted.offsetNs;
    double skew = later.skewPpb - predicted.skewPpb;
    double v00 = later.offsetVariance - predicted.offsetVariance;
    double v01 = later.covariance - predicted.covariance;
    double v11 = later.skewVariance - predicted.skewVariance;
    return new SkewState(
        ticks,
        offsetNs + g00 * offset + g01 * skew,
        skewPpb + g10 * offset + g11 * skew,
        offsetVariance + g00 * g00 * v00 + 2 * g00 * g01 * v01 + g01 * g01 * v11,
        covariance + g00 * g10 * v00 + (g00 * g11 + g01 * g10) * v01 + g01 * g11 * v11,
        skewVariance + g10 * g10 * v00 + 2 * g10 * g11 * v01 + g11 * g11 * v11);
  }

  Skew skew() {
    return new Skew(skewPpb, Math.sqrt(Math.max(0, skewVariance)));
  }
}
