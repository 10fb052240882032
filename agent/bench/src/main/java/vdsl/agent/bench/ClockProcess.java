package vdsl.agent.bench;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import vdsl.agent.AgentConfig;
import vdsl.agent.CloseReport;
import vdsl.agent.LogAgent;
import vdsl.agent.Logger;
import vdsl.agent.capture.RecordBuilder;
import vdsl.agent.transport.CollectorAddress;
import vdsl.agent.transport.HostIdentity;
import vdsl.agent.transport.TransportConfig;
import vdsl.record.NodeId;
import vdsl.record.Severity;
import vdsl.time.BootId;
import vdsl.time.TickSource;

/**
 * A service that {@code vdsl bench clock} starts: its agent's raw clock is bent, and it logs at a
 * pace. What the straight clock said right before and right after each call it leaves in a file of
 * its directory, two big-endian longs for each: the truth that cluster time is compared with.
 */
public final class ClockProcess {
  /** Tells the command that this process is connected and may be measured. */
  private static final String READY_FILE = "ready";

  /** Tells this process that it may begin. */
  private static final String GO_FILE = "go";

  private static final String TRUTH_FILE = "truth";

  private static final long LOOK_INTERVAL_NS = 1_000_000;
  private static final Duration ACKNOWLEDGED_BOUND = Duration.ofSeconds(60);
  private static final Duration CLOSE_BOUND = Duration.ofSeconds(30);
  private static final long NS_PER_S = 1_000_000_000;

  /** Of a host that is switched on: 1 ppm a minute and then some. */
  private static final long DRIFT_PPB_PER_S = 20;

  private static final long SKEW_PPB = 50_000;
  private static final long OFFSET_NS = 5 * NS_PER_S;

  private final Settings settings;
  private final TickSource straight;

  private ClockProcess(Settings settings, TickSource straight) {
    this.settings = settings;
    this.straight = straight;
  }

  /**
   * What this process does.
   *
   * @param directory for the node and for what is told to the command; exists
   * @param rate log calls a second
   */
  private record Settings(String node, Path directory, String collector, int records, long rate) {
    static Settings parse(List<String> arguments) {
      return new Settings(
          arguments.get(0),
          Path.of(arguments.get(1)),
          arguments.get(2),
          Integer.parseInt(arguments.get(3)),
          Long.parseLong(arguments.get(4)));
    }
  }

  /** Takes node, directory, collector, number of records and how many to log a second. */
  public static void main(String[] arguments) throws IOException {
    new ClockProcess(Settings.parse(List.of(arguments)), TickSource.system()).run();
  }

  private void run() throws IOException {
    AgentConfig config =
        AgentConfig.of(
            new NodeId(settings.node()),
            settings.directory().resolve("node"),
            List.of(CollectorAddress.parse(settings.collector())));
    long[] readings = new long[2 * settings.records()];
    try (LogAgent agent =
        NodeDirectory.startAgent(config.withEnvironment(bent(config.environment())))) {
      Logger log = agent.logger(ClockProcess.class.getName());
      log.info("connected");
      awaitAcknowledged(agent);
      awaitGo();
      log(log, readings);
      awaitAcknowledged(agent);
      CloseReport rest = agent.close(CLOSE_BOUND);
      if (!rest.isClean()) {
        throw new IllegalStateException("not everything was recorded and shipped: " + rest);
      }
    }
    write(readings);
  }

  private AgentConfig.Environment bent(AgentConfig.Environment host) {
    TransportConfig.Surroundings found = host.surroundings();
    SkewedTicks bent = new SkewedTicks(straight.ticks(), OFFSET_NS, SKEW_PPB, DRIFT_PPB_PER_S);
    return new AgentConfig.Environment(
        new HostIdentity(bootOf(host.host()), host.host().ip(), host.host().pid()),
        host.timings(),
        new TransportConfig.Surroundings(
            bent.bend(straight), found.wall(), found.uptime(), found.random(), found.crashPoint()));
  }

  /** Readings of one boot are comparable; these are not comparable with those of others. */
  private BootId bootOf(HostIdentity host) {
    String name = settings.node() + " on " + host.boot();
    return new BootId(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)));
  }

  private static void awaitAcknowledged(LogAgent agent) {
    if (!agent.awaitAcknowledged(ACKNOWLEDGED_BOUND)) {
      throw new IllegalStateException("not acknowledged after " + ACKNOWLEDGED_BOUND);
    }
  }

  private void awaitGo() throws IOException {
    Files.createFile(settings.directory().resolve(READY_FILE));
    while (!Files.exists(settings.directory().resolve(GO_FILE))) {
      LockSupport.parkNanos(this, LOOK_INTERVAL_NS);
    }
  }

  /** A call that is late does not make the next ones late. */
  private void log(Logger log, long[] readings) {
    long begunNs = straight.ticks();
    for (int i = 0; i < settings.records(); i++) {
      long dueNs = begunNs + i * NS_PER_S / settings.rate();
      for (long leftNs = dueNs - straight.ticks(); leftNs > 0; leftNs = dueNs - straight.ticks()) {
        LockSupport.parkNanos(this, leftNs);
      }
      RecordBuilder record = log.at(Severity.INFO, "reading {}").arg((long) i);
      readings[2 * i] = straight.ticks();
      boolean isTaken = record.log();
      readings[2 * i + 1] = straight.ticks();
      if (!isTaken) {
        throw new IllegalStateException("record " + i + " was given up");
      }
    }
  }

  /** The file is there whole. */
  private void write(long[] readings) throws IOException {
    Path unfinished = settings.directory().resolve(TRUTH_FILE + ".new");
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(unfinished)))) {
      for (long reading : readings) {
        out.writeLong(reading);
      }
    }
    Files.move(
        unfinished, settings.directory().resolve(TRUTH_FILE), StandardCopyOption.ATOMIC_MOVE);
  }
}
