package vdsl.cli.bench;

import java.util.List;

/** Compares times of records with the true ones of their log calls. Confined to one thread. */
final class TimeComparison {
  private static final String READINGS = "readings";

  private final ClockTruth truth;
  private final int firstCall;
  private final Latencies errors = new Latencies();
  private final Latencies bounds = new Latencies();
  private final Latencies widths = new Latencies();
  private int nextCall;
  private long lastTimeNs = Long.MIN_VALUE;
  private long violations;
  private long backwardReads;

  /**
   * Nothing compared yet.
   *
   * @param firstCall that is measured; those before are for warming up
   */
  TimeComparison(ClockTruth truth, int firstCall) {
    this.truth = truth;
    this.firstCall = firstCall;
  }

  /** The next record. */
  void add(int call, StoredTimes.StoredTime time) {
    if (call != nextCall) {
      throw new BenchException("record of call " + call + " where " + nextCall + " is next");
    }
    nextCall++;
    backwardReads += time.timeNs() < lastTimeNs ? 1 : 0;
    lastTimeNs = time.timeNs();
    long errorNs = truth.errorNs(call, time.timeNs());
    violations += errorNs > time.boundNs() ? 1 : 0;
    if (call >= firstCall) {
      errors.add(errorNs);
      bounds.add(time.boundNs());
      widths.add(truth.widthNs(call));
    }
  }

  /** What came of it, once every call was compared. */
  List<Figure> figures(String subject, String caseName) {
    if (nextCall != truth.calls()) {
      throw new BenchException(truth.calls() + " records were logged and " + nextCall + " stored");
    }
    return List.of(
        Figure.of(subject, caseName, "p50_us", "us", errors.p50Us()),
        Figure.of(subject, caseName, "p99_us", "us", errors.p99Us()),
        Figure.of(subject, caseName, "max_us", "us", errors.maxUs()),
        Figure.of(subject, caseName, "bound_p99_us", "us", bounds.p99Us()),
        Figure.of(subject, caseName, "truth_p50_us", "us", widths.p50Us()),
        Figure.of(subject, caseName, "violations", READINGS, (double) violations),
        Figure.of(subject, caseName, "backward_reads", READINGS, (double) backwardReads),
        Figure.of(subject, caseName, "reads", READINGS, nextCall));
  }
}
