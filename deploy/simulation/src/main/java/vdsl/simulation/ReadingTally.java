package vdsl.simulation;

import java.util.Arrays;
import java.util.List;
import vdsl.simulation.ClockFigures.ReadingCounts;
import vdsl.simulation.ClockFigures.ReadingFigures;
import vdsl.simulation.SimulatedSlave.Reading;

/** Compares readings of one kind with the true time. Confined to one thread. */
final class ReadingTally {
  /** The first minute is for the estimators to get steady. */
  static final long STEADY_AFTER_NS = 60_000_000_000L;

  private static final double MEDIAN = 0.5;
  private static final double NINETY_NINTH = 0.99;

  private final List<SimulatedMaster> masters;
  private final Samples errors = new Samples();
  private final Samples boundRatios = new Samples();
  private long reads;
  private long violations;
  private long backwardReads;

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
  }

  /**
   * A tally of nothing yet.
   *
   * @param masters by their epochs, from 1 on; may grow
   */
  ReadingTally(List<SimulatedMaster> masters) {
    this.masters = masters;
  }

  void add(Reading reading, long shortestRoundTripNs) {
    SimulatedMaster master = masters.get((int) reading.epoch() - 1);
    long errorNs = Math.abs(reading.timeNs() - master.timeNs(reading.trueNs()));
    reads++;
    if (errorNs > reading.boundNs()) {
      violations++;
    }
    if (reading.trueNs() >= STEADY_AFTER_NS) {
      errors.add((double) errorNs);
      boundRatios.add(2.0 * reading.boundNs() / shortestRoundTripNs);
    }
  }

  /** A slave's reading follows another one of its. */
  void addSuccession(Reading before, Reading after) {
    if (after.timeNs() < before.timeNs()) {
      backwardReads++;
    }
  }

  ReadingFigures figures() {
    return new ReadingFigures(
        errors.quantile(MEDIAN),
        errors.quantile(NINETY_NINTH),
        errors.quantile(1),
        boundRatios.quantile(NINETY_NINTH),
        new ReadingCounts(reads, violations, backwardReads));
  }
}
