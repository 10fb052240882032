package vdsl.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vdsl.cli.process.CollectorProcess;
import vdsl.cli.process.Workspace;

/** Measures the way of a record from a file to the store, processes of their own at both ends. */
@Command(
    name = "ingest",
    description = {
      "Measures shipping lines to a collector until all are durable.",
      "Runs 'vdsl collector' and 'vdsl ship' as processes with a heap of 256 MiB each; beside"
          + " them, the same lines as rows in H2. The figures are medians of the rounds.",
      "The case 'lines' is measured; 'typed', records of log calls, comes with the logging API."
    })
final class IngestBench implements Callable<Integer> {
  private static final long RECORDS_MAX = 100_000_000;
  private static final long ROWS_MAX = 1_000_000;
  private static final int ROUNDS_MAX = 100;

  /** A tenth of the records warms the collector up: it is a process that runs for months. */
  private static final long WARM_UP_DIVISOR = 10;

  /** A collector has to run at full rate with this: docs/benchmarks.md. */
  private static final int HEAP_MIB = 256;

  private static final long SEED = 1;
  private static final long WARM_UP_SEED = 2;

  private final BenchContext context;

  @Option(
      names = "--records",
      paramLabel = "N",
      defaultValue = "2000000",
      description = "Lines to ship per round; default ${DEFAULT-VALUE}.")
  private long records;

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "200000",
      description = "Lines to insert as rows per round; default ${DEFAULT-VALUE}.")
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
    options.positive("--records", records, RECORDS_MAX);
    options.positive("--rows", rows, ROWS_MAX);
    options.positive("--rounds", rounds, ROUNDS_MAX);
    options.check();
    List<byte[]> sampleLines = linesOption.sampleLines();
    BenchReport report = new BenchReport("ingest", Origin.detect(context.clock()));
    try (Workspace workspace = options.workspace()) {
      context.progress("writing %,d lines", records);
      long warmUpCount = Math.max(1, records / WARM_UP_DIVISOR);
      LineFile warmUp =
          LineFile.write(
              workspace.path("warm-up.log"),
              new VariedLines(sampleLines, WARM_UP_SEED),
              warmUpCount);
      LineFile lines =
          LineFile.write(workspace.path("lines.log"), new VariedLines(sampleLines, SEED), records);
      List<byte[]> rowLines = new VariedLines(sampleLines, SEED).next(Math.toIntExact(rows));

      CollectorProcess collector =
          CollectorProcess.start(workspace, context.mainClass(), HEAP_MIB, workspace.path("data"));
      Shipping shipping = new Shipping(workspace, context, collector);
      context.progress("warming up with %,d lines", warmUp.lineCount());
      shipping.ship("warm-up", warmUp);
      for (int round = 1; round <= rounds; round++) {
        context.progress("round %d of %d: vdsl", round, rounds);
        Shipping.Shipped shipped = shipping.ship("round-" + round, lines);
        context.progress("round %d of %d: h2-rows", round, rounds);
        Ingested inserted = insert(workspace.path("rows-" + round), rowLines);
        report.addAll(shipped.figures());
        report.addAll(inserted.figures());
        report.addAll(shipped.whole().ratiosTo(inserted));
      }
      collector.end();
    }
    options.publish(report, context);
    return 0;
  }

  private Ingested insert(Path newDirectory, List<byte[]> lines) throws IOException, SQLException {
    Path directory = Files.createDirectory(newDirectory);
    long begunCpuNs = ownCpuNs();
    long begunNs = context.ticks().ticks();
    long elapsedNs;
    long cpuNs;
    try (H2Rows table = H2Rows.create(directory.resolve("rows"))) {
      table.insert(lines);
      elapsedNs = context.ticks().ticks() - begunNs;
      cpuNs = ownCpuNs() - begunCpuNs;
    }
    return new Ingested("h2-rows", lines.size(), elapsedNs, cpuNs, Workspace.bytesBelow(directory));
  }

  private static long ownCpuNs() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
  }
}
