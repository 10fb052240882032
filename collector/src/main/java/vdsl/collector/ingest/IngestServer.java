package vdsl.collector.ingest;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;
import vdsl.collector.clock.MasterClock;
import vdsl.collector.metrics.IngestMetrics;
import vdsl.fault.CrashPoint;
import vdsl.record.NodeId;
import vdsl.storage.spi.BlockStore;
import vdsl.time.TickSource;
import vdsl.wire.EnvelopeFraming;

/**
 * The agents' port: takes blocks, stores each exactly once, and acknowledges what is durable.
 * Thread-safe; {@link #start} and {@link #close} once each.
 */
public final class IngestServer implements IngestStatus, AutoCloseable {
  /** Checking blocks is cheap beside storing them; more loops than this have nothing to do. */
  private static final int EVENT_LOOP_COUNT_MAX = 4;

  private static final int ACCEPT_BACKLOG = 512;

  /** Bytes of the smallest and of the first read of a connection: a hello fits in both. */
  private static final int READ_BYTES_MIN = 512;

  private static final int READ_BYTES_FIRST = 2_048;

  private final IngestConfig config;
  private final SessionContext shared;
  private final Committer committer;
  private final EventLoopGroup eventLoops;
  private Optional<Channel> listener = Optional.empty();
  private Optional<IngestReport> report = Optional.empty();

  public IngestServer(
      IngestConfig config,
      BlockStore store,
      IngestMetrics metrics,
      TickSource ticks,
      MasterClock master,
      CrashPoint crashPoint) {
    this.config = config;
    SessionContext.Doors doors =
        new SessionContext.Doors(
            new Connections(IngestLimits.CONNECTION_COUNT_MAX),
            new ArrivalQueue(),
            new FrameBudget(IngestLimits.BEGUN_BYTES_MAX),
            new StoreHealth(),
            new ClockDesk(master, config.syncPeriod()));
    shared =
        new SessionContext(
            store.clusterId(),
            config.windowBytes(),
            doors,
            metrics,
            new StatusLog(ticks),
            crashPoint);
    Quarantine quarantine = new Quarantine(config.quarantine(), metrics, shared.log());
    committer = new Committer(shared, store, quarantine, ticks);
    eventLoops =
        new MultiThreadIoEventLoopGroup(
            Math.min(EVENT_LOOP_COUNT_MAX, Runtime.getRuntime().availableProcessors()),
            new DefaultThreadFactory("vdsl-ingest", true),
            NioIoHandler.newFactory());
  }

  /**
   * Begins to take blocks.
   *
   * @throws IOException if the address cannot be bound
   * @throws vdsl.storage.spi.StoreException if the store cannot be read
   */
  public synchronized void start() throws IOException {
    if (listener.isPresent()) {
      throw new IllegalStateException("started already");
    }
    ChannelFuture bound = bootstrap().bind(config.listen()).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException(bound.cause().getMessage(), bound.cause());
    }
    listener = Optional.of(bound.channel());
    committer.start();
    shared.metrics().watchConnections(this, IngestServer::connectionCount, IngestServer::sessions);
    shared.metrics().watchQueue(shared.doors().queue(), ArrivalQueue::blockBytes);
    shared.metrics().watchFrames(shared.doors().frames(), FrameBudget::heldBytes);
    shared
        .metrics()
        .watchSync(
            shared.doors().clocks(),
            clocks -> (double) clocks.health(connectedNodes()).boundNs(),
            clocks -> clocks.health(connectedNodes()).outOfSyncCount(),
            ClockDesk::generationCount);
    shared
        .metrics()
        .watchReadiness(shared.doors().health(), health -> health.fault().isEmpty() ? 1 : 0);
  }

  private ServerBootstrap bootstrap() {
    return new ServerBootstrap()
        .group(eventLoops)
        .channel(NioServerSocketChannel.class)
        .option(ChannelOption.SO_BACKLOG, ACCEPT_BACKLOG)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.SO_KEEPALIVE, true)
        .childOption(
            NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE), IngestLimits.KEEPALIVE_IDLE_S)
        .childOption(
            NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL),
            IngestLimits.KEEPALIVE_INTERVAL_S)
        .childOption(
            NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT),
            IngestLimits.KEEPALIVE_PROBE_COUNT)
        .childOption(
            ChannelOption.RECVBUF_ALLOCATOR,
            new AdaptiveRecvByteBufAllocator(
                READ_BYTES_MIN, READ_BYTES_FIRST, IngestLimits.FREE_FRAME_BYTES_MAX))
        .childOption(
            ChannelOption.WRITE_BUFFER_WATER_MARK,
            new WriteBufferWaterMark(
                IngestLimits.ANSWER_BYTES_MAX / 2, IngestLimits.ANSWER_BYTES_MAX))
        .childHandler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                addSession(channel, shared);
              }
            });
  }

  /** Builds the pipeline of one connection. */
  static AgentSession addSession(Channel channel, SessionContext shared) {
    FrameGuard guard =
        new FrameGuard(
            IngestLimits.HELLO_BYTES_MAX,
            shared.doors().frames(),
            shared.doors().clocks().master()::nowNs);
    AgentSession session = new AgentSession(channel, guard, shared);
    channel.pipeline().addLast("frameGuard", guard);
    EnvelopeFraming.addTo(channel.pipeline());
    channel.pipeline().addLast("session", session);
    return session;
  }

  /** The address bound, with its real port. */
  public synchronized InetSocketAddress address() {
    return (InetSocketAddress)
        listener.orElseThrow(() -> new IllegalStateException("not started")).localAddress();
  }

  @Override
  public Optional<String> fault() {
    return shared.doors().health().fault();
  }

  @Override
  public Set<NodeId> connectedNodes() {
    return committer.connectedNodes();
  }

  @Override
  public Map<NodeId, NodeClockReading> clocks() {
    return shared.doors().clocks().readings();
  }

  /** What has become durable. */
  public CommitFeed feed() {
    return committer.feed();
  }

  private double connectionCount() {
    return shared.doors().connections().count();
  }

  private double sessions() {
    return connectedNodes().size();
  }

  /** Stops listening and reading, settles what was received, and says bye. Idempotent. */
  public synchronized IngestReport stop() {
    if (report.isPresent()) {
      return report.get();
    }
    listener.ifPresent(channel -> channel.close().awaitUninterruptibly());
    Set<AgentSession> sessions = shared.doors().connections().sessions();
    sessions.forEach(AgentSession::stopReading);
    int blocksLeft = committer.close();
    Committer.endAll(shared.doors().connections());
    sessions.forEach(
        session ->
            session
                .closed()
                .awaitUninterruptibly(2 * IngestLimits.LINGER_NS, TimeUnit.NANOSECONDS));
    eventLoops
        .shutdownGracefully(0, IngestLimits.LINGER_NS, TimeUnit.NANOSECONDS)
        .awaitUninterruptibly();
    IngestReport closed = new IngestReport(sessions.size(), blocksLeft);
    report = Optional.of(closed);
    return closed;
  }

  @Override
  public void close() {
    stop();
  }
}
