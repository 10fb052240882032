package vdsl.collector.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import vdsl.storage.spi.StoreEvents;

/** Meters of the store, as docs/reference/metrics.md lists them. Thread-safe. */
public final class StoreMetrics implements StoreEvents {
  private final Map<Kind, Counter> events = new EnumMap<>(Kind.class);

  public StoreMetrics(MeterRegistry registry) {
    for (Kind kind : Kind.values()) {
      events.put(
          kind,
          registry.counter("vdsl.store.events", "event", kind.name().toLowerCase(Locale.ROOT)));
    }
  }

  @Override
  public void count(Kind kind, long amount) {
    Counter counter = events.get(kind);
    if (counter == null) {
      throw new IllegalStateException("no counter for " + kind);
    }
    counter.increment((double) amount);
  }
}
