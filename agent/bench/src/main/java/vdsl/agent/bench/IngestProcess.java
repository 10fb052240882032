package vdsl.agent.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import vdsl.agent.AgentConfig;
import vdsl.agent.CloseReport;
import vdsl.agent.LogAgent;
import vdsl.agent.transport.CollectorAddress;
import vdsl.agent.transport.LatencyCounts;
import vdsl.record.NodeId;
import vdsl.time.TickSource;

/**
 * A service that {@code vdsl bench ingest} starts: one thread logs as fast as it can through the
 * agent within this process, until all is acknowledged. It says when it is warm, waits until it may
 * begin, and leaves its figures in its directory.
 */
public final class IngestProcess {
  /** Tells the command that this process is warm. */
  private static final String READY_FILE = "ready";

  /** Tells this process that it may begin. */
  private static final String GO_FILE = "go";

  private static final long LOOK_INTERVAL_NS = 1_000_000L;
  private static final Duration ACKNOWLEDGED_BOUND = Duration.ofMinutes(30);
  private static final Duration CLOSE_BOUND = Duration.ofSeconds(30);
  private static final double MEDIAN = 0.5;
  private static final double NINETY_NINTH = 0.99;
  private static final double NS_PER_MS = 1e6;

  private final Settings settings;
  private final TickSource ticks;
  private final OperatingSystemMXBean process =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private IngestProcess(Settings settings, TickSource ticks) {
    this.settings = settings;
    this.ticks = ticks;
  }

  /**
   * What this process does.
   *
   * @param directory for the node and for what is told to the command; exists
   * @param calls file of log statements: see {@link TypedCalls}
   * @param seed of the arguments
   */
  private record Settings(
      String node, Path directory, String collector, Path calls, long seed, Counts counts) {
    static Settings parse(List<String> arguments) {
      return new Settings(
          arguments.get(0),
          Path.of(arguments.get(1)),
          arguments.get(2),
          Path.of(arguments.get(3)),
          Long.parseLong(arguments.get(4)),
          new Counts(Long.parseLong(arguments.get(5)), Long.parseLong(arguments.get(6))));
    }
  }

  private record Counts(long warmUp, long measured) {}

  /**
   * Takes node, directory, collector, file of log statements, seed, number of records to warm up
   * with and of those to measure.
   */
  public static void main(String[] arguments) throws IOException {
    new IngestProcess(Settings.parse(List.of(arguments)), TickSource.system()).run();
  }

  private void run() throws IOException {
    AgentConfig config =
        AgentConfig.of(
            new NodeId(settings.node()),
            settings.directory().resolve("node"),
            List.of(CollectorAddress.parse(settings.collector())));
    Results results = new Results();
    try (LogAgent agent = NodeDirectory.startAgent(config)) {
      TypedCalls calls = TypedCalls.read(settings.calls(), agent, settings.seed());
      log(agent, calls, settings.counts().warmUp());
      awaitGo();
      measure(agent, calls, results);
      CloseReport rest = agent.close(CLOSE_BOUND);
      if (!rest.isClean()) {
        throw new IllegalStateException("not everything was recorded and shipped: " + rest);
      }
    }
    results.write(settings.directory());
  }

  private void measure(LogAgent agent, TypedCalls calls, Results results) {
    LatencyCounts before = latency(agent);
    long cpuNs = -process.getProcessCpuTime();
    results.add("begun_ns", "ns", (double) ticks.ticks());
    log(agent, calls, settings.counts().measured());
    results.add("ended_ns", "ns", (double) ticks.ticks());
    cpuNs += process.getProcessCpuTime();
    LatencyCounts latency = latency(agent).since(before);
    results.add("cpu_ns", "ns", (double) cpuNs);
    results.add("ack_p50_ms", "ms", latency.percentileNs(MEDIAN) / NS_PER_MS);
    results.add("ack_p99_ms", "ms", latency.percentileNs(NINETY_NINTH) / NS_PER_MS);
  }

  /** Returns when all is acknowledged. */
  private static void log(LogAgent agent, TypedCalls calls, long count) {
    long rejected = calls.log(count);
    if (rejected > 0) {
      throw new IllegalStateException(rejected + " of " + count + " records were given up");
    }
    if (!agent.awaitAcknowledged(ACKNOWLEDGED_BOUND)) {
      throw new IllegalStateException("not acknowledged after " + ACKNOWLEDGED_BOUND);
    }
  }

  private static LatencyCounts latency(LogAgent agent) {
    return agent
        .ackLatency()
        .orElseThrow(() -> new IllegalStateException("another process holds the transport"));
  }

  private void awaitGo() throws IOException {
    Files.createFile(settings.directory().resolve(READY_FILE));
    Path go = settings.directory().resolve(GO_FILE);
    while (!Files.exists(go)) {
      LockSupport.parkNanos(this, LOOK_INTERVAL_NS);
    }
  }
}
