package vdsl.simulation;

/**
 * What came of a simulation.
 *
 * @param online errors of readings at once, from the second minute on
 * @param resolved errors of readings that were resolved four seconds later
 * @param boundRatioP99 bound to half of the shortest round trip, 99 % of readings at once
 * @param reads readings at once and later, of the whole simulation
 * @param violations readings that were further off than their bound
 * @param backwardReads readings that were earlier than those before them
 * @param pairs order of readings of two slaves
 */
public record ClockFigures(
    ErrorFigures online,
    ErrorFigures resolved,
    double boundRatioP99,
    long reads,
    long violations,
    long backwardReads,
    PairFigures pairs) {

  /**
   * Distribution of absolute errors, in nanoseconds.
   *
   * @param maxNs largest
   */
  public record ErrorFigures(double p50Ns, double p99Ns, double maxNs) {}

  /**
   * Readings of one slave that were made after those of another one.
   *
   * @param closeWrong share of pairs 10 us apart in wrong order
   * @param farCertain share of pairs 1 ms apart whose bounds tell their order
   * @param wronglyCertain pairs whose bounds tell a wrong order
   */
  public record PairFigures(double closeWrong, double farCertain, long wronglyCertain) {}
}
