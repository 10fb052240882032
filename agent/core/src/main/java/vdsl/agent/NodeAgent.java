package vdsl.agent;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import vdsl.agent.spool.SourcePosition;
import vdsl.agent.spool.Spool;
import vdsl.agent.spool.SpoolException;
import vdsl.agent.spool.SpoolFiles;
import vdsl.agent.status.StatusLog;
import vdsl.agent.transport.LatencyCounts;
import vdsl.agent.transport.Progress;
import vdsl.agent.transport.RecordSource;
import vdsl.agent.transport.Transport;

/**
 * The agent of one node: takes records from a source and brings them to a collector, exactly once.
 * {@link #start}, {@link #close} and {@link #removeDirectory} belong to one owner; the other
 * methods may be called from any thread.
 *
 * <pre>{@code
 * try (NodeAgent agent = new NodeAgent(config, positions -> new FileSource(positions), status)) {
 *   agent.start();
 *   agent.awaitAcknowledged(Duration.ofMinutes(1));
 * }
 * }</pre>
 */
public final class NodeAgent implements AutoCloseable {
  private final AgentConfig config;
  private final Function<List<SourcePosition>, RecordSource> sourceFactory;
  private final StatusLog status;
  private volatile Optional<Transport> transport = Optional.empty();
  private boolean isClosed;

  /**
   * An agent that does nothing yet.
   *
   * @param sourceFactory makes the source when the agent starts, given how far every source was
   *     read by the records that are in the spool or were acknowledged
   */
  public NodeAgent(
      AgentConfig config,
      Function<List<SourcePosition>, RecordSource> sourceFactory,
      StatusLog status) {
    this.config = config;
    this.sourceFactory = sourceFactory;
    this.status = status;
  }

  /**
   * Opens the node's directory and begins to drain and ship.
   *
   * @throws vdsl.agent.spool.SpoolException if the directory cannot be used
   */
  public void start() {
    if (!tryStart()) {
      throw SpoolException.inUse(config.directory());
    }
  }

  /** As {@link #start}; returns false if another agent uses the directory. */
  public boolean tryStart() {
    if (transport.isPresent() || isClosed) {
      throw new IllegalStateException("agent of node " + config.node() + " was started before");
    }
    Optional<Spool> opened =
        Spool.tryOpen(
            config.spoolConfig(),
            SpoolFiles.system(),
            status,
            config.environment().surroundings().random());
    if (opened.isEmpty()) {
      return false;
    }
    Spool spool = opened.get();
    boolean started = false;
    try {
      RecordSource source = sourceFactory.apply(spool.positions());
      Transport starting = new Transport(config.transportConfig(), spool, source, status);
      starting.start();
      transport = Optional.of(starting);
      started = true;
      return true;
    } finally {
      if (!started) {
        spool.close();
      }
    }
  }

  /** How far the agent has come. */
  public Progress progress() {
    return running().progress();
  }

  /** How long blocks took from their end, in the spool, to their acknowledgement. */
  public LatencyCounts ackLatency() {
    return running().ackLatency();
  }

  /** Waits until every record drained before this call is on the medium; false if not in time. */
  public boolean sync(Duration timeout) {
    return running().sync(timeout);
  }

  /**
   * Waits until the source is exhausted and all its records are acknowledged.
   *
   * @return false if that was not so in time, or never will be: see {@link Progress#failure}
   */
  public boolean awaitAcknowledged(Duration timeout) {
    return running().awaitAcknowledged(timeout);
  }

  /**
   * How far every source was read by the records that are spooled; empty if the transport did not
   * answer in time.
   */
  public Optional<List<SourcePosition>> positions(Duration timeout) {
    return running().positions(timeout);
  }

  /** Waits until the agent has ended, also by a fault of its own; false if not in time. */
  public boolean awaitEnd(Duration timeout) {
    return running().awaitEnd(timeout);
  }

  /** The agent's counters by name; those of its faults are in {@link StatusLog#counters}. */
  public Map<String, Long> counters() {
    Progress now = running().progress();
    return AgentCounters.of(now, status);
  }

  /** Drains and ships what is there within a few seconds, and ends. What remains is spooled. */
  @Override
  public void close() {
    isClosed = true;
    transport.ifPresent(Transport::close);
  }

  /** As {@link #close()}, within a bound of the caller's choice; tells what remained. */
  public Progress close(Duration bound) {
    isClosed = true;
    return transport.map(running -> running.close(bound)).orElse(Progress.NONE);
  }

  /**
   * Removes the node's directory after {@link #close}, if everything in it is acknowledged.
   *
   * @return whether it is gone
   */
  public boolean removeDirectory() {
    if (!isClosed) {
      throw new IllegalStateException("agent of node " + config.node() + " is not closed");
    }
    return running().progress().recordsUnacknowledged() == 0
        && NodeFile.removeDirectory(config.directory());
  }

  private Transport running() {
    return transport.orElseThrow(
        () -> new IllegalStateException("agent of node " + config.node() + " was not started"));
  }
}
