package vdsl.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import vdsl.cli.process.ChildProcess;
import vdsl.cli.process.CollectorProcess;
import vdsl.cli.process.Workspace;

/**
 * Cluster time between a collector and a service with the agent embedded, two processes over TCP.
 * The raw clock of the service's agent is bent, that of the machine tells the truth. Confined to
 * one thread.
 */
final class TcpClocks {
  /** Log calls of the service, a second. */
  static final long RATE = 500;

  /** Seconds that are measured to one that warms up: code is compiled, the skew is known then. */
  static final int SECONDS_TO_WARM_UP = 4;

  private static final String MAIN_CLASS = "vdsl.agent.bench.ClockProcess";
  private static final int HEAP_MIB = 256;

  /** Files by which a service tells that it is connected, is told to begin, and leaves truth. */
  private static final String READY_FILE = "ready";

  private static final String GO_FILE = "go";
  private static final String TRUTH_FILE = "truth";

  private static final String TEXT_BEGIN = "reading ";

  /** Options of the collector's: ten bursts of signals a second, as many as goals are told for. */
  private static final List<String> COLLECTOR_SETTINGS = List.of("--sync-period-max", "100");

  /** Until the service has ended: the cores are not busy for longer. */
  private static final long END_NS_MAX = 60_000_000_000L;

  private static final long NS_PER_S = 1_000_000_000;

  private final Workspace workspace;
  private final BenchContext context;
  private final int seconds;
  private final Path data;
  private final CollectorProcess collector;

  private TcpClocks(
      Workspace workspace,
      BenchContext context,
      int seconds,
      Path data,
      CollectorProcess collector) {
    this.workspace = workspace;
    this.context = context;
    this.seconds = seconds;
    this.data = data;
    this.collector = collector;
  }

  /** A service of one case. */
  private record Service(String node, Path directory, ChildProcess process) {}

  /** Measures cases one after another, with one collector. */
  static List<Figure> measure(
      List<TcpLoad> loads, int seconds, Workspace workspace, BenchContext context)
      throws IOException, InterruptedException {
    Path data = workspace.path("data");
    CollectorProcess collector =
        CollectorProcess.start(
            workspace,
            context.mainClass(),
            HEAP_MIB,
            data,
            CollectorProcess.Ports.ANY,
            COLLECTOR_SETTINGS);
    TcpClocks clocks = new TcpClocks(workspace, context, seconds, data, collector);
    List<Figure> figures = new ArrayList<>();
    for (TcpLoad load : loads) {
      context.progress(
          "%s: %d s and %d s before", load.caseName(), seconds, warmUpSeconds(seconds));
      figures.addAll(clocks.measure(load));
    }
    collector.end();
    return figures;
  }

  static int warmUpSeconds(int seconds) {
    return Math.max(1, seconds / SECONDS_TO_WARM_UP);
  }

  private List<Figure> measure(TcpLoad load) throws IOException, InterruptedException {
    Service service = start(load.caseName().replace('/', '-'));
    while (!Files.exists(service.directory().resolve(READY_FILE))) {
      if (service.process().hasEnded()) {
        throw new BenchException("the service ended too early: " + service.process().error());
      }
    }
    int cores = load == TcpLoad.BUSY ? Runtime.getRuntime().availableProcessors() : 0;
    long longestNs = (seconds + warmUpSeconds(seconds)) * NS_PER_S + END_NS_MAX;
    BusyCores busy = BusyCores.start(cores, context.ticks(), longestNs);
    try {
      Files.createFile(service.directory().resolve(GO_FILE));
      service.process().awaitSuccess();
    } finally {
      busy.end();
    }
    ClockTruth truth = ClockTruth.read(service.directory().resolve(TRUTH_FILE), data);
    List<StoredTimes.StoredTime> times = new StoredTimes(collector.url()).read(service.node());
    return figures(load.caseName(), truth, times);
  }

  private Service start(String node) throws IOException {
    Path directory = Files.createDirectory(workspace.path(node));
    ChildProcess process =
        workspace.start(
            new Workspace.Program("bench clock", context.agentClassPath(), MAIN_CLASS),
            HEAP_MIB,
            List.of(
                node,
                directory.toString(),
                collector.agentsAddress(),
                Long.toString(RATE * (seconds + warmUpSeconds(seconds))),
                Long.toString(RATE)));
    return new Service(node, directory, process);
  }

  private List<Figure> figures(
      String caseName, ClockTruth truth, List<StoredTimes.StoredTime> times) {
    int firstCall = Math.toIntExact(RATE * warmUpSeconds(seconds));
    TimeComparison comparison = new TimeComparison(truth, firstCall);
    for (StoredTimes.StoredTime time : times) {
      if (time.text().startsWith(TEXT_BEGIN)) {
        comparison.add(Integer.parseInt(time.text().substring(TEXT_BEGIN.length())), time);
      }
    }
    return comparison.figures(SimulatedClocks.BRACKET, caseName);
  }
}
