package vdsl.cli.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures how far cluster time is off the master's, and whether its bounds hold. */
@Command(
    name = "clock",
    description = {
      "Measures how far cluster time is off the master's, and whether its bounds hold.",
      "Simulates master and nodes over networks and faults: subject 'bracket' is the estimator that"
          + " is shipped, 'plain' the published exchange without any; CASE@N has N exchanges a"
          + " second.",
      "Exit code 1 if a reading is further off than its bound, or earlier than the one before it,"
          + " where that is not allowed."
    })
final class ClockBench implements Callable<Integer> {
  private static final int EXIT_OK = 0;
  private static final int EXIT_FAILED = 1;

  private static final String ALL = "all";
  private static final int SEEDS_MAX = 100;

  /** Fewer tell no quantile of 99 %. */
  private static final long READS_MIN = 10_000;

  /** More do not fit into the shortest scenario. */
  private static final long READS_MAX = 2_500_000;

  private final BenchContext context;

  @Option(
      names = "--scenario",
      paramLabel = "NAME",
      split = ",",
      defaultValue = ALL,
      description = "Scenarios to simulate, as lan or lan@10; default ${DEFAULT-VALUE}.")
  private List<String> scenarios = new ArrayList<>();

  @Option(
      names = "--seed",
      paramLabel = "N",
      split = ",",
      defaultValue = "101,102,103",
      description = "Seeds to simulate with; default ${DEFAULT-VALUE}, by which nothing was tuned.")
  private List<Long> seeds = new ArrayList<>();

  @Option(
      names = "--reads",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "Readings of each simulation, about; default ${DEFAULT-VALUE}.")
  private long reads;

  @Mixin private BenchOptions options = new BenchOptions();

  ClockBench(BenchContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    check();
    List<SimulatedCase> cases =
        SimulatedCase.ALL.stream()
            .filter(one -> scenarios.stream().anyMatch(name -> means(name, one)))
            .toList();
    BenchReport report =
        new BenchReport("clock", Origin.detect(context.clock()), new ClockTable(blocks()));
    report.addAll(new SimulatedClocks(context, seeds, reads).measure(cases));
    options.publish(report, context);
    List<Figure> broken = ClockVerdict.broken(report.figures());
    for (Figure figure : broken) {
      context.progress(
          "%s, %s: %s is %.0f, none is allowed",
          figure.name().subject(),
          figure.name().caseName(),
          figure.name().metric(),
          figure.value());
    }
    return broken.isEmpty() ? EXIT_OK : EXIT_FAILED;
  }

  private static boolean means(String name, SimulatedCase one) {
    return name.equals(ALL) || one.isNamed(name);
  }

  private List<ClockTable.Block> blocks() {
    String seedNames = seeds.stream().map(String::valueOf).collect(Collectors.joining(", "));
    return List.of(
        new ClockTable.Block(
            List.of(
                String.format(
                    Locale.ROOT,
                    "Simulated, 8 nodes, seeds %s, about %,d readings each: error and bound of"
                        + " readings at once (online) and 4 s later (final).",
                    seedNames,
                    reads),
                "p50_us, p99_us and bound_ratio_p99 are medians over the seeds, max_us is the"
                    + " largest, violations, backward_reads and reads are sums."),
            List.of(
                "p50_us",
                "p99_us",
                "max_us",
                "bound_ratio_p99",
                "violations",
                "backward_reads",
                "reads")),
        new ClockTable.Block(
            List.of(
                "Pairs of readings of two nodes, 10 us and 1 ms apart: the worst seed's shares, and"
                    + " the sum of those wrongly certain."),
            List.of("wrong_order_10us_share", "certain_1ms_share", "wrongly_certain")));
  }

  private void check() {
    for (String name : scenarios) {
      if (SimulatedCase.ALL.stream().noneMatch(one -> means(name, one))) {
        throw options.refusal("--scenario " + name + " is none of " + names());
      }
    }
    if (seeds.stream().distinct().count() < seeds.size()) {
      throw options.refusal("--seed names a seed twice");
    }
    options.within("--seed: number of seeds", seeds.size(), 1, SEEDS_MAX);
    options.within("--reads", reads, READS_MIN, READS_MAX);
    options.check();
  }

  private static String names() {
    return Stream.concat(
            Stream.of(ALL), SimulatedCase.ALL.stream().map(SimulatedCase::scenarioName).distinct())
        .collect(Collectors.joining(","));
  }
}
