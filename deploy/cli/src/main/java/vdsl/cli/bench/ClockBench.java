package vdsl.cli.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vdsl.cli.process.Workspace;

/** Measures how far cluster time is off the master's, and whether its bounds hold. */
@Command(
    name = "clock",
    description = {
      "Measures how far cluster time is off the master's, and whether its bounds hold.",
      "Simulates master and nodes over networks and faults: subject 'bracket' is the estimator that"
          + " is shipped, 'plain' the published exchange without any; CASE@N has N exchanges a"
          + " second. Cases 'tcp' are a collector and a service whose raw clock is bent on purpose,"
          + " on an idle machine and with all cores busy; 'exchange' is what one costs a node.",
      "Exit code 1 if a reading is further off than its bound, or earlier than the one before it,"
          + " where that is not allowed."
    })
final class ClockBench implements Callable<Integer> {
  private static final int EXIT_OK = 0;
  private static final int EXIT_FAILED = 1;

  private static final int SECONDS_MAX = 600;

  private static final List<String> SIMULATED_METRICS =
      List.of(
          "p50_us", "p99_us", "max_us", "bound_ratio_p99", "violations", "backward_reads", "reads");

  private static final List<String> TCP_METRICS =
      List.of(
          "p50_us",
          "p99_us",
          "max_us",
          "bound_p99_us",
          "truth_p50_us",
          "violations",
          "backward_reads",
          "reads");

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
      defaultValue = ClockSelection.ALL,
      description =
          "What to measure, as lan, lan@10, tcp, tcp/busy or exchange; default ${DEFAULT-VALUE}.")
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

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "20",
      description = "How long each case over TCP is measured; default ${DEFAULT-VALUE}.")
  private int seconds;

  @Mixin private BenchOptions options = new BenchOptions();

  ClockBench(BenchContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    check();
    BenchReport report =
        new BenchReport("clock", Origin.detect(context.clock()), new ClockTable(blocks()));
    measure(ClockSelection.of(scenarios), report);
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

  private void measure(ClockSelection selection, BenchReport report)
      throws IOException, InterruptedException {
    if (!selection.simulated().isEmpty()) {
      report.addAll(new SimulatedClocks(context, seeds, reads).measure(selection.simulated()));
    }
    if (!selection.loads().isEmpty()) {
      try (Workspace workspace = options.workspace()) {
        report.addAll(TcpClocks.measure(selection.loads(), seconds, workspace, context));
      }
    }
    if (selection.isExchangeMeasured()) {
      context.progress("%s", ExchangeCost.CASE);
      report.addAll(new ExchangeCost().measure());
    }
  }

  private List<ClockTable.Block> blocks() {
    return List.of(
        new ClockTable.Block(simulationCaption(), SIMULATED_METRICS),
        new ClockTable.Block(
            List.of(
                "Pairs of readings of two nodes, 10 us and 1 ms apart: the worst seed's shares, and"
                    + " the sum of those wrongly certain."),
            List.of("wrong_order_10us_share", "certain_1ms_share", "wrongly_certain")),
        new ClockTable.Block(tcpCaption(), TCP_METRICS),
        new ClockTable.Block(
            List.of(
                "Processor time of an exchange at the node, but for what the system does: two"
                    + " messages decoded, one encoded, the clock told."),
            List.of("exchange_us", "core_share_at_10hz")));
  }

  private List<String> simulationCaption() {
    String seedNames = seeds.stream().map(String::valueOf).collect(Collectors.joining(", "));
    return List.of(
        String.format(
            Locale.ROOT,
            "Simulated, 8 nodes, seeds %s, about %,d readings each: error and bound of"
                + " readings at once (online) and 4 s later (final).",
            seedNames,
            reads),
        "p50_us, p99_us and bound_ratio_p99 are medians over the seeds, max_us is the"
            + " largest, violations, backward_reads and reads are sums.");
  }

  private List<String> tcpCaption() {
    return List.of(
        String.format(
            Locale.ROOT,
            "Two processes over TCP, the raw clock of one bent: %d records a second for %d s, after"
                + " %d s to warm up; error of their times beyond what truth leaves open.",
            TcpClocks.RATE,
            seconds,
            TcpClocks.warmUpSeconds(seconds)),
        "truth_p50_us is how long half of the log calls took at most, between two readings of the"
            + " straight clock: a time within is not wrong.");
  }

  private void check() {
    for (String name : scenarios) {
      if (ClockSelection.of(List.of(name)).isEmpty()) {
        throw options.refusal("--scenario " + name + " is none of " + ClockSelection.names());
      }
    }
    if (seeds.stream().distinct().count() < seeds.size()) {
      throw options.refusal("--seed names a seed twice");
    }
    options.within("--seed: number of seeds", seeds.size(), 1, SEEDS_MAX);
    options.within("--reads", reads, READS_MIN, READS_MAX);
    options.positive("--seconds", seconds, SECONDS_MAX);
    options.check();
  }
}
