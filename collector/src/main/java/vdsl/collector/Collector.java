package vdsl.collector;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vdsl.collector.clock.MasterClock;
import vdsl.collector.http.HttpServer;
import vdsl.collector.ingest.IngestConfig;
import vdsl.collector.ingest.IngestReport;
import vdsl.collector.ingest.IngestServer;
import vdsl.collector.metrics.IngestMetrics;
import vdsl.collector.metrics.JvmMetrics;
import vdsl.collector.metrics.StoreMetrics;
import vdsl.collector.tail.TailSource;
import vdsl.fault.CrashPoint;
import vdsl.storage.jdbc.H2BlockStore;
import vdsl.storage.jdbc.H2StoreConfig;
import vdsl.storage.spi.BlockStore;
import vdsl.storage.spi.StoreException;
import vdsl.time.BootId;
import vdsl.time.TickSource;
import vdsl.time.WallClock;

/**
 * A collector: takes blocks from agents, stores each exactly once, and answers readers. Composition
 * root of its process. Thread-safe; {@link #start} and {@link #close} once each.
 */
public final class Collector implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Collector.class);
  private static final String QUARANTINE = "quarantine";

  private final CollectorConfig config;
  private final CrashPoint crashPoint;
  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private Optional<Parts> parts = Optional.empty();
  private Optional<CloseReport> report = Optional.empty();

  /** What runs, in the order in which the data flows. */
  private record Parts(IngestServer ingest, BlockStore store, HttpServer http) {}

  public Collector(CollectorConfig config) {
    this(config, CrashPoint.NONE);
  }

  /** A collector whose crash points are watched. */
  public Collector(CollectorConfig config, CrashPoint crashPoint) {
    this.config = config;
    this.crashPoint = crashPoint;
  }

  /**
   * Opens the store, then both doors.
   *
   * @throws StartException if the data directory or an address cannot be used; nothing runs then
   */
  public synchronized void start() {
    if (parts.isPresent() || report.isPresent()) {
      throw new IllegalStateException("started already");
    }
    config.effective().forEach(line -> LOG.info("{}", line));
    Deque<AutoCloseable> opened = new ArrayDeque<>();
    try {
      parts = Optional.of(open(opened));
    } catch (RuntimeException failed) {
      closeAll(opened, failed);
      throw failed;
    }
    LOG.info(
        "ready: agents at {}, readers at http://{}",
        HostPort.of(listenAddress()),
        HostPort.of(httpAddress()));
  }

  private Parts open(Deque<AutoCloseable> opened) {
    Binding agents = new Binding(CollectorKey.LISTEN, config.listen());
    Binding readers = new Binding(CollectorKey.HTTP, config.http());
    InetSocketAddress agentsAddress = agents.resolve(config.insecure());
    InetSocketAddress readersAddress = readers.resolve(config.insecure());
    WallClock clock = WallClock.system();
    TickSource ticks = TickSource.system();
    JvmMetrics.bindTo(meters);

    BlockStore store = openStore(clock);
    opened.push(store);
    MasterClock master = beginTerm(ticks, clock);
    IngestServer ingest =
        new IngestServer(
            new IngestConfig(
                agentsAddress,
                config.windowBytes(),
                IngestConfig.SyncPeriod.ofMillis(
                    config.syncPeriodMinMs(), config.syncPeriodMaxMs()),
                config.data().resolve(QUARANTINE)),
            store,
            new IngestMetrics(meters),
            ticks,
            master,
            crashPoint);
    opened.push(ingest);
    startDoor(agents, ingest::start);
    TailSource source = new TailSource(store, ingest.feed(), ingest, master, ticks);
    HttpServer http = new HttpServer(readersAddress, source, meters, master::nowNs, ticks);
    opened.push(http);
    startDoor(readers, http::start);
    return new Parts(ingest, store, http);
  }

  private BlockStore openStore(WallClock clock) {
    H2StoreConfig storeConfig =
        new H2StoreConfig(config.data(), config.partitionBytes(), config.partitionOpen());
    try {
      return H2BlockStore.open(storeConfig, clock, crashPoint, new StoreMetrics(meters));
    } catch (StoreException unusable) {
      throw new StartException(
          "data = %s cannot be used: %s".formatted(config.data(), unusable.getMessage()), unusable);
    }
  }

  private MasterClock beginTerm(TickSource ticks, WallClock clock) {
    try {
      return MasterClock.begin(
          config.data(), BootId.ofThisHost(), ticks, clock, new SecureRandom());
    } catch (IOException unusable) {
      throw new StartException(
          "data = %s cannot be used: %s".formatted(config.data(), unusable.getMessage()), unusable);
    }
  }

  @FunctionalInterface
  private interface Door {
    void open() throws IOException;
  }

  private static void startDoor(Binding binding, Door door) {
    try {
      door.open();
    } catch (IOException fault) {
      throw binding.failure(fault);
    } catch (StoreException fault) {
      throw new StartException("the store cannot be read: " + fault.getMessage(), fault);
    }
  }

  private static void closeAll(Deque<AutoCloseable> opened, RuntimeException failed) {
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception fault) {
        failed.addSuppressed(fault);
      }
    }
  }

  /** Address for agents, with its real port. */
  public synchronized InetSocketAddress listenAddress() {
    return running().ingest().address();
  }

  /** Address for readers, with its real port. */
  public synchronized InetSocketAddress httpAddress() {
    return running().http().address();
  }

  /** Why blocks cannot be stored now; empty if they can. */
  public synchronized Optional<String> fault() {
    return running().ingest().fault();
  }

  private Parts running() {
    return parts.orElseThrow(() -> new IllegalStateException("not running"));
  }

  /**
   * Settles what was received, ends the agents' sessions, then the readers' answers. Idempotent.
   */
  public synchronized CloseReport stop() {
    if (report.isEmpty()) {
      report = Optional.of(parts.map(this::stop).orElseGet(() -> new CloseReport(0, 0)));
      parts = Optional.empty();
    }
    return report.get();
  }

  private CloseReport stop(Parts running) {
    IngestReport ingest = running.ingest().stop();
    running.http().close();
    closeStore(running.store());
    meters.close();
    LOG.info(
        "ended: {} agents were connected, {} blocks left to them",
        ingest.connections(),
        ingest.blocksLeft());
    return new CloseReport(ingest.connections(), ingest.blocksLeft());
  }

  private static void closeStore(BlockStore store) {
    try {
      store.close();
    } catch (StoreException hangs) {
      // Nothing acknowledged is lost: the next start reads what is durable.
      LOG.error("the store is left open until the process ends: {}", hangs.getMessage());
    }
  }

  @Override
  public void close() {
    stop();
  }
}
