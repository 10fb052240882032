package vdsl.collector.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** Meters of the HTTP side, as docs/reference/metrics.md lists them. Thread-safe. */
public final class HttpMetrics {
  /** How a request that reads the store ended. */
  public enum Outcome {
    /** Answered to the end. */
    COMPLETE,
    /** The client went away before the end. */
    DISCONNECTED,
    /** The collector could not go on. */
    FAILED,
    /** Wrong use: a 4xx answer. */
    REJECTED,
    /** As many requests were running as may. */
    OVERLOADED
  }

  private final MeterRegistry registry;
  private final Map<Outcome, Timer> requests = new EnumMap<>(Outcome.class);
  private final Counter bytes;

  public HttpMetrics(MeterRegistry registry) {
    this.registry = registry;
    for (Outcome outcome : Outcome.values()) {
      requests.put(
          outcome,
          registry.timer("vdsl.http.requests", "outcome", outcome.name().toLowerCase(Locale.ROOT)));
    }
    bytes = Counter.builder("vdsl.http.streamed").baseUnit("bytes").register(registry);
  }

  /** Shows how many requests read the store now; the source must outlive this. */
  public <T> void watchRunning(T source, ToDoubleFunction<T> running) {
    Gauge.builder("vdsl.http.requests.running", source, running).register(registry);
  }

  /** A request that reads the store has ended. */
  public void ended(Outcome outcome, long elapsedNs) {
    Timer timer = requests.get(outcome);
    if (timer == null) {
      throw new IllegalStateException("no timer for " + outcome);
    }
    timer.record(elapsedNs, TimeUnit.NANOSECONDS);
  }

  /** Bytes of an answer were handed to the connection. */
  public void streamed(long byteCount) {
    bytes.increment((double) byteCount);
  }
}
