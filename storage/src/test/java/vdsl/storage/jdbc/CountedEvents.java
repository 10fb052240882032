package vdsl.storage.jdbc;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import vdsl.storage.spi.StoreEvents;

/** Adds up what a store tells. Thread-safe. */
final class CountedEvents implements StoreEvents {
  private final ConcurrentMap<Kind, Long> amounts = new ConcurrentHashMap<>();

  @Override
  public void count(Kind kind, long amount) {
    amounts.merge(kind, amount, Long::sum);
  }

  long of(Kind kind) {
    return amounts.getOrDefault(kind, 0L);
  }
}
