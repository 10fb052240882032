package vdsl.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import vdsl.cli.process.ChildProcess;
import vdsl.cli.process.CollectorProcess;
import vdsl.cli.process.Workspace;

/**
 * Case "typed": services, each a node of its own, log templates and arguments as fast as they can.
 * Confined to one thread.
 */
final class TypedServices implements IngestCase {
  static final String NAME = "typed";

  private static final String MAIN_CLASS = "vdsl.agent.bench.IngestProcess";
  private static final int HEAP_MIB = 256;

  /** Files by which a service tells that it is warm, is told to begin, and leaves its figures. */
  private static final String READY_FILE = "ready";

  private static final String GO_FILE = "go";
  private static final String RESULTS_FILE = "results";
  private static final int RESULT_PARTS = 3;

  private final Workspace workspace;
  private final BenchContext context;
  private final CollectorProcess collector;
  private final TypedLines lines;
  private final Counts counts;
  private final int serviceCount;

  TypedServices(
      Workspace workspace,
      BenchContext context,
      CollectorProcess collector,
      TypedLines lines,
      Counts counts,
      int serviceCount) {
    this.workspace = workspace;
    this.context = context;
    this.collector = collector;
    this.lines = lines;
    this.counts = counts;
    this.serviceCount = serviceCount;
  }

  /** A service of a round: the records it logs come behind those that warm it up. */
  private record Service(
      String node, Path directory, ChildProcess process, long warmUp, long records) {}

  /** Services warm themselves and the collector up at the beginning of each round. */
  @Override
  public void prepare() throws IOException {
    lines.write(callsFile());
  }

  private Path callsFile() {
    return workspace.path("calls");
  }

  @Override
  public Round round(int number) throws IOException, InterruptedException {
    List<Service> services = new ArrayList<>();
    for (int i = 0; i < serviceCount; i++) {
      services.add(start(number, i));
    }
    for (Service service : services) {
      awaitReady(service);
    }
    long storedBytes = -collector.storedBytes();
    long collectorCpuNs = -collector.cpuNs();
    for (Service service : services) {
      Files.createFile(service.directory().resolve(GO_FILE));
    }
    List<Map<String, Double>> results = new ArrayList<>();
    for (Service service : services) {
      service.process().awaitSuccess();
      results.add(results(service));
    }
    collectorCpuNs += collector.cpuNs();
    storedBytes += collector.storedBytes();
    Round round = round(results, collectorCpuNs, storedBytes, texts(services));
    services.forEach(service -> Workspace.remove(service.directory()));
    return round;
  }

  private Service start(int round, int index) throws IOException {
    String node = "service-" + round + "-" + (index + 1);
    Path directory = Files.createDirectory(workspace.path(node));
    long records = share(counts.records(), index);
    long warmUp = share(counts.warmUp(), index);
    ChildProcess process =
        workspace.start(
            new Workspace.Program("bench ingest", context.agentClassPath(), MAIN_CLASS),
            HEAP_MIB,
            List.of(
                node,
                directory.toString(),
                collector.agentsAddress(),
                callsFile().toString(),
                Integer.toString(index + 1),
                Long.toString(warmUp),
                Long.toString(records)));
    return new Service(node, directory, process, warmUp, records);
  }

  private long share(long whole, int index) {
    return whole / serviceCount + (index < whole % serviceCount ? 1 : 0);
  }

  private static void awaitReady(Service service) throws InterruptedException {
    while (!Files.exists(service.directory().resolve(READY_FILE))) {
      if (service.process().hasEnded()) {
        throw new BenchException("a service ended too early: " + service.process().error());
      }
    }
  }

  private static Map<String, Double> results(Service service) throws IOException {
    Map<String, Double> values = new HashMap<>();
    for (String line : Files.readAllLines(service.directory().resolve(RESULTS_FILE))) {
      String[] parts = line.split(" ", RESULT_PARTS);
      values.put(parts[0], Double.parseDouble(parts[2]));
    }
    return values;
  }

  private List<byte[]> texts(List<Service> services) throws IOException, InterruptedException {
    StoredTexts stored = new StoredTexts(collector.url());
    List<byte[]> texts = new ArrayList<>();
    for (Service service : services) {
      long keep = Math.min(service.records(), counts.rows() / serviceCount + 1L);
      long first = service.warmUp() + 1;
      texts.addAll(stored.read(service.node(), first - 1 + service.records(), first, keep));
    }
    return texts.subList(0, Math.min(texts.size(), counts.rows()));
  }

  private Round round(
      List<Map<String, Double>> results,
      long collectorCpuNs,
      long storedBytes,
      List<byte[]> texts) {
    double begunNs = Double.MAX_VALUE;
    double endedNs = -Double.MAX_VALUE;
    double serviceCpuNs = 0;
    double p50Ms = 0;
    double p99Ms = 0;
    for (Map<String, Double> one : results) {
      begunNs = Math.min(begunNs, value(one, "begun_ns"));
      endedNs = Math.max(endedNs, value(one, "ended_ns"));
      serviceCpuNs += value(one, "cpu_ns");
      p50Ms = Math.max(p50Ms, value(one, "ack_p50_ms"));
      p99Ms = Math.max(p99Ms, value(one, "ack_p99_ms"));
    }
    Ingested whole =
        new Ingested(
            "vdsl",
            NAME,
            counts.records(),
            Math.round(endedNs - begunNs),
            collectorCpuNs + Math.round(serviceCpuNs),
            storedBytes);
    List<Figure> figures = new ArrayList<>(whole.figures());
    figures.add(whole.cpu("collector_cpu_us_per_record", collectorCpuNs));
    figures.add(whole.cpu("service_cpu_us_per_record", Math.round(serviceCpuNs)));
    figures.add(whole.figure("ack_p50_ms", "ms", p50Ms));
    figures.add(whole.figure("ack_p99_ms", "ms", p99Ms));
    return new Round(whole, figures, texts);
  }

  private static double value(Map<String, Double> results, String name) {
    Double value = results.get(name);
    if (value == null) {
      throw new BenchException("a service left no " + name);
    }
    return value;
  }
}
