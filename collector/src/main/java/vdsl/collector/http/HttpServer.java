package vdsl.collector.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.util.EventLoopGroups;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import vdsl.collector.ingest.IngestStatus;
import vdsl.collector.metrics.HttpMetrics;
import vdsl.collector.metrics.TailMetrics;
import vdsl.collector.tail.TailSource;
import vdsl.storage.spi.BlockStore;
import vdsl.time.TickSource;
import vdsl.time.WallClock;

/** The readers' port: docs/reference/http.md. Thread-safe; start and close once each. */
public final class HttpServer implements AutoCloseable {
  private static final String PAGE = "index.html";
  private static final MediaType PROMETHEUS_TEXT =
      MediaType.parse("text/plain; version=0.0.4; charset=utf-8");

  private static final long PORT_CHECK_NS = TimeUnit.MILLISECONDS.toNanos(1);

  private final InetSocketAddress listen;
  private final Server server;
  private final StoreReaders readers;
  private final Tails tails;

  /**
   * Prepares the server.
   *
   * @param listen address to bind; port 0 for any free one
   * @param source what is read: the store, and how the agents' port is
   * @param clusterClock cluster time, which ages and relative times are told by
   */
  public HttpServer(
      InetSocketAddress listen,
      TailSource source,
      PrometheusMeterRegistry meters,
      WallClock clusterClock,
      TickSource ticks) {
    this.listen = listen;
    BlockStore store = source.store();
    IngestStatus ingest = source.ingest();
    HttpMetrics metrics = new HttpMetrics(meters);
    tails = new Tails(source, new TailStream.Meters(metrics, new TailMetrics(meters)));
    readers = new StoreReaders(metrics, ticks);
    metrics.watchRunning(readers, StoreReaders::running);
    ServerBuilder builder = limited(Server.builder().http(listen));
    get(builder, "/api/v1/records", new RecordsService(store, readers, clusterClock));
    get(builder, "/api/v1/tail", new TailService(source, tails));
    get(builder, "/api/v1/nodes", new NodesService(store, ingest, readers, clusterClock));
    get(builder, "/api/v1/audit", new AuditService(store, readers));
    get(builder, "/health/live", new HealthService("live", Optional::empty));
    get(builder, "/health/ready", new HealthService("ready", ingest::fault));
    get(builder, "/metrics", metricsService(meters));
    get(builder, "/", page());
    // The decorator named last sees a request first.
    builder.decorator(new HostCheck(listen));
    server = builder.decorator(new SecurityHeaders()).errorHandler(new ErrorPages()).build();
  }

  private static ServerBuilder limited(ServerBuilder builder) {
    return builder
        // What stands for the Host that requests of HTTP/1.0 lack; no browser sends such.
        .defaultHostname("localhost")
        .requestTimeout(HttpLimits.REQUEST_TIMEOUT)
        .idleTimeout(HttpLimits.IDLE_TIMEOUT)
        .maxNumConnections(HttpLimits.CONNECTION_COUNT_MAX)
        .http1MaxHeaderSize(HttpLimits.HEADER_BYTES_MAX)
        .http2MaxHeaderListSize(HttpLimits.HEADER_BYTES_MAX)
        .maxRequestLength(HttpLimits.REQUEST_BYTES_MAX)
        .gracefulShutdownTimeout(Duration.ZERO, HttpLimits.CLOSE)
        .bossGroupFactory(HttpServer::acceptor)
        // Armeria's own meters are none of ours: they stay away from /metrics.
        .meterRegistry(new CompositeMeterRegistry())
        .disableServerHeader()
        .verboseResponses(false);
  }

  /** The thread that accepts connections: unlike Armeria's own, it keeps no process alive. */
  private static EventLoopGroup acceptor(String name) {
    return EventLoopGroups.newEventLoopGroup(1, new DefaultThreadFactory(name, true));
  }

  private static void get(ServerBuilder builder, String path, HttpService service) {
    builder.route().get(path).build(service);
  }

  private static HttpService metricsService(PrometheusMeterRegistry meters) {
    return (context, request) ->
        HttpResponse.of(HttpStatus.OK, PROMETHEUS_TEXT, HttpData.ofUtf8(meters.scrape()));
  }

  private static HttpService page() {
    try (InputStream in = HttpServer.class.getResourceAsStream(PAGE)) {
      if (in == null) {
        throw new IllegalStateException(PAGE + " is missing from the build");
      }
      byte[] page = in.readAllBytes();
      return (context, request) ->
          HttpResponse.of(HttpStatus.OK, MediaType.HTML_UTF_8, HttpData.wrap(page));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /**
   * Begins to answer.
   *
   * @throws IOException if the address cannot be bound
   */
  public void start() throws IOException {
    checkFree();
    try {
      server.start().join();
    } catch (CompletionException failed) {
      Throwable cause = failed.getCause() == null ? failed : failed.getCause();
      throw new IOException(cause.getMessage(), cause);
    }
  }

  /** Finds an address that is in use at once: the server itself says so seconds later. */
  private void checkFree() throws IOException {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(listen);
    }
  }

  /** The address bound, with its real port. */
  public InetSocketAddress address() {
    return server.activePorts().keySet().stream()
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("not started"));
  }

  /** Stops listening and cuts running answers off. Idempotent. */
  @Override
  public void close() {
    readers.cutOff();
    tails.endAll();
    CompletableFuture<Void> stopped = server.stop();
    awaitPortClosed(stopped);
    tails.close();
    readers.close();
  }

  /**
   * Waits until the port is free. The server's own future comes two seconds later: so long it waits
   * for a thread that has nothing left to do.
   */
  private void awaitPortClosed(CompletableFuture<Void> stopped) {
    while (!stopped.isDone() && !server.activePorts().isEmpty()) {
      LockSupport.parkNanos(PORT_CHECK_NS);
    }
  }
}
