package vdsl.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import vdsl.agent.AgentConfig;
import vdsl.agent.AgentException;
import vdsl.agent.CloseReport;
import vdsl.agent.LogAgent;
import vdsl.agent.buffer.BufferConfig;
import vdsl.agent.capture.CaptureConfig;
import vdsl.agent.capture.FullPolicy;
import vdsl.agent.spool.SourcePosition;
import vdsl.agent.status.StatusEvent;
import vdsl.agent.status.StatusLog;
import vdsl.agent.transport.CollectorAddress;
import vdsl.agent.transport.LatencyCounts;
import vdsl.agent.transport.Progress;
import vdsl.agent.transport.TransportConfig;
import vdsl.record.NodeId;

/**
 * One run of {@code vdsl ship}: a process that logs lines, as any service logs its records. Where
 * an earlier run was killed, what it left is adopted first, and that tells where to go on reading.
 * Confined to one thread.
 */
final class Shipment {
  private static final Duration PROGRESS_INTERVAL = Duration.ofMillis(200);

  /** Whoever has sent a signal waits; what is not shipped by then is spooled. */
  private static final Duration INTERRUPTED_BOUND = Duration.ofSeconds(1);

  private static final Duration CLOSE_BOUND = Duration.ofSeconds(5);

  /** The agent answers within a round of its own, a force of the medium included. */
  private static final Duration POSITIONS_TIMEOUT = Duration.ofSeconds(30);

  /** Where no line is there, it is looked for again after this. */
  private static final long IDLE_PAUSE_NS = 1_000_000L;

  private static final long NS_PER_SECOND = 1_000_000_000L;
  private static final double NS_PER_MS = 1e6;
  private static final double MEDIAN = 0.5;
  private static final double NINETY_NINTH = 0.99;

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
  private final boolean tellsLatency;
  private final CliContext context;
  private final ShipProgress display;
  private final long startTicks;

  Shipment(
      NodeId node,
      List<CollectorAddress> collectors,
      Path directory,
      Lines lines,
      boolean tellsLatency,
      CliContext context) {
    this.node = node;
    this.collectors = collectors;
    this.directory = directory;
    this.lines = lines;
    this.tellsLatency = tellsLatency;
    this.context = context;
    display = new ShipProgress(context.err(), context.isInteractive());
    startTicks = context.ticks().ticks();
  }

  /** Ships until everything is acknowledged, or until the timeout; returns the exit code. */
  int run(Optional<Duration> timeout) {
    AgentConfig config = config();
    StatusLog status = StatusLog.byEvent(this::tell, context.ticks());
    context.end().listen();
    try (LogAgent agent = start(config, status)) {
      Optional<LinePump> pump = Optional.empty();
      try {
        if (goOn(agent, timeout, () -> agent.hasAdopted() || pause())) {
          pump = Optional.of(open(agent));
          pump(agent, pump.get(), timeout);
        }
      } finally {
        pump.ifPresent(LinePump::close);
      }
      return conclude(agent, pump, timeout);
    }
  }

  /** A file's records are its lines: what happens to the host's clock is no news of it. */
  private AgentConfig config() {
    AgentConfig config = AgentConfig.of(node, directory, collectors);
    return config
        .withBlocks(config.blocks().withClockRecords(TransportConfig.ClockRecords.LEFT_OUT))
        .withEnvironment(context.agentEnvironment());
  }

  /** A shipment holds its own directory and drains its own buffer: that is no news. */
  private void tell(StatusEvent event, String line) {
    if (event != StatusEvent.TRANSPORT_TAKEN && event != StatusEvent.BUFFER_REMOVED) {
      context.err().println(line);
    }
  }

  /** Reads and records lines until there are no more, or something ends it. */
  private void pump(LogAgent agent, LinePump pump, Optional<Duration> timeout) {
    goOn(
        agent,
        timeout,
        () -> {
          boolean isIdle = pump.pump() == 0;
          return pump.isExhausted() || (isIdle && pause());
        });
    goOn(agent, timeout, () -> agent.awaitAcknowledged(PROGRESS_INTERVAL) && isShipped(agent));
  }

  /**
   * Works step by step, and shows how far it has come.
   *
   * @param step returns whether there is no more to do
   * @return false if it ended before that
   */
  private boolean goOn(LogAgent agent, Optional<Duration> timeout, BooleanSupplier step) {
    boolean isDone = step.getAsBoolean();
    boolean goesOn = !isDone;
    while (goesOn) {
      long elapsedNs = context.ticks().ticks() - startTicks;
      Progress progress = progress(agent);
      display.show(progress, elapsedNs);
      boolean isExpired = timeout.isPresent() && elapsedNs > timeout.get().toNanos();
      goesOn = progress.failure().isEmpty() && !isExpired && !context.end().isMade();
      isDone = goesOn && step.getAsBoolean();
      goesOn &= !isDone;
    }
    return isDone;
  }

  /** Whether also what earlier runs left in the spool is acknowledged. */
  private boolean isShipped(LogAgent agent) {
    return progress(agent).recordsUnacknowledged() == 0 || pause();
  }

  /** Waits a little for what is not there yet; returns false. */
  private boolean pause() {
    LockSupport.parkNanos(this, IDLE_PAUSE_NS);
    return false;
  }

  private static Progress progress(LogAgent agent) {
    return agent.progress().orElse(Progress.NONE);
  }

  private int conclude(LogAgent agent, Optional<LinePump> pump, Optional<Duration> timeout) {
    display.end();
    boolean isComplete =
        pump.isPresent()
            && pump.get().isExhausted()
            && agent.awaitAcknowledged(Duration.ZERO)
            && isShipped(agent);
    Progress end = progress(agent);
    if (context.end().isMade() && !isComplete) {
      return interrupted(agent.close(INTERRUPTED_BOUND), end);
    }
    pump.flatMap(LinePump::failure).ifPresent(this::failReading);
    if (!isComplete) {
      throw incomplete(agent.close(CLOSE_BOUND), end, timeout);
    }
    agent.close(CLOSE_BOUND);
    report(end, context.ticks().ticks() - startTicks);
    if (tellsLatency) {
      agent.ackLatency().ifPresent(this::reportLatency);
    }
    agent.removeDirectory();
    return ExitCode.OK;
  }

  /** Lines name no thread of this process, and wait for room as long as it takes. */
  private static LogAgent start(AgentConfig config, StatusLog status) {
    try {
      return LogAgent.startAlone(
          config, new CaptureConfig(BufferConfig.DEFAULT, FullPolicy.DEFAULT, false), status);
    } catch (AgentException unusable) {
      throw CommandFailure.usage(String.valueOf(unusable.getMessage()));
    }
  }

  private LinePump open(LogAgent agent) {
    Map<String, SourcePosition> resume =
        agent
            .sourcePositions(POSITIONS_TIMEOUT)
            .orElseThrow(() -> CommandFailure.internal("the agent does not answer"))
            .stream()
            .collect(Collectors.toMap(SourcePosition::source, position -> position));
    List<LineReader> readers = new ArrayList<>();
    for (String file : lines.files()) {
      LineInput input = input(file, resume);
      LineRecorder recorder = new LineRecorder(lines.format(), input, agent.writer());
      readers.add(new LineReader(input, recorder, lines.multiline(), context.ticks()));
    }
    return new LinePump(readers, new RateLimit(context.ticks(), lines.perSecond()));
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

  private CommandFailure incomplete(CloseReport rest, Progress end, Optional<Duration> timeout) {
    String kept = kept(rest);
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

  /** What was read is in the spool or the buffer, so that the next start goes on there. */
  private int interrupted(CloseReport rest, Progress end) {
    if (lines.follow() && rest.isClean()) {
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
            + kept(rest));
  }

  private String kept(CloseReport rest) {
    long records = rest.recordsUnacknowledged();
    String buffered = rest.bufferBytes() > 0 ? ", and " + rest.bufferBytes() + " bytes more," : "";
    return String.format(
        "%,d record%s%s in %s; run the same command again to go on there",
        records, records == 1 ? " waits" : "s wait", buffered, directory);
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

  private void reportLatency(LatencyCounts latency) {
    if (latency.total() == 0) {
      context.err().println("no block was both spooled and acknowledged by this command");
      return;
    }
    context
        .err()
        .printf(
            Locale.ROOT,
            "blocks acknowledged after %.3f ms (median), %.3f ms (99th percentile)%n",
            latency.percentileNs(MEDIAN) / NS_PER_MS,
            latency.percentileNs(NINETY_NINTH) / NS_PER_MS);
  }
}
