package vdsl.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import vdsl.agent.AgentConfig;
import vdsl.agent.NodeAgent;
import vdsl.agent.spool.SourcePosition;
import vdsl.agent.spool.SpoolException;
import vdsl.agent.status.StatusLog;
import vdsl.agent.transport.CollectorAddress;
import vdsl.agent.transport.HostIdentity;
import vdsl.agent.transport.Progress;
import vdsl.agent.transport.RecordSource;
import vdsl.agent.transport.TransportConfig;
import vdsl.record.NodeId;

/** One run of {@code vdsl ship}: an agent whose records are lines. Confined to one thread. */
final class Shipment {
  private static final Duration PROGRESS_INTERVAL = Duration.ofMillis(200);

  /** Whoever has sent a signal waits; what is not shipped by then is spooled. */
  private static final Duration INTERRUPTED_BOUND = Duration.ofSeconds(1);

  private static final Duration CLOSE_BOUND = Duration.ofSeconds(5);
  private static final long NS_PER_SECOND = 1_000_000_000L;

  /**
   * What is read, and how.
   *
   * @param perSecond most records a second; {@link Long#MAX_VALUE} for no limit
   */
  record Lines(
      List<String> files, LineFormat format, Multiline multiline, boolean follow, long perSecond) {}

  private final NodeId node;
  private final List<CollectorAddress> collectors;
  private final Path directory;
  private final Lines lines;
  private final CliContext context;
  private Optional<LineSource> source = Optional.empty();

  Shipment(
      NodeId node,
      List<CollectorAddress> collectors,
      Path directory,
      Lines lines,
      CliContext context) {
    this.node = node;
    this.collectors = collectors;
    this.directory = directory;
    this.lines = lines;
    this.context = context;
  }

  /** Ships until everything is acknowledged, or until the timeout; returns the exit code. */
  int run(Optional<Duration> timeout) {
    AgentConfig.Environment environment = environment();
    AgentConfig config = AgentConfig.of(node, directory, collectors).withEnvironment(environment);
    StatusLog status = new StatusLog(context.err()::println, context.ticks());
    Function<List<SourcePosition>, RecordSource> open =
        positions -> {
          LineSource opened = open(positions, environment.host());
          source = Optional.of(opened);
          return opened;
        };
    long startTicks = context.ticks().ticks();
    try (NodeAgent agent = new NodeAgent(config, open, status)) {
      context.end().listen();
      start(agent);
      Progress end = await(agent, timeout, startTicks);
      if (context.end().isMade() && !end.isComplete()) {
        return interrupted(agent.close(INTERRUPTED_BOUND));
      }
      source.flatMap(LineSource::failure).ifPresent(this::failReading);
      if (!end.isComplete()) {
        throw incomplete(end, timeout);
      }
      agent.close(CLOSE_BOUND);
      report(end, context.ticks().ticks() - startTicks);
      agent.removeDirectory();
      return ExitCode.OK;
    } finally {
      source.ifPresent(LineSource::close);
    }
  }

  private AgentConfig.Environment environment() {
    AgentConfig.Environment detected = AgentConfig.Environment.detect();
    TransportConfig.Surroundings found = detected.surroundings();
    return new AgentConfig.Environment(
        detected.host(),
        detected.timings(),
        new TransportConfig.Surroundings(
            context.ticks(),
            context.wallClock(),
            found.random(),
            found.stampTime(),
            context.crashPoint()));
  }

  private static void start(NodeAgent agent) {
    try {
      agent.start();
    } catch (SpoolException unusable) {
      throw CommandFailure.usage(String.valueOf(unusable.getMessage()));
    }
  }

  private LineSource open(List<SourcePosition> positions, HostIdentity host) {
    Map<String, SourcePosition> resume =
        positions.stream().collect(Collectors.toMap(SourcePosition::source, p -> p));
    List<LineReader> readers = new ArrayList<>();
    for (String file : lines.files()) {
      LineRecorder recorder =
          new LineRecorder(lines.format(), host.ip(), host.pid(), context.ticks());
      readers.add(
          new LineReader(input(file, resume), recorder, lines.multiline(), context.ticks()));
    }
    return new LineSource(readers, new RateLimit(context.ticks(), lines.perSecond()));
  }

  private LineInput input(String file, Map<String, SourcePosition> resume) {
    if (file.equals("-")) {
      StandardInput input = new StandardInput(context.streams().in());
      input.startReading();
      return input;
    }
    try {
      return FileInput.open(Path.of(file), lines.follow(), resume);
    } catch (IOException unreadable) {
      throw CommandFailure.usage(Failures.file("file", Path.of(file), unreadable));
    }
  }

  private Progress await(NodeAgent agent, Optional<Duration> timeout, long startTicks) {
    ShipProgress display = new ShipProgress(context.err(), context.isInteractive());
    while (!agent.awaitAcknowledged(PROGRESS_INTERVAL)) {
      Progress progress = agent.progress();
      long elapsedNs = context.ticks().ticks() - startTicks;
      display.show(progress, elapsedNs);
      boolean expired = timeout.isPresent() && elapsedNs > timeout.get().toNanos();
      if (progress.failure().isPresent() || expired || context.end().isMade()) {
        break;
      }
    }
    display.end();
    return agent.progress();
  }

  private CommandFailure incomplete(Progress end, Optional<Duration> timeout) {
    String kept = kept(end);
    if (end.failure().isPresent()) {
      return CommandFailure.usage(end.failure().get() + "; " + kept);
    }
    return CommandFailure.unreachable(
        "not everything was acknowledged within "
            + timeout.map(Duration::toSeconds).orElse(0L)
            + " s"
            + end.lastError().map(error -> " (" + error + ")").orElse("")
            + "; "
            + kept);
  }

  private void failReading(IOException failure) {
    throw CommandFailure.internal(
        "reading failed, what was read before is shipped: " + failure.getMessage());
  }

  /** What was drained is spooled, so that the next start goes on there. */
  private int interrupted(Progress end) {
    if (lines.follow() && end.recordsUnacknowledged() == 0) {
      context
          .err()
          .println(
              "vdsl: ended; what was read is acknowledged; run the same command again to go on");
      return ExitCode.OK;
    }
    throw CommandFailure.interrupted(
        "interrupted"
            + end.lastError().map(error -> " (" + error + ")").orElse("")
            + "; "
            + kept(end));
  }

  private String kept(Progress end) {
    long records = end.recordsUnacknowledged();
    return String.format(
        "%,d record%s in %s; run the same command again to go on there",
        records, records == 1 ? " waits" : "s wait", directory);
  }

  private void report(Progress end, long elapsedNs) {
    long records = end.recordsAcknowledged();
    double seconds = Math.max(1, elapsedNs) / (double) NS_PER_SECOND;
    context
        .err()
        .printf(
            "shipped %,d record%s of node %s in %.1f s (%,.0f records/s), all acknowledged%n",
            records, records == 1 ? "" : "s", node, seconds, records / seconds);
  }
}
