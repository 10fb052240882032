package vdsl.agent.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import vdsl.time.TickSource;

/** Callers, each in a thread of its own that stays the same from phase to phase. */
final class CallerThreads implements AutoCloseable {
  private final List<Caller> callers = new ArrayList<>();
  private final ExecutorService threads;

  CallerThreads(Subject subject, int count, TickSource ticks) {
    for (int i = 0; i < count; i++) {
      callers.add(new Caller(subject, i, ticks));
    }
    AtomicInteger started = new AtomicInteger();
    threads =
        Executors.newFixedThreadPool(
            count, work -> new Thread(work, "caller-" + started.incrementAndGet()));
  }

  /** What one caller does in a phase. */
  @FunctionalInterface
  interface Phase {
    void run(Caller caller, int index);
  }

  /** Runs a phase in all threads at once, and returns when it is over in all. */
  void run(Phase phase) throws InterruptedException {
    List<Future<?>> running = new ArrayList<>();
    for (int i = 0; i < callers.size(); i++) {
      int index = i;
      running.add(threads.submit(() -> phase.run(callers.get(index), index)));
    }
    for (Future<?> one : running) {
      try {
        one.get();
      } catch (ExecutionException failed) {
        throw new IllegalStateException("a caller failed", failed.getCause());
      }
    }
  }

  /** Calls that have returned, by caller. */
  long[] returned() {
    return callers.stream().mapToLong(Caller::returned).toArray();
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
