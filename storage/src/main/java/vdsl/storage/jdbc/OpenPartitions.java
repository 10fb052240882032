package vdsl.storage.jdbc;

import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import vdsl.storage.spi.StoreEvents;
import vdsl.storage.spi.StoreException;

/**
 * Bounds how many closed partitions have their files open: the least recently used one is closed to
 * make room. A partition in use is never closed, so that for a moment there may be more.
 * Thread-safe.
 */
final class OpenPartitions implements AutoCloseable {
  private final int countMax;
  private final StoreEvents events;
  private final Set<Partition> open = ConcurrentHashMap.newKeySet();
  private final AtomicLong uses = new AtomicLong();
  private final ScheduledExecutorService timer;
  private volatile boolean closed;

  OpenPartitions(int countMax, StoreEvents events) {
    this.countMax = countMax;
    this.events = events;
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "vdsl-store-connections");
              thread.setDaemon(true);
              return thread;
            });
  }

  StoreEvents events() {
    return events;
  }

  /** Keeps the pools of connections. */
  ScheduledExecutorService timer() {
    return timer;
  }

  /** A number that grows with every use. */
  long nextUse() {
    return uses.incrementAndGet();
  }

  /** Counts a partition among the open ones and closes those that are too many. */
  void add(Partition partition) {
    open.add(partition);
    boolean madeRoom = true;
    while (madeRoom && open.size() > countMax) {
      Optional<Partition> oldest = open.stream().min(Comparator.comparingLong(Partition::lastUse));
      madeRoom = oldest.isPresent() && oldest.get().closeIfUnused();
      if (madeRoom) {
        open.remove(oldest.get());
        events.count(StoreEvents.Kind.PARTITION_EVICTED);
      }
    }
  }

  void remove(Partition partition) {
    open.remove(partition);
  }

  int openCount() {
    return open.size();
  }

  void requireNotClosed() {
    if (closed) {
      throw new StoreException("the store is closed");
    }
  }

  /** From now on no file is opened; those that are open stay so. */
  void refuseOpening() {
    closed = true;
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
