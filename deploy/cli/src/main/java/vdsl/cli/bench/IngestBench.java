package vdsl.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vdsl.cli.process.CollectorProcess;
import vdsl.cli.process.Workspace;

/** Measures the way of a record to the store, processes of their own at both ends. */
@Command(
    name = "ingest",
    description = {
      "Measures bringing records to a collector until all are durable.",
      "Runs 'vdsl collector' and what logs as processes with a heap of 256 MiB each; beside"
          + " them, the same texts as rows in H2. The figures are medians of the rounds.",
      "Case 'typed': services that log templates and arguments through the agent within them."
          + " Case 'lines': 'vdsl ship' and a file."
    })
final class IngestBench implements Callable<Integer> {
  private static final List<String> CASES = List.of(TypedServices.NAME, ShippedLines.NAME);

  private static final long RECORDS_MAX = 100_000_000;
  private static final long ROWS_MAX = 1_000_000;
  private static final int ROUNDS_MAX = 100;
  private static final long ROWS_WARM_UP_SEED = 3;
  private static final int SERVICES_MAX = 64;

  /** A tenth of the records warms the collector up: it is a process that runs for months. */
  private static final long WARM_UP_DIVISOR = 10;

  /** A collector has to run at full rate with this: docs/benchmarks.md. */
  private static final int HEAP_MIB = 256;

  private final BenchContext context;

  @Option(
      names = "--cases",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "typed,lines",
      description = "Cases to measure; default ${DEFAULT-VALUE}.")
  private List<String> cases = new ArrayList<>();

  @Option(
      names = "--services",
      paramLabel = "N",
      defaultValue = "1",
      description = "Services of case typed, one thread each; default ${DEFAULT-VALUE}.")
  private int services;

  @Option(
      names = "--records",
      paramLabel = "N",
      defaultValue = "2000000",
      description = "Records per round, of all services together; default ${DEFAULT-VALUE}.")
  private long records;

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "200000",
      description = "Records to insert as rows per round; default ${DEFAULT-VALUE}.")
  private long rows;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "How often to measure; default ${DEFAULT-VALUE}.")
  private int rounds;

  @Mixin private LinesOption linesOption = new LinesOption();
  @Mixin private BenchOptions options = new BenchOptions();

  IngestBench(BenchContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, InterruptedException, SQLException {
    check();
    List<byte[]> sampleLines = linesOption.sampleLines();
    TypedLines typedLines = TypedLines.of(sampleLines);
    if (typedLines.count() == 0) {
      throw options.refusal("--lines: every line has a backslash or {}");
    }
    if (typedLines.count() < sampleLines.size()) {
      context.progress(
          "typed: %,d of %,d lines are log statements; the others have a backslash, {} or too many"
              + " patterns",
          typedLines.count(), sampleLines.size());
    }
    IngestCase.Counts counts =
        new IngestCase.Counts(
            records, Math.max(services, records / WARM_UP_DIVISOR), Math.toIntExact(rows));
    BenchReport report = new BenchReport("ingest", Origin.detect(context.clock()));
    try (Workspace workspace = options.workspace()) {
      for (String name : cases) {
        CollectorProcess collector =
            CollectorProcess.start(
                workspace, context.mainClass(), HEAP_MIB, workspace.path("data-" + name));
        IngestCase measured =
            name.equals(TypedServices.NAME)
                ? new TypedServices(workspace, context, collector, typedLines, counts, services)
                : new ShippedLines(workspace, context, collector, sampleLines, counts);
        measured.prepare();
        context.progress("%s: warming h2-rows up", name);
        warmUp(workspace.path("rows-" + name + "-warm-up"), sampleLines);
        for (int round = 1; round <= rounds; round++) {
          context.progress("%s, round %d of %d: vdsl", name, round, rounds);
          IngestCase.Round ingested = measured.round(round);
          context.progress("%s, round %d of %d: h2-rows", name, round, rounds);
          Ingested inserted = insert(workspace.path("rows-" + name + "-" + round), ingested);
          report.addAll(ingested.figures());
          report.addAll(inserted.figures());
          report.addAll(ingested.whole().ratiosTo(inserted));
        }
        collector.end();
      }
    }
    options.publish(report, context);
    return 0;
  }

  private void check() {
    if (cases.stream().distinct().count() < cases.size()) {
      throw options.refusal("--cases " + String.join(",", cases) + " names a case twice");
    }
    for (String name : cases) {
      if (!CASES.contains(name)) {
        throw options.refusal("--cases " + name + " is none of " + String.join(",", CASES));
      }
    }
    options.positive("--services", services, SERVICES_MAX);
    options.positive("--records", records, RECORDS_MAX);
    options.positive("--rows", rows, ROWS_MAX);
    options.positive("--rounds", rounds, ROUNDS_MAX);
    if (records < services) {
      throw options.refusal("--records " + records + " below --services " + services);
    }
    options.check();
  }

  /** As long as a measured round: classes are loaded and compiled then. */
  private void warmUp(Path newDirectory, List<byte[]> sampleLines)
      throws IOException, SQLException {
    Path directory = Files.createDirectory(newDirectory);
    List<byte[]> lines =
        new VariedLines(sampleLines, ROWS_WARM_UP_SEED).next(Math.toIntExact(rows));
    try (H2Rows table = H2Rows.create(directory.resolve("rows"))) {
      table.insert(lines);
    }
    Workspace.remove(directory);
  }

  private Ingested insert(Path newDirectory, IngestCase.Round ingested)
      throws IOException, SQLException {
    Path directory = Files.createDirectory(newDirectory);
    List<byte[]> texts = ingested.texts();
    long begunCpuNs = ownCpuNs();
    long begunNs = context.ticks().ticks();
    long elapsedNs;
    long cpuNs;
    try (H2Rows table = H2Rows.create(directory.resolve("rows"))) {
      table.insert(texts);
      elapsedNs = context.ticks().ticks() - begunNs;
      cpuNs = ownCpuNs() - begunCpuNs;
    }
    return new Ingested(
        "h2-rows",
        ingested.whole().caseName(),
        texts.size(),
        elapsedNs,
        cpuNs,
        Workspace.bytesBelow(directory));
  }

  private static long ownCpuNs() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
  }
}
