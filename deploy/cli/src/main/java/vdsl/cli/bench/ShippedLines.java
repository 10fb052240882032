package vdsl.cli.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import vdsl.cli.process.ChildProcess;
import vdsl.cli.process.CollectorProcess;
import vdsl.cli.process.Workspace;

/**
 * Case "lines": a file is shipped to a collector, and the cost of it is taken at both ends.
 * Confined to one thread.
 */
final class ShippedLines implements IngestCase {
  static final String NAME = "lines";

  /** What ship says last; its own time leaves out the start and end of its JVM. */
  private static final Pattern SHIPPED =
      Pattern.compile("shipped \\D*([0-9][^ ]*) records of node .* \\(([0-9][^ ]*) records/s\\)");

  private static final Pattern ACKNOWLEDGED =
      Pattern.compile("blocks acknowledged after ([0-9.]+) ms \\(median\\), ([0-9.]+) ms \\(99th");

  private static final long SEED = 1;
  private static final long WARM_UP_SEED = 2;
  private static final int HEAP_MIB = 256;
  private static final double NS_PER_SECOND = 1e9;

  private final Workspace workspace;
  private final BenchContext context;
  private final CollectorProcess collector;
  private final List<byte[]> sampleLines;
  private final Counts counts;

  ShippedLines(
      Workspace workspace,
      BenchContext context,
      CollectorProcess collector,
      List<byte[]> sampleLines,
      Counts counts) {
    this.workspace = workspace;
    this.context = context;
    this.collector = collector;
    this.sampleLines = sampleLines;
    this.counts = counts;
  }

  @Override
  public void prepare() throws IOException, InterruptedException {
    context.progress("writing %,d lines", counts.records());
    LineFile warmUp = write("warm-up.log", WARM_UP_SEED, counts.warmUp());
    write("lines.log", SEED, counts.records());
    context.progress("warming up with %,d lines", warmUp.lineCount());
    ship("warm-up", warmUp.path()).awaitSuccess();
  }

  private LineFile write(String file, long seed, long count) throws IOException {
    return LineFile.write(workspace.path(file), new VariedLines(sampleLines, seed), count);
  }

  private ChildProcess ship(String node, Path file) throws IOException {
    return workspace.start(
        context.mainClass(),
        HEAP_MIB,
        List.of(
            "ship",
            "--collector",
            collector.agentsAddress(),
            "--node",
            node,
            "--object",
            "bench",
            "--latency",
            file.toString()));
  }

  /** Ships the file as a new node. */
  @Override
  public Round round(int number) throws IOException, InterruptedException {
    long records = counts.records();
    long storedBytes = -collector.storedBytes();
    long collectorCpuNs = -collector.cpuNs();
    long begunNs = context.ticks().ticks();
    ChildProcess ship = ship("round-" + number, workspace.path("lines.log"));
    ship.awaitSuccess();
    long commandNs = context.ticks().ticks() - begunNs;
    collectorCpuNs += collector.cpuNs();
    storedBytes += collector.storedBytes();
    Ingested whole =
        new Ingested(
            "vdsl",
            NAME,
            records,
            elapsedNs(ship.error(), records),
            collectorCpuNs + ship.cpuNs(),
            storedBytes);
    List<Figure> figures = new ArrayList<>(whole.figures());
    double perSecond = Ingested.perSecond(records, commandNs);
    figures.add(whole.figure("command_records_per_s", "records/s", perSecond));
    figures.add(whole.cpu("collector_cpu_us_per_record", collectorCpuNs));
    figures.add(whole.cpu("shipper_cpu_us_per_record", ship.cpuNs()));
    figures.addAll(latencies(whole, ship.error()));
    return new Round(whole, figures, new VariedLines(sampleLines, SEED).next(counts.rows()));
  }

  private static List<Figure> latencies(Ingested whole, String said) {
    Matcher acknowledged = ACKNOWLEDGED.matcher(said);
    if (!acknowledged.find()) {
      throw new BenchException("ship does not say when blocks were acknowledged: " + said);
    }
    return List.of(
        whole.figure("ack_p50_ms", "ms", Double.parseDouble(acknowledged.group(1))),
        whole.figure("ack_p99_ms", "ms", Double.parseDouble(acknowledged.group(2))));
  }

  private static long elapsedNs(String said, long expectedCount) {
    Matcher shipped = SHIPPED.matcher(said);
    if (!shipped.find() || number(shipped.group(1)) != expectedCount) {
      throw new BenchException("not " + expectedCount + " records were shipped: " + said);
    }
    return Math.round(expectedCount * NS_PER_SECOND / Math.max(1, number(shipped.group(2))));
  }

  /** A number whose digits are grouped as people like it. */
  private static long number(String grouped) {
    return Long.parseLong(grouped.replaceAll("\\D", ""));
  }
}
