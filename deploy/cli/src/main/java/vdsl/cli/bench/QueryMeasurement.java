package vdsl.cli.bench;

import java.io.IOException;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import vdsl.time.TickSource;

/** Asks one target all questions and takes the time. Confined to one thread. */
final class QueryMeasurement {
  /** A query that takes long is asked less often. */
  private static final long WARM_UP_NS_MAX = 3_000_000_000L;

  private static final long MEASURED_NS_MAX = 5_000_000_000L;

  /** Passes over everything, after one that is not counted. */
  private static final int PASSES = 3;

  private static final double BYTES_PER_MB = 1e6;
  private static final double NS_PER_SECOND = 1e9;
  private static final long SEED = 4;

  private final String subject;
  private final QueryTarget target;
  private final SampleStore store;
  private final int runs;
  private final TickSource ticks;
  private final BenchReport report;

  /**
   * Prepares a measurement.
   *
   * @param runs how often a quick query is asked for warming up, and how often for the figures
   */
  QueryMeasurement(
      String subject,
      QueryTarget target,
      SampleStore store,
      int runs,
      TickSource ticks,
      BenchReport report) {
    this.subject = subject;
    this.target = target;
    this.store = store;
    this.runs = runs;
    this.ticks = ticks;
    this.report = report;
  }

  void run() throws IOException, InterruptedException {
    SplittableRandom random = new SplittableRandom(SEED);
    latency("1000-by-id/warm", () -> Question.idRange(store, random));
    latency("newest-100", () -> Question.newest(store));
    latency("rare-token", () -> Question.rareToken(store));
    latency("absent-token", Question::absentToken);
    rate(
        "contains-scan",
        Question.absentText(),
        "mb_per_s",
        "MB/s",
        store.textBytes() / BYTES_PER_MB);
    rate(
        "export",
        Question.everything(store),
        "records_per_s",
        "records/s",
        (double) store.records());
  }

  private void latency(String caseName, Supplier<Question> questions)
      throws IOException, InterruptedException {
    ask(questions, WARM_UP_NS_MAX);
    report.addAll(ask(questions, MEASURED_NS_MAX).figures(subject, caseName));
  }

  private Latencies ask(Supplier<Question> questions, long budgetNs)
      throws IOException, InterruptedException {
    Latencies latencies = new Latencies();
    long begunNs = ticks.ticks();
    for (int run = 0; run < runs && (run == 0 || ticks.ticks() - begunNs < budgetNs); run++) {
      latencies.add(elapsedNs(questions.get()));
    }
    return latencies;
  }

  private void rate(String caseName, Question question, String metric, String unit, double amount)
      throws IOException, InterruptedException {
    question.ask(target);
    for (int pass = 0; pass < PASSES; pass++) {
      double seconds = elapsedNs(question) / NS_PER_SECOND;
      report.add(Figure.of(subject, caseName, metric, unit, amount / seconds));
    }
  }

  private long elapsedNs(Question question) throws IOException, InterruptedException {
    long begunNs = ticks.ticks();
    question.ask(target);
    return ticks.ticks() - begunNs;
  }
}
