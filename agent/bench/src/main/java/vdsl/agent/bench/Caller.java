package vdsl.agent.bench;

import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import vdsl.time.TickSource;

/**
 * Calls a logger from one thread, with arguments that differ from call to call. Confined to that
 * thread.
 */
final class Caller {
  /**
   * Calls that follow one another without a pause. The first one after a pause is slow, whatever it
   * calls: with so many it shows in the 99.9th percentile and not in the 99th.
   */
  private static final int BURST_CALLS = 256;

  private static final int SATURATED_BURST_CALLS = 64;
  private static final long NS_PER_SECOND = 1_000_000_000L;
  private static final int ITEM_COUNT = 1 << 10;
  private static final int ELAPSED_US_RANGE = 100_000;
  private static final double US_PER_MS = 1_000.0;

  private final Subject subject;
  private final TickSource ticks;
  private final String[] items =
      IntStream.range(0, ITEM_COUNT).mapToObj(i -> "item-" + i * i).toArray(String[]::new);
  private final long firstNumber;
  private long count;

  /**
   * A caller that has not called yet.
   *
   * @param index of the caller among all of the process
   */
  Caller(Subject subject, int index, TickSource ticks) {
    this.subject = subject;
    this.ticks = ticks;
    firstNumber = index * WrittenRecords.CALLER_STRIDE;
  }

  /** Calls that have returned. */
  long returned() {
    return count;
  }

  private void call() {
    subject.log(
        firstNumber + count,
        items[(int) count & (ITEM_COUNT - 1)],
        (count % ELAPSED_US_RANGE) / US_PER_MS);
    count++;
  }

  /** Calls without a pause until a time; tells after every few calls how many have returned. */
  void saturate(long untilNs, ReturnedCalls returned) {
    while (ticks.ticks() < untilNs) {
      for (int i = 0; i < SATURATED_BURST_CALLS; i++) {
        call();
        returned.set(count);
      }
    }
  }

  /**
   * Calls in bursts at a fixed rate until a time, and times each call.
   *
   * @param rate calls per second
   */
  void pace(long rate, long untilNs, Samples samples) {
    long periodNs = BURST_CALLS * NS_PER_SECOND / rate;
    long dueNs = ticks.ticks();
    while (dueNs < untilNs) {
      for (int i = 0; i < BURST_CALLS; i++) {
        long begunNs = ticks.ticks();
        call();
        samples.add(ticks.ticks() - begunNs);
      }
      dueNs += periodNs;
      waitUntil(dueNs);
    }
  }

  private void waitUntil(long dueNs) {
    long leftNs = dueNs - ticks.ticks();
    while (leftNs > 0) {
      LockSupport.parkNanos(leftNs);
      leftNs = dueNs - ticks.ticks();
    }
  }
}
