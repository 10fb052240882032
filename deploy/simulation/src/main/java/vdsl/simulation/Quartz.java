package vdsl.simulation;

import java.util.SplittableRandom;

/**
 * A raw clock whose rate is off by a constant and walks at random, as that of a quartz without a
 * thermostat does. It is asked in the order of true time. Confined to one thread.
 */
final class Quartz {
  /** What makers of ordinary quartzes promise, in parts per billion. */
  private static final double SKEW_PPB_MAX = 100_000;

  /** Random walk of the skew, in ppb per square root of a second. */
  private static final double WANDER_PPB = 50;

  private static final long OFFSET_NS_MAX = 5_000_000_000L;
  private static final long STEP_NS = 10_000_000;

  /** Ten seconds: messages under way are stamped ahead of what is read meanwhile. */
  private static final int STEPS_KEPT = 1_024;

  private static final double NS_PER_S = 1e9;

  private final SplittableRandom random;
  private final double[] skewPpb = new double[STEPS_KEPT];
  private final double[] phaseNs = new double[STEPS_KEPT];
  private final long offsetNs;
  private long newestStep;
  private long stoodStillNs;

  Quartz(SplittableRandom random) {
    this.random = random;
    skewPpb[0] = random.nextDouble(-SKEW_PPB_MAX, SKEW_PPB_MAX);
    offsetNs = random.nextLong(-OFFSET_NS_MAX, OFFSET_NS_MAX);
  }

  /**
   * Raw reading at a true time.
   *
   * @param trueNs since the simulation began, in nanoseconds; at most ten seconds earlier than any
   *     before
   */
  long ticks(long trueNs) {
    long step = trueNs / STEP_NS;
    while (newestStep < step) {
      walk();
    }
    if (newestStep - step >= STEPS_KEPT) {
      throw new IllegalArgumentException("true time " + trueNs + " ns is forgotten");
    }
    int at = (int) (step % STEPS_KEPT);
    double sinceStepNs = skewPpb[at] * ((trueNs - step * STEP_NS) / NS_PER_S);
    return trueNs + offsetNs - stoodStillNs + Math.round(phaseNs[at] + sinceStepNs);
  }

  private void walk() {
    int from = (int) (newestStep % STEPS_KEPT);
    newestStep++;
    int to = (int) (newestStep % STEPS_KEPT);
    double stepS = STEP_NS / NS_PER_S;
    phaseNs[to] = phaseNs[from] + skewPpb[from] * stepS;
    skewPpb[to] = skewPpb[from] + WANDER_PPB * Math.sqrt(stepS) * random.nextGaussian();
  }

  /** Stands still for a time, as that of a virtual machine that is suspended. */
  void standStill(long ns) {
    stoodStillNs += ns;
  }

  /** Changes its rate from now on, as a time service or an air conditioner does. */
  void changeRate(double byPpb) {
    skewPpb[(int) (newestStep % STEPS_KEPT)] += byPpb;
  }
}
