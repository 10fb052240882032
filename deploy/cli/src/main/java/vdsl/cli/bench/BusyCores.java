package vdsl.cli.bench;

import java.util.ArrayList;
import java.util.List;
import vdsl.time.TickSource;

/**
 * Threads that compute until they are told to end, or by themselves after a while. Confined to one
 * thread.
 */
final class BusyCores {
  private final TickSource ticks;
  private final long untilNs;
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean hasEnded;

  private BusyCores(TickSource ticks, long longestNs) {
    this.ticks = ticks;
    this.untilNs = ticks.ticks() + longestNs;
  }

  /** Keeps a number of cores busy. */
  static BusyCores start(int count, TickSource ticks, long longestNs) {
    BusyCores cores = new BusyCores(ticks, longestNs);
    for (int i = 0; i < count; i++) {
      Thread thread = new Thread(cores::spin, "vdsl-bench-busy");
      thread.setDaemon(true);
      thread.start();
      cores.threads.add(thread);
    }
    return cores;
  }

  private void spin() {
    while (!hasEnded && untilNs - ticks.ticks() > 0) {
      Thread.onSpinWait();
    }
  }

  /** Returns when no thread computes any more. */
  void end() throws InterruptedException {
    hasEnded = true;
    for (Thread thread : threads) {
      thread.join();
    }
  }
}
