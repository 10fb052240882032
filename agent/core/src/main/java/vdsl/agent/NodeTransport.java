package vdsl.agent;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import vdsl.agent.buffer.BufferConfig;
import vdsl.agent.buffer.DoubleBuffer;
import vdsl.agent.spool.SourcePosition;
import vdsl.agent.status.AgentThread;
import vdsl.agent.status.StatusEvent;
import vdsl.agent.status.StatusLog;
import vdsl.agent.transport.BufferSource;
import vdsl.agent.transport.Progress;
import vdsl.agent.transport.RecordSource;

/**
 * This process's part in the transport of its node. One process of a node holds the lock of the
 * node's directory; it drains the buffers of all processes, also of dead ones, and ships. Every
 * other process looks now and then whether the lock is free: when the holder ends, or is killed,
 * one of them goes on where the spool and the buffers are. Thread-safe.
 */
final class NodeTransport implements AutoCloseable {
  /** A dead holder is replaced within this: far less than a buffer takes to fill. */
  private static final Duration STANDBY_INTERVAL = Duration.ofMillis(100);

  /** A transport that failed of itself, by want of memory or of file handles, is tried again. */
  private static final Duration RETRY_INTERVAL = Duration.ofSeconds(1);

  /** A host is ready soon, and what it logs until then is waited for. */
  private static final long READY_INTERVAL_NS = 5_000_000L;

  private final AgentConfig config;
  private final BufferConfig buffers;
  private final Optional<DoubleBuffer> own;
  private final StatusLog status;
  private final Thread standby;
  private volatile Optional<NodeAgent> held = Optional.empty();
  private volatile boolean isClosing;
  private volatile BooleanSupplier isReady = () -> true;

  NodeTransport(
      AgentConfig config, BufferConfig buffers, Optional<DoubleBuffer> own, StatusLog status) {
    this.config = config;
    this.buffers = buffers;
    this.own = own;
    this.status = status;
    standby = new AgentThread(this::standBy, "standby");
  }

  /** Takes the transport as soon as it is free. */
  void start() {
    standby.start();
  }

  /** The same, but not before the host is ready, unless it closes first. */
  void startWhen(BooleanSupplier isHostReady) {
    isReady = isHostReady;
    standby.start();
  }

  /** Takes the transport now; false if another process holds it. To be called before the start. */
  boolean tryTake() {
    NodeAgent agent = new NodeAgent(config, this::source, status);
    boolean isTaken = agent.tryStart();
    if (isTaken) {
      held = Optional.of(agent);
    }
    return isTaken;
  }

  /** The agent that does the node's work, if this process holds it. */
  Optional<NodeAgent> held() {
    return held;
  }

  /** Looks at least once: a process may end before this thread has run. */
  private void standBy() {
    while (!isClosing && !isReady.getAsBoolean()) {
      LockSupport.parkNanos(this, READY_INTERVAL_NS);
    }
    do {
      forgetInterrupt();
      Duration pause = STANDBY_INTERVAL;
      try {
        if (held.isPresent() || tryTake()) {
          status.report(StatusEvent.TRANSPORT_TAKEN, config.directory().toString());
          held.ifPresent(this::serve);
          pause = RETRY_INTERVAL;
        }
      } catch (RuntimeException | Error failure) {
        status.report(StatusEvent.TRANSPORT_FAILED, String.valueOf(failure));
        pause = RETRY_INTERVAL;
      }
      if (!isClosing) {
        LockSupport.parkNanos(this, pause.toNanos());
      }
    } while (!isClosing);
  }

  /** An interrupt ends nothing here, but every park and every channel would break on it. */
  private static void forgetInterrupt() {
    var unused = Thread.interrupted();
  }

  /** The transport runs in a thread of its own; this one waits for its end. */
  private void serve(NodeAgent agent) {
    boolean hasEnded = false;
    while (!isClosing && !hasEnded) {
      hasEnded = agent.awaitEnd(RETRY_INTERVAL);
      forgetInterrupt();
    }
    if (hasEnded && !isClosing) {
      held = Optional.empty();
    }
  }

  private RecordSource source(List<SourcePosition> positions) {
    return new BufferSource(
        config.directory(),
        new BufferSource.Settings(
            buffers, config.environment().host(), config.environment().surroundings().ticks()),
        own,
        positions,
        status);
  }

  /**
   * Ends this process's part. A holder drains, spools and, while it is connected, ships what is
   * there within the bound.
   *
   * @return what remained, if this process held the transport
   */
  Optional<Progress> close(Duration bound) {
    isClosing = true;
    LockSupport.unpark(standby);
    held.ifPresent(agent -> agent.close(bound));
    try {
      standby.join(bound.plus(RETRY_INTERVAL).plus(RETRY_INTERVAL).toMillis());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    return held.map(agent -> agent.close(bound));
  }

  @Override
  public void close() {
    var unused = close(Duration.ZERO);
  }
}
