package vdsl.collector.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** Meters of the agents' side, as docs/reference/metrics.md lists them. Thread-safe. */
public final class IngestMetrics {
  private static final double SECOND_NS = 1e9;

  private final MeterRegistry registry;
  private final Map<BlockOutcome, Counter> blocks = new EnumMap<>(BlockOutcome.class);
  private final Map<Refusal, Counter> refusals = new EnumMap<>(Refusal.class);
  private final Counter records;
  private final Counter bytes;
  private final Counter ignoredFrames;
  private final Counter pauses;
  private final Counter storeFaults;
  private final Counter committerEnds;
  private final Counter quarantined;
  private final Counter quarantineDiscarded;
  private final Timer commit;
  private final Timer syncRoundTrip;
  private final Counter syncsOverdue;
  private final Counter syncsRequested;
  private final DistributionSummary groupBlocks;

  public IngestMetrics(MeterRegistry registry) {
    this.registry = registry;
    for (BlockOutcome outcome : BlockOutcome.values()) {
      blocks.put(outcome, registry.counter("vdsl.ingest.blocks", "outcome", outcome.tag()));
    }
    for (Refusal refusal : Refusal.values()) {
      refusals.put(
          refusal, registry.counter("vdsl.ingest.connections.refused", "reason", refusal.tag()));
    }
    records = registry.counter("vdsl.ingest.records");
    bytes = Counter.builder("vdsl.ingest.bytes").baseUnit("bytes").register(registry);
    ignoredFrames = registry.counter("vdsl.ingest.frames.ignored");
    pauses = registry.counter("vdsl.ingest.pauses");
    storeFaults = registry.counter("vdsl.store.faults");
    committerEnds = registry.counter("vdsl.ingest.committer.ended");
    quarantined = registry.counter("vdsl.ingest.quarantine.blocks");
    quarantineDiscarded = registry.counter("vdsl.ingest.quarantine.discarded");
    commit = Timer.builder("vdsl.ingest.commit").publishPercentileHistogram().register(registry);
    syncRoundTrip =
        Timer.builder("vdsl.sync.round.trip").publishPercentileHistogram().register(registry);
    syncsOverdue = registry.counter("vdsl.sync.overdue");
    syncsRequested = registry.counter("vdsl.sync.requested");
    groupBlocks =
        DistributionSummary.builder("vdsl.ingest.commit.blocks")
            .baseUnit("blocks")
            .register(registry);
  }

  /** Shows how many connections and sessions there are; the source must outlive this. */
  public <T> void watchConnections(
      T source, ToDoubleFunction<T> connections, ToDoubleFunction<T> sessions) {
    Gauge.builder("vdsl.ingest.connections", source, connections).register(registry);
    Gauge.builder("vdsl.ingest.sessions", source, sessions).register(registry);
  }

  /** Shows how many bytes wait for the committer; the source must outlive this. */
  public <T> void watchQueue(T source, ToDoubleFunction<T> queuedBytes) {
    Gauge.builder("vdsl.ingest.queue", source, queuedBytes).baseUnit("bytes").register(registry);
  }

  /** Shows how many bytes of long frames are under way; the source must outlive this. */
  public <T> void watchFrames(T source, ToDoubleFunction<T> begunBytes) {
    Gauge.builder("vdsl.ingest.frames", source, begunBytes).baseUnit("bytes").register(registry);
  }

  /** Shows 1 while blocks can be stored, else 0; the source must outlive this. */
  public <T> void watchReadiness(T source, ToDoubleFunction<T> ready) {
    Gauge.builder("vdsl.ingest.ready", source, ready).register(registry);
  }

  /**
   * Shows how well the connected nodes are in sync; the source must outlive this.
   *
   * @param boundNs largest bound of those in sync
   * @param outOfSync how many are not
   * @param generations how often a node began a new generation
   */
  public <T> void watchSync(
      T source,
      ToDoubleFunction<T> boundNs,
      ToDoubleFunction<T> outOfSync,
      ToDoubleFunction<T> generations) {
    Gauge.builder("vdsl.sync.bound", source, clocks -> boundNs.applyAsDouble(clocks) / SECOND_NS)
        .baseUnit("seconds")
        .register(registry);
    Gauge.builder("vdsl.sync.lost", source, outOfSync).register(registry);
    FunctionCounter.builder("vdsl.sync.generations", source, generations).register(registry);
  }

  public void block(BlockOutcome outcome) {
    counterOf(blocks, outcome).increment();
  }

  /** Counts what accepted blocks held. */
  public void stored(long recordCount, long blockBytes) {
    records.increment((double) recordCount);
    bytes.increment((double) blockBytes);
  }

  public void refused(Refusal refusal) {
    counterOf(refusals, refusal).increment();
  }

  /** A message this version has no use for. */
  public void ignoredFrame() {
    ignoredFrames.increment();
  }

  /** A connection is no longer read until the collector has caught up. */
  public void paused() {
    pauses.increment();
  }

  public void storeFault() {
    storeFaults.increment();
  }

  /** The thread that stores has ended by a fault. */
  public void committerEnded() {
    committerEnds.increment();
  }

  public void quarantined() {
    quarantined.increment();
  }

  /** A block was not kept, since the quarantine is full or cannot be written. */
  public void quarantineDiscarded() {
    quarantineDiscarded.increment();
  }

  /** One group was made durable. */
  public void committed(int blockCount, long elapsedNs) {
    groupBlocks.record(blockCount);
    commit.record(elapsedNs, TimeUnit.NANOSECONDS);
  }

  /** A sync signal was answered. */
  public void syncExchanged(long roundTripNs) {
    syncRoundTrip.record(roundTripNs, TimeUnit.NANOSECONDS);
  }

  /** A sync signal was not answered within a period: no further one is sent before it is. */
  public void syncOverdue() {
    syncsOverdue.increment();
  }

  /** A node asked for signals, since its clock may have changed. */
  public void syncRequested() {
    syncsRequested.increment();
  }

  private static <K> Counter counterOf(Map<K, Counter> counters, K key) {
    Counter counter = counters.get(key);
    if (counter == null) {
      throw new IllegalStateException("no counter for " + key);
    }
    return counter;
  }
}
