package vdsl.cli.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vdsl.cli.process.CollectorProcess;
import vdsl.cli.process.Workspace;
import vdsl.storage.spi.BlockStore;

/** Measures queries of a store of many records, by the engine and over HTTP. */
@Command(
    name = "query",
    description = {
      "Measures queries of a store filled for it.",
      "Subject 'vdsl' is the query engine in this process, 'vdsl-http' a collector in a process"
          + " of its own, asked over one connection. Rates are medians of 3 passes."
    })
final class QueryBench implements Callable<Integer> {
  private static final long RECORDS_MAX = 100_000_000;
  private static final int NODES_MAX = 1_000;
  private static final int HEAP_MIB_MAX = 1 << 20;
  private static final int RUNS_MAX = 1_000_000;

  /** Each is a store opened anew, which has read nothing yet. */
  private static final int COLD_RUNS_MAX = 20;

  private static final long COLD_SEED = 5;
  private static final double NS_PER_MS = 1e6;
  private static final String ENGINE = "vdsl";

  private final BenchContext context;

  @Option(
      names = "--records",
      paramLabel = "N",
      defaultValue = "4000000",
      description = "Records in the store; default ${DEFAULT-VALUE}.")
  private long records;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "20",
      description = "Nodes that logged them; default ${DEFAULT-VALUE}.")
  private int nodes;

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "1000",
      description = "How often to ask a quick query; default ${DEFAULT-VALUE}.")
  private int runs;

  @Option(
      names = "--heap",
      paramLabel = "MIB",
      defaultValue = "1024",
      description = "Heap of that collector; default ${DEFAULT-VALUE}.")
  private int heapMib;

  @Mixin private LinesOption linesOption = new LinesOption();
  @Mixin private BenchOptions options = new BenchOptions();

  QueryBench(BenchContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    options.positive("--records", records, RECORDS_MAX);
    options.positive("--nodes", nodes, Math.min(records, NODES_MAX));
    options.positive("--runs", runs, RUNS_MAX);
    options.positive("--heap", heapMib, HEAP_MIB_MAX);
    options.check();
    BenchReport report = new BenchReport("query", Origin.detect(context.clock()));
    try (Workspace workspace = options.workspace()) {
      SampleStore sample = fill(workspace.path("data"), report);
      context.progress("opening the store %d times", coldRuns());
      measureCold(sample, report);
      context.progress("asking the engine");
      try (BlockStore store = sample.open(context.clock())) {
        measure(ENGINE, new EngineTarget(store, context.clock()), sample, report);
      }
      context.progress("asking a collector over HTTP");
      CollectorProcess collector =
          CollectorProcess.start(workspace, context.mainClass(), heapMib, sample.directory());
      measure("vdsl-http", new HttpTarget(collector.url()), sample, report);
      collector.end();
    }
    options.publish(report, context);
    return 0;
  }

  private SampleStore fill(Path directory, BenchReport report) throws IOException {
    context.progress("storing %,d records of %d nodes", records, nodes);
    SampleStore sample =
        SampleStore.fill(directory, records, nodes, linesOption.sampleLines(), context.clock());
    report.add(
        Figure.of(
            ENGINE, "stored", "text_bytes_per_record", "B/record", perRecord(sample.textBytes())));
    report.add(
        Figure.of(
            ENGINE,
            "stored",
            "bytes_per_record",
            "B/record",
            perRecord(Workspace.bytesBelow(directory))));
    return sample;
  }

  private int coldRuns() {
    return Math.min(runs, COLD_RUNS_MAX);
  }

  private double perRecord(long bytes) {
    return (double) bytes / records;
  }

  private void measureCold(SampleStore sample, BenchReport report)
      throws IOException, InterruptedException {
    SplittableRandom random = new SplittableRandom(COLD_SEED);
    Latencies latencies = new Latencies();
    for (int run = 0; run < coldRuns(); run++) {
      long begunNs = context.ticks().ticks();
      try (BlockStore store = sample.open(context.clock())) {
        long openNs = context.ticks().ticks();
        Question.idRange(sample, random).ask(new EngineTarget(store, context.clock()));
        latencies.add(context.ticks().ticks() - openNs);
        report.add(Figure.of(ENGINE, "open", "p50_ms", "ms", (openNs - begunNs) / NS_PER_MS));
      }
    }
    report.addAll(latencies.figures(ENGINE, "1000-by-id/cold"));
  }

  private void measure(String subject, QueryTarget target, SampleStore sample, BenchReport report)
      throws IOException, InterruptedException {
    new QueryMeasurement(subject, target, sample, runs, context.ticks(), report).run();
  }
}
