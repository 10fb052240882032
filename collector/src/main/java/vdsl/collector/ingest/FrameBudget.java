package vdsl.collector.ingest;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Bounds the bytes of long frames that were begun and not ended, over all connections: whoever
 * announces one must have a place before it is read on. Places are given in the order in which they
 * were asked for. Thread-safe.
 */
final class FrameBudget {
  /** Somebody who asked for a place. */
  @FunctionalInterface
  interface Holder {
    /** The place is there now. Called from any thread; must return at once. */
    void granted();
  }

  private record Waiting(Holder holder, int bytes) {}

  private final long bytesMax;
  private final Lock lock = new ReentrantLock();

  /** Guarded by lock. */
  private final Deque<Waiting> waiting = new ArrayDeque<>();

  /** Guarded by lock. */
  private long heldBytes;

  FrameBudget(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /**
   * Asks for a place.
   *
   * @return true if the place is there; false if the holder is told later
   */
  boolean reserve(Holder holder, int bytes) {
    lock.lock();
    try {
      if (waiting.isEmpty() && heldBytes + bytes <= bytesMax) {
        heldBytes += bytes;
        return true;
      }
      waiting.add(new Waiting(holder, bytes));
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Gives a place back. */
  void release(int bytes) {
    List<Waiting> next = new ArrayList<>();
    lock.lock();
    try {
      heldBytes -= bytes;
      takeThoseThatFit(next);
    } finally {
      lock.unlock();
    }
    next.forEach(granted -> granted.holder().granted());
  }

  /**
   * Asks no more.
   *
   * @return false if the place was given already: the holder is told, and must give it back
   */
  boolean withdraw(Holder holder) {
    List<Waiting> next = new ArrayList<>();
    boolean waited;
    lock.lock();
    try {
      waited = waiting.removeIf(one -> one.holder() == holder);
      takeThoseThatFit(next);
    } finally {
      lock.unlock();
    }
    next.forEach(granted -> granted.holder().granted());
    return waited;
  }

  private void takeThoseThatFit(List<Waiting> next) {
    while (!waiting.isEmpty() && heldBytes + waiting.getFirst().bytes() <= bytesMax) {
      Waiting first = waiting.removeFirst();
      heldBytes += first.bytes();
      next.add(first);
    }
  }

  long heldBytes() {
    lock.lock();
    try {
      return heldBytes;
    } finally {
      lock.unlock();
    }
  }

  /** True while somebody waits for a place. */
  boolean isCrowded() {
    lock.lock();
    try {
      return !waiting.isEmpty();
    } finally {
      lock.unlock();
    }
  }
}
