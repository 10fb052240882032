package vdsl.agent;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import vdsl.agent.buffer.BufferException;
import vdsl.agent.buffer.BufferFiles;
import vdsl.agent.buffer.DoubleBuffer;
import vdsl.agent.capture.CaptureConfig;
import vdsl.agent.capture.CaptureException;
import vdsl.agent.capture.RecordWriter;
import vdsl.agent.spool.SourcePosition;
import vdsl.agent.spool.SpoolException;
import vdsl.agent.status.StatusLog;
import vdsl.agent.transport.LatencyCounts;
import vdsl.agent.transport.Progress;
import vdsl.time.ClockAnchor;
import vdsl.time.TickSource;

/**
 * The agent within a process that logs. It makes the process's buffer in the node's directory, and
 * takes part in the node's transport: all processes of a node share the directory, one of them
 * drains and ships for all. Thread-safe.
 *
 * <pre>{@code
 * LogAgent agent = LogAgent.start(config, CaptureConfig.DEFAULT, status);
 * Logger log = agent.logger("orders");
 * log.info("user {} took {} ms", 42, 3.5);
 * agent.close();
 * }</pre>
 */
public final class LogAgent implements AutoCloseable {
  /** Time to drain and ship on {@link #close()} unless said otherwise. */
  private static final Duration CLOSE_BOUND = Duration.ofSeconds(5);

  /** How often somebody who waits looks how far his records have come. */
  private static final long LOOK_INTERVAL_NS = 500_000L;

  private final AgentConfig config;
  private final RecordWriter writer;
  private final NodeTransport transport;
  private final AtomicBoolean isClosed = new AtomicBoolean();

  private LogAgent(AgentConfig config, RecordWriter writer, NodeTransport transport) {
    this.config = config;
    this.writer = writer;
    this.transport = transport;
  }

  /**
   * Starts the agent of this process.
   *
   * @throws AgentException if the directory cannot be used, or other processes use it with another
   *     configuration
   */
  public static LogAgent start(AgentConfig config, CaptureConfig capture, StatusLog status) {
    return start(config, capture, status, () -> true);
  }

  /**
   * As {@link #start(AgentConfig, CaptureConfig, StatusLog)}; records are taken at once, but
   * nothing is drained and shipped before the host is ready. For a front end that is started while
   * the host's logging framework still sets itself up: libraries of the transport log through it.
   *
   * @param isReady asked now and then by a thread of the agent until it is true; must not throw
   */
  public static LogAgent start(
      AgentConfig config, CaptureConfig capture, StatusLog status, BooleanSupplier isReady) {
    LogAgent agent = prepare(config, capture, status);
    agent.transport.startWhen(isReady);
    return agent;
  }

  /**
   * Starts the agent of a process that has the directory for itself.
   *
   * @throws AgentException if the directory cannot be used, or another process uses it
   */
  public static LogAgent startAlone(AgentConfig config, CaptureConfig capture, StatusLog status) {
    LogAgent agent = prepare(config, capture, status);
    boolean isAlone = false;
    try {
      isAlone = agent.transport.tryTake() && agent.isAloneIn(config.directory());
    } catch (SpoolException unusable) {
      throw new AgentException(String.valueOf(unusable.getMessage()), unusable);
    } finally {
      if (!isAlone) {
        agent.close(Duration.ZERO);
      }
    }
    if (!isAlone) {
      throw new AgentException(
          String.valueOf(SpoolException.inUse(config.directory()).getMessage()));
    }
    agent.transport.start();
    return agent;
  }

  /** A process that logs there now stands by, and would be drained by this one. */
  private boolean isAloneIn(Path directory) {
    try {
      return !BufferFiles.isAnyOwned(directory, writer.buffer().file());
    } catch (IOException failure) {
      throw SpoolException.unusable(directory, failure);
    }
  }

  private static LogAgent prepare(AgentConfig config, CaptureConfig capture, StatusLog status) {
    try {
      RecordWriter writer = new NodeFile(config).settle(() -> open(config, capture, status));
      NodeTransport transport =
          new NodeTransport(config, capture.buffer(), Optional.of(writer.buffer()), status);
      return new LogAgent(config, writer, transport);
    } catch (BufferException | CaptureException failure) {
      throw new AgentException(String.valueOf(failure.getMessage()), failure);
    }
  }

  private static RecordWriter open(AgentConfig config, CaptureConfig capture, StatusLog status) {
    AgentConfig.Environment environment = config.environment();
    TickSource ticks = environment.surroundings().ticks();
    ClockAnchor anchor =
        new ClockAnchor(
            environment.host().boot(), ticks.ticks(), environment.surroundings().wall().nowNs());
    RecordWriter.Origin origin =
        new RecordWriter.Origin(anchor, environment.host().pid(), environment.host().ip());
    return RecordWriter.open(
        config.directory(), capture, origin, environment.surroundings().random(), ticks, status);
  }

  /** The logger of an object: a service, a component, a class. */
  public Logger logger(String object) {
    return new Logger(Objects.requireNonNull(object, "object"), writer);
  }

  /** Where log calls leave their records; for front ends. */
  public RecordWriter writer() {
    return writer;
  }

  /** Whether this process drains and ships for its node at the moment. */
  public boolean holdsTransport() {
    return transport.held().isPresent();
  }

  /** How far the node's transport has come, if this process holds it. */
  public Optional<Progress> progress() {
    return transport.held().map(NodeAgent::progress);
  }

  /**
   * How long blocks of this node took from their end, in the spool, to their acknowledgement; empty
   * if this process does not hold the transport.
   */
  public Optional<LatencyCounts> ackLatency() {
    return transport.held().map(NodeAgent::ackLatency);
  }

  /**
   * Waits until every record logged before this call is in the node's spool and that is on the
   * medium: the host may lose power then. Whichever process holds the transport does it.
   *
   * @return false if that was not so in time
   */
  public boolean sync(Duration timeout) {
    DoubleBuffer buffer = writer.buffer();
    long position = buffer.position();
    buffer.askSync(position);
    return await(() -> buffer.synced() >= position, timeout);
  }

  /**
   * Waits until every record logged before this call is durable at a collector.
   *
   * @return false if that was not so in time
   */
  public boolean awaitAcknowledged(Duration timeout) {
    DoubleBuffer buffer = writer.buffer();
    long position = buffer.position();
    buffer.askSync(position);
    return await(() -> buffer.acknowledged() >= position, timeout);
  }

  /**
   * Waits until every record logged before this call is durable at a collector; or is in the spool,
   * and no collector is there or another process ships it. For the end of a process that logs up to
   * its last moment: records are still taken, which {@link #close} ends.
   *
   * @return false if that was not so in time
   */
  public boolean flush(Duration timeout) {
    DoubleBuffer buffer = writer.buffer();
    long position = buffer.position();
    buffer.askSync(position);
    return await(() -> isClosed.get() || isFlushed(buffer, position), timeout);
  }

  private boolean isFlushed(DoubleBuffer buffer, long position) {
    boolean isPromising = progress().map(Progress::isPromising).orElse(false);
    return buffer.acknowledged() >= position || (buffer.synced() >= position && !isPromising);
  }

  private boolean await(BooleanSupplier isReached, Duration timeout) {
    TickSource ticks = config.environment().surroundings().ticks();
    long startNs = ticks.ticks();
    while (!isReached.getAsBoolean()) {
      boolean isLate = Duration.ofNanos(ticks.ticks() - startNs).compareTo(timeout) >= 0;
      if (isLate || Thread.currentThread().isInterrupted()) {
        return isReached.getAsBoolean();
      }
      LockSupport.parkNanos(this, LOOK_INTERVAL_NS);
    }
    return true;
  }

  /**
   * Whether everything that other processes left in the directory is in the spool: their buffers
   * are gone. Buffers of processes that live stay.
   */
  public boolean hasAdopted() {
    try {
      return BufferFiles.list(config.directory()).stream()
          .allMatch(file -> file.equals(writer.buffer().file()));
    } catch (IOException failure) {
      throw new AgentException(
          "node directory " + config.directory() + " cannot be read: " + failure, failure);
    }
  }

  /**
   * How far the sources were read whose records carry a position, by the records that are spooled;
   * empty if this process does not hold the transport, or it does not answer in time.
   */
  public Optional<List<SourcePosition>> sourcePositions(Duration timeout) {
    return transport.held().flatMap(agent -> agent.positions(timeout));
  }

  @Override
  public void close() {
    var unused = close(CLOSE_BOUND);
  }

  /**
   * Takes no more records, and if this process holds the node's transport drains, spools and ships
   * within a bound what is there. What remains in the buffer is drained by the node's next
   * transport, what remains in the spool is shipped by it. Idempotent.
   */
  public CloseReport close(Duration bound) {
    boolean wasHolder = holdsTransport();
    if (isClosed.compareAndSet(false, true)) {
      writer.close();
    }
    Optional<Progress> remaining = transport.close(bound);
    DoubleBuffer buffer = writer.buffer();
    return new CloseReport(
        wasHolder,
        Math.max(0, buffer.position() - buffer.synced()),
        buffer.rejections().total(),
        remaining.map(Progress::recordsUnacknowledged).orElse(0L));
  }

  /**
   * Removes the node's directory after {@link #close}, if this process held the transport and
   * nothing is left in it.
   *
   * @return whether it is gone
   */
  public boolean removeDirectory() {
    return transport.held().map(NodeAgent::removeDirectory).orElse(false);
  }
}
