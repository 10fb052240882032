package vdsl.agent.capture;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/**
 * Record builders that wait for the next log call. Each thread looks in one place; what it finds
 * there is its own until it is put back. So a thread that logs from within a log call, or one of
 * many virtual threads, gets another builder, and nothing grows with the number of threads.
 * Thread-safe, lock-free.
 */
final class BuilderPool {
  /** Platform threads that log at once seldom share one of 64 places. */
  private static final int PLACES_LOG2 = 6;

  /** References of neighbours stay off each other's cache lines. */
  private static final int STRIDE_LOG2 = 4;

  private static final int GOLDEN_RATIO = 0x9E3779B9;

  private final AtomicReferenceArray<RecordBuilder> places =
      new AtomicReferenceArray<>(1 << (PLACES_LOG2 + STRIDE_LOG2));

  private final Supplier<RecordBuilder> maker;

  BuilderPool(Supplier<RecordBuilder> maker) {
    this.maker = maker;
  }

  RecordBuilder take() {
    RecordBuilder waiting = places.getAndSet(place(), null);
    return waiting == null ? maker.get() : waiting;
  }

  /** Puts a builder where this thread looks next; another one that waits there is forgotten. */
  void put(RecordBuilder builder) {
    places.setRelease(place(), builder);
  }

  private static int place() {
    int spread = (int) Thread.currentThread().getId() * GOLDEN_RATIO;
    return (spread >>> (Integer.SIZE - PLACES_LOG2)) << STRIDE_LOG2;
  }
}
