package vdsl.cli.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToDoubleFunction;
import vdsl.clock.ClusterClock.Estimation;
import vdsl.simulation.ClockFigures;
import vdsl.simulation.ClockFigures.PairFigures;
import vdsl.simulation.ClockFigures.ReadingFigures;
import vdsl.simulation.ClockSimulation;

/**
 * Cases simulated once per subject and seed, on all processors; figures of the seeds become one.
 * Confined to one thread.
 */
final class SimulatedClocks {
  /** What is shipped. */
  static final String BRACKET = "bracket";

  /** The published exchange, followed as it comes. */
  static final String PLAIN = "plain";

  private static final double NS_PER_US = 1e3;
  private static final String READINGS = "readings";
  private static final String SHARE = "share";

  private static final List<Metric<ReadingFigures>> READING_METRICS =
      List.of(
          new Metric<>("p50_us", "us", Combination.MEDIAN, of -> of.p50Ns() / NS_PER_US),
          new Metric<>("p99_us", "us", Combination.MEDIAN, of -> of.p99Ns() / NS_PER_US),
          new Metric<>("max_us", "us", Combination.LARGEST, of -> of.maxNs() / NS_PER_US),
          new Metric<>(
              "bound_ratio_p99", "ratio", Combination.MEDIAN, ReadingFigures::boundRatioP99),
          new Metric<>(
              "violations", READINGS, Combination.SUM, of -> (double) of.counts().violations()),
          new Metric<>(
              "backward_reads",
              READINGS,
              Combination.SUM,
              of -> (double) of.counts().backwardReads()),
          new Metric<>("reads", READINGS, Combination.SUM, of -> (double) of.counts().reads()));

  private static final List<Metric<PairFigures>> PAIR_METRICS =
      List.of(
          new Metric<>(
              "wrong_order_10us_share", SHARE, Combination.LARGEST, PairFigures::closeWrong),
          new Metric<>("certain_1ms_share", SHARE, Combination.SMALLEST, PairFigures::farCertain),
          new Metric<>(
              "wrongly_certain", "pairs", Combination.SUM, of -> (double) of.wronglyCertain()));

  private final BenchContext context;
  private final List<Long> seeds;
  private final long reads;

  SimulatedClocks(BenchContext context, List<Long> seeds, long reads) {
    this.context = context;
    this.seeds = List.copyOf(seeds);
    this.reads = reads;
  }

  /** What of a simulation's figures is told, and what becomes of that of several seeds. */
  private record Metric<T>(
      String name, String unit, Combination overSeeds, ToDoubleFunction<T> value) {
    Figure figure(String subject, String caseName, List<T> ofSeeds) {
      List<Double> values = ofSeeds.stream().map(value::applyAsDouble).toList();
      return Figure.of(subject, caseName, name, unit, overSeeds.of(values));
    }
  }

  private record Subject(String name, Estimation estimation) {}

  private record Run(SimulatedCase of, Subject subject) {}

  /** Simulates cases, all at once as far as there are processors. */
  List<Figure> measure(List<SimulatedCase> cases) throws InterruptedException {
    ExecutorService processors =
        Executors.newFixedThreadPool(
            Runtime.getRuntime().availableProcessors(), SimulatedClocks::thread);
    try {
      Map<Run, List<Future<ClockFigures>>> runs = new LinkedHashMap<>();
      for (SimulatedCase one : cases) {
        for (Subject subject :
            List.of(
                new Subject(BRACKET, Estimation.BRACKET),
                new Subject(PLAIN, Estimation.PUBLISHED))) {
          runs.put(new Run(one, subject), begin(processors, one, subject));
        }
      }
      return await(runs);
    } finally {
      processors.shutdownNow();
    }
  }

  /** Whoever interrupts the command does not wait for a simulation. */
  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "vdsl-bench-simulation");
    thread.setDaemon(true);
    return thread;
  }

  private List<Future<ClockFigures>> begin(
      ExecutorService processors, SimulatedCase one, Subject subject) {
    List<Future<ClockFigures>> begun = new ArrayList<>();
    for (long seed : seeds) {
      begun.add(
          processors.submit(
              () ->
                  ClockSimulation.run(
                      one.scenario(),
                      subject.estimation(),
                      one.exchangesPerSecond(),
                      seed,
                      reads)));
    }
    return begun;
  }

  private List<Figure> await(Map<Run, List<Future<ClockFigures>>> runs)
      throws InterruptedException {
    List<Figure> figures = new ArrayList<>();
    int begun = 0;
    for (Map.Entry<Run, List<Future<ClockFigures>>> entry : runs.entrySet()) {
      Run run = entry.getKey();
      begun++;
      context.progress(
          "simulation %d of %d: %s, %s", begun, runs.size(), run.of().name(), run.subject().name());
      List<ClockFigures> ofSeeds = new ArrayList<>();
      for (Future<ClockFigures> future : entry.getValue()) {
        ofSeeds.add(result(future, run.of()));
      }
      figures.addAll(figures(run, ofSeeds));
    }
    return figures;
  }

  private static ClockFigures result(Future<ClockFigures> future, SimulatedCase of)
      throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException failure) {
      throw new BenchException("the simulation of " + of.name() + " failed", failure);
    }
  }

  private static List<Figure> figures(Run run, List<ClockFigures> ofSeeds) {
    String subject = run.subject().name();
    String online = run.of().name() + "/online";
    String resolved = run.of().name() + "/final";
    List<Figure> figures = new ArrayList<>();
    for (Metric<ReadingFigures> metric : READING_METRICS) {
      figures.add(
          metric.figure(subject, online, ofSeeds.stream().map(ClockFigures::online).toList()));
    }
    for (Metric<PairFigures> metric : PAIR_METRICS) {
      figures.add(
          metric.figure(subject, online, ofSeeds.stream().map(ClockFigures::pairs).toList()));
    }
    for (Metric<ReadingFigures> metric : READING_METRICS) {
      figures.add(
          metric.figure(subject, resolved, ofSeeds.stream().map(ClockFigures::resolved).toList()));
    }
    return figures;
  }
}
