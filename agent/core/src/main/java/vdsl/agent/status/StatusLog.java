package vdsl.agent.status;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import vdsl.time.TickSource;

/**
 * The logger's own log. It never goes through a logging framework, because the agent may sit inside
 * one. Every event is counted; at most one line per kind and {@link #LINE_INTERVAL_NS} reaches the
 * sink, and says how many were left out. Thread-safe.
 */
public final class StatusLog {
  /** A fault that repeats is worth a line now and then, not a second flood of records. */
  public static final long LINE_INTERVAL_NS = 10_000_000_000L;

  private final BiConsumer<StatusEvent, String> sink;
  private final TickSource ticks;
  private final Map<StatusEvent, Line> lines = new EnumMap<>(StatusEvent.class);

  /** A log whose lines go to the sink, which must not throw. */
  public StatusLog(Consumer<String> sink, TickSource ticks) {
    this(ticks, (event, line) -> sink.accept(line));
  }

  private StatusLog(TickSource ticks, BiConsumer<StatusEvent, String> sink) {
    this.sink = sink;
    this.ticks = ticks;
    long longAgo = ticks.ticks() - LINE_INTERVAL_NS;
    for (StatusEvent event : StatusEvent.values()) {
      lines.put(event, new Line(longAgo));
    }
  }

  /** A log that writes to standard error. */
  public static StatusLog toStderr(TickSource ticks) {
    return new StatusLog(System.err::println, ticks);
  }

  /** A log whose sink is told the kind of event, too. */
  public static StatusLog byEvent(BiConsumer<StatusEvent, String> sink, TickSource ticks) {
    return new StatusLog(ticks, sink);
  }

  /** Counts the event. */
  public void count(StatusEvent event) {
    count(event, 1);
  }

  /** Counts an event that happened several times. */
  public void count(StatusEvent event, long times) {
    line(event).count.add(times);
  }

  /** Counts the event and, unless its kind has just had a line, says what happened. */
  public void report(StatusEvent event, String detail) {
    Line line = line(event);
    line.count.increment();
    long nowNs = ticks.ticks();
    long lastNs = line.lastNs.get();
    if (nowNs - lastNs < LINE_INTERVAL_NS || !line.lastNs.compareAndSet(lastNs, nowNs)) {
      line.leftOut.incrementAndGet();
      return;
    }
    long leftOut = line.leftOut.getAndSet(0);
    String more = leftOut == 0 ? "" : " (and " + leftOut + " more since the last line)";
    try {
      sink.accept(event, "vdsl agent: " + event.counterName() + ": " + detail + more);
    } catch (RuntimeException failed) {
      line(StatusEvent.STATUS_LINE_FAILED).count.increment();
    }
  }

  /** Every event's count by its counter's name, in the order of {@link StatusEvent}. */
  public Map<String, Long> counters() {
    Map<String, Long> counts = new LinkedHashMap<>();
    lines.forEach((event, line) -> counts.put(event.counterName(), line.count.sum()));
    return counts;
  }

  /** How often the event was counted. */
  public long countOf(StatusEvent event) {
    return line(event).count.sum();
  }

  private Line line(StatusEvent event) {
    Line line = lines.get(event);
    if (line == null) {
      throw new IllegalStateException("no line for " + event);
    }
    return line;
  }

  private static final class Line {
    final LongAdder count = new LongAdder();
    final AtomicLong leftOut = new AtomicLong();
    final AtomicLong lastNs;

    Line(long lastNs) {
      this.lastNs = new AtomicLong(lastNs);
    }
  }
}
