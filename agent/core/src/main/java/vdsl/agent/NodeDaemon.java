package vdsl.agent;

import java.time.Duration;
import java.util.Optional;
import vdsl.agent.buffer.BufferConfig;
import vdsl.agent.status.StatusLog;
import vdsl.agent.transport.Progress;

/**
 * A process of a node that logs nothing itself: it holds the node's transport, or stands by, so
 * that the services of the node need not. Thread-safe.
 */
public final class NodeDaemon implements AutoCloseable {
  /** Time to drain and ship on {@link #close()} unless said otherwise. */
  private static final Duration CLOSE_BOUND = Duration.ofSeconds(5);

  private final NodeTransport transport;

  private NodeDaemon(NodeTransport transport) {
    this.transport = transport;
  }

  /**
   * Starts the daemon of a node.
   *
   * @throws AgentException if the directory cannot be used, or other processes use it with another
   *     configuration
   */
  public static NodeDaemon start(AgentConfig config, BufferConfig buffers, StatusLog status) {
    NodeTransport transport = new NodeTransport(config, buffers, Optional.empty(), status);
    new NodeFile(config)
        .settle(
            () -> {
              transport.start();
              return transport;
            });
    return new NodeDaemon(transport);
  }

  /** How far the node's transport has come, if this process holds it. */
  public Optional<Progress> progress() {
    return transport.held().map(NodeAgent::progress);
  }

  @Override
  public void close() {
    var unused = close(CLOSE_BOUND);
  }

  /**
   * Ends this process's part; a holder drains, spools and ships within a bound what is there.
   *
   * @return what remained, if this process held the transport
   */
  public Optional<Progress> close(Duration bound) {
    return transport.close(bound);
  }
}
