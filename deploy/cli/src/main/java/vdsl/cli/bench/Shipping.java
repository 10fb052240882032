package vdsl.cli.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import vdsl.cli.process.ChildProcess;
import vdsl.cli.process.CollectorProcess;
import vdsl.cli.process.Workspace;

/** Ships files to a collector and takes the cost of it at both ends. Confined to one thread. */
final class Shipping {
  /** What ship says last; its own time leaves out the start and end of its JVM. */
  private static final Pattern SHIPPED =
      Pattern.compile("shipped \\D*([0-9][^ ]*) records of node .* \\(([0-9][^ ]*) records/s\\)");

  private static final int HEAP_MIB = 256;
  private static final double NS_PER_SECOND = 1e9;

  /**
   * One file shipped.
   *
   * @param commandNs from the start of the command to its end
   */
  record Shipped(Ingested whole, long commandNs, long collectorCpuNs, long shipperCpuNs) {
    List<Figure> figures() {
      List<Figure> figures = new ArrayList<>(whole.figures());
      figures.add(
          Figure.of(
              whole.subject(),
              Ingested.CASE,
              "command_records_per_s",
              "records/s",
              Ingested.perSecond(whole.records(), commandNs)));
      figures.add(whole.cpu("collector_cpu_us_per_record", collectorCpuNs));
      figures.add(whole.cpu("shipper_cpu_us_per_record", shipperCpuNs));
      return figures;
    }
  }

  private final Workspace workspace;
  private final BenchContext context;
  private final CollectorProcess collector;

  Shipping(Workspace workspace, BenchContext context, CollectorProcess collector) {
    this.workspace = workspace;
    this.context = context;
    this.collector = collector;
  }

  /** Ships a file as a new node. */
  Shipped ship(String node, LineFile lines) throws IOException, InterruptedException {
    long storedBytes = -collector.storedBytes();
    long collectorCpuNs = -collector.cpuNs();
    long begunNs = context.ticks().ticks();
    ChildProcess ship =
        workspace.start(
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
                lines.path().toString()));
    ship.awaitSuccess();
    long commandNs = context.ticks().ticks() - begunNs;
    collectorCpuNs += collector.cpuNs();
    storedBytes += collector.storedBytes();
    Ingested whole =
        new Ingested(
            "vdsl",
            lines.lineCount(),
            elapsedNs(ship.error(), lines.lineCount()),
            collectorCpuNs + ship.cpuNs(),
            storedBytes);
    return new Shipped(whole, commandNs, collectorCpuNs, ship.cpuNs());
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
