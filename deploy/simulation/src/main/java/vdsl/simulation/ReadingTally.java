package vdsl.simulation;

import java.util.Arrays;
import java.util.List;
import vdsl.simulation.ClockFigures.ErrorFigures;
import vdsl.simulation.ClockFigures.PairFigures;
import vdsl.simulation.SimulatedSlave.Reading;

/** Compares readings with the true time, and with each other. Confined to one thread. */
final class ReadingTally {
  /** The first minute is for the estimators to get steady. */
  private static final long STEADY_AFTER_NS = 60_000_000_000L;

  private final List<SimulatedMaster> masters;
  private final Samples online = new Samples();
  private final Samples resolved = new Samples();
  private final Samples boundRatios = new Samples();
  private long reads;
  private long violations;
  private long backwardReads;
  private long closePairs;
  private long closeWrong;
  private long farPairs;
  private long farCertain;
  private long wronglyCertain;

  /** Grows as needed. */
  private static final class Samples {
    private double[] values = new double[1_024];
    private int count;

    void add(double value) {
      if (count == values.length) {
        values = Arrays.copyOf(values, 2 * count);
      }
      values[count++] = value;
    }

    double quantile(double share) {
      Arrays.sort(values, 0, count);
      return count == 0 ? 0 : values[Math.min(count - 1, (int) (share * count))];
    }

    ErrorFigures figures() {
      return new ErrorFigures(quantile(0.5), quantile(0.99), quantile(1));
    }
  }

  /**
   * A tally of nothing yet.
   *
   * @param masters by their epochs, from 1 on; may grow
   */
  ReadingTally(List<SimulatedMaster> masters) {
    this.masters = masters;
  }

  void addOnline(Reading reading, long shortestRoundTripNs) {
    double errorNs = check(reading);
    if (reading.trueNs() >= STEADY_AFTER_NS) {
      online.add(errorNs);
      boundRatios.add(2.0 * reading.boundNs() / shortestRoundTripNs);
    }
  }

  void addResolved(Reading reading) {
    double errorNs = check(reading);
    if (reading.trueNs() >= STEADY_AFTER_NS) {
      resolved.add(errorNs);
    }
  }

  private double check(Reading reading) {
    SimulatedMaster master = masters.get((int) reading.epoch() - 1);
    long errorNs = Math.abs(reading.timeNs() - master.timeNs(reading.trueNs()));
    reads++;
    if (errorNs > reading.boundNs()) {
      violations++;
    }
    return errorNs;
  }

  /** A slave's reading follows another one of its. */
  void addSuccession(Reading before, Reading after) {
    if (after.timeNs() < before.timeNs()) {
      backwardReads++;
    }
  }

  /** Readings of two slaves that are so close that only good clocks put them in order. */
  void addClosePair(Reading before, Reading after) {
    if (isComparable(before, after)) {
      closePairs++;
      closeWrong += after.timeNs() <= before.timeNs() ? 1 : 0;
      checkOrder(before, after);
    }
  }

  /** Readings of two slaves that are so far apart that bounds should tell their order. */
  void addFarPair(Reading before, Reading after) {
    if (isComparable(before, after)) {
      farPairs++;
      farCertain += before.isCertainlyBefore(after) ? 1 : 0;
      checkOrder(before, after);
    }
  }

  /** Bounds are against one master: over a change of masters they say nothing of two slaves. */
  private static boolean isComparable(Reading before, Reading after) {
    return before.trueNs() >= STEADY_AFTER_NS && before.epoch() == after.epoch();
  }

  private void checkOrder(Reading before, Reading after) {
    wronglyCertain += after.isCertainlyBefore(before) ? 1 : 0;
  }

  ClockFigures figures() {
    PairFigures pairs =
        new PairFigures(
            (double) closeWrong / Math.max(1, closePairs),
            (double) farCertain / Math.max(1, farPairs),
            wronglyCertain);
    return new ClockFigures(
        online.figures(),
        resolved.figures(),
        boundRatios.quantile(0.99),
        reads,
        violations,
        backwardReads,
        pairs);
  }
}
