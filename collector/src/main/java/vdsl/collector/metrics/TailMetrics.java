package vdsl.collector.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Meters of live tails, as docs/reference/metrics.md lists them. Thread-safe. */
public final class TailMetrics {
  /** Why a tail ended. */
  public enum Ending {
    /** The client went away. */
    DISCONNECTED,
    /** The client took nothing for too long. */
    STALLED,
    /** More nodes than the position of a tail can name. */
    TOO_MANY_NODES,
    /** The store or the collector could not go on. */
    FAILED,
    /** The collector ended. */
    CLOSING
  }

  private final MeterRegistry registry;
  private final Map<Ending, Counter> endings = new EnumMap<>(Ending.class);
  private final Counter records;
  private final Counter late;
  private final Counter dropped;
  private final Counter refused;

  public TailMetrics(MeterRegistry registry) {
    this.registry = registry;
    for (Ending ending : Ending.values()) {
      endings.put(
          ending,
          registry.counter("vdsl.tail.ended", "reason", ending.name().toLowerCase(Locale.ROOT)));
    }
    records = registry.counter("vdsl.tail.records");
    late = registry.counter("vdsl.tail.late");
    dropped = registry.counter("vdsl.tail.dropped");
    refused = registry.counter("vdsl.tail.refused");
  }

  /** Shows how many tails are open; the source must outlive this. */
  public <T> void watchOpen(T source, ToDoubleFunction<T> open) {
    Gauge.builder("vdsl.tail.open", source, open).register(registry);
  }

  /** A record was given to a tail's client. */
  public void record(boolean isLate) {
    records.increment();
    if (isLate) {
      late.increment();
    }
  }

  /** A client was told that records it had not seen are no longer stored. */
  public void dropped() {
    dropped.increment();
  }

  /** A tail was not opened since as many are open as may. */
  public void refused() {
    refused.increment();
  }

  public void ended(Ending ending) {
    Counter counter = endings.get(ending);
    if (counter == null) {
      throw new IllegalStateException("no counter for " + ending);
    }
    counter.increment();
  }
}
