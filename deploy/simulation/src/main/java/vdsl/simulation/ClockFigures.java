package vdsl.simulation;

/**
 * What came of a simulation.
 *
 * @param online readings at once
 * @param resolved the same readings resolved four seconds later
 * @param pairs order of readings of two slaves, at once
 */
public record ClockFigures(ReadingFigures online, ReadingFigures resolved, PairFigures pairs) {

  /**
   * Readings of one kind. The distributions are from the second minute on, the counts of the whole
   * simulation.
   *
   * @param p50Ns absolute error, half of the readings; in nanoseconds
   * @param p99Ns absolute error, 99 % of the readings
   * @param maxNs largest absolute error
   * @param boundRatioP99 bound to half of the shortest round trip, 99 % of the readings
   * @param counts how many there were, and how many of them were wrong
   */
  public record ReadingFigures(
      double p50Ns, double p99Ns, double maxNs, double boundRatioP99, ReadingCounts counts) {}

  /**
   * Counts of readings.
   *
   * @param reads readings that were compared with the true time
   * @param violations those that were further off than their bound
   * @param backwardReads those that were earlier than the one before them
   */
  public record ReadingCounts(long reads, long violations, long backwardReads) {}

  /**
   * Readings of one slave that were made after those of another one.
   *
   * @param closeWrong share of pairs 10 us apart in wrong order
   * @param farCertain share of pairs 1 ms apart whose bounds tell their order
   * @param wronglyCertain pairs whose bounds tell a wrong order
   */
  public record PairFigures(double closeWrong, double farCertain, long wronglyCertain) {}

  /** Readings of both kinds. */
  public long reads() {
    return online.counts().reads() + resolved.counts().reads();
  }

  /** Readings of both kinds that were further off than their bound. */
  public long violations() {
    return online.counts().violations() + resolved.counts().violations();
  }

  /** Readings of both kinds that were earlier than the one before them. */
  public long backwardReads() {
    return online.counts().backwardReads() + resolved.counts().backwardReads();
  }
}
