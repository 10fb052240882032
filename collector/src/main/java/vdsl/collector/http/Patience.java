package vdsl.collector.http;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * How long a client may take nothing of its answer: long enough for a person who reads page by page
 * ({@code vdsl query | less}), unless that keeps others from being answered. Thread-safe.
 *
 * @param othersWait how long while other requests wait for a thread
 * @param alone how long otherwise
 * @param waiting whether other requests wait
 * @param closing whether the collector ends, which no client may hold up
 */
record Patience(
    Duration othersWait, Duration alone, BooleanSupplier waiting, BooleanSupplier closing) {
  /** Whether a client that has taken nothing for so long is to be cut off. */
  boolean isOver(long stalledNs) {
    return closing.getAsBoolean()
        || stalledNs >= alone.toNanos()
        || (stalledNs >= othersWait.toNanos() && waiting.getAsBoolean());
  }
}
