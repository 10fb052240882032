package vdsl.agent.transport;

import java.util.concurrent.atomic.AtomicLongArray;
import vdsl.time.TickSource;

/**
 * Takes the time from a block's end, when it is appended to the spool, to its acknowledgement; that
 * of a block that was given up, to the acknowledgement of its tombstone. Blocks of an earlier
 * process do not count: nobody knows since when they wait. It allocates nothing per block. One
 * writer, the transport thread; {@link #counts} may be called from any thread.
 */
final class AckLatency {
  /**
   * Blocks of several seconds at full rate, 64 KiB. More only pile up where no collector is: the
   * oldest of them are not timed.
   */
  static final int WAITING_COUNT_MAX = 1 << 13;

  private final TickSource ticks;
  private final AtomicLongArray counts = new AtomicLongArray(LatencyCounts.BUCKET_COUNT);

  /**
   * When the blocks acknowledgedUpTo+1..closedUpTo were closed, each at its sequence, in a ring.
   */
  private final long[] closedNs = new long[WAITING_COUNT_MAX];

  private long closedUpTo;
  private long acknowledgedUpTo;

  /**
   * Nothing was timed yet.
   *
   * @param lastSequence of the blocks that were there before
   */
  AckLatency(TickSource ticks, long lastSequence) {
    this.ticks = ticks;
    closedUpTo = lastSequence;
    acknowledgedUpTo = lastSequence;
  }

  /** The blocks up to a sequence are in the spool. */
  void closed(long sequence) {
    if (sequence <= closedUpTo) {
      return;
    }
    long nowNs = ticks.ticks();
    while (closedUpTo < sequence) {
      if (closedUpTo - acknowledgedUpTo == closedNs.length) {
        acknowledgedUpTo++;
      }
      closedUpTo++;
      closedNs[place(closedUpTo)] = nowNs;
    }
  }

  /** The blocks up to a sequence are acknowledged. */
  void acknowledged(long sequence) {
    if (sequence <= acknowledgedUpTo) {
      return;
    }
    long nowNs = ticks.ticks();
    while (acknowledgedUpTo < Math.min(sequence, closedUpTo)) {
      acknowledgedUpTo++;
      int bucket = LatencyCounts.bucketOf(nowNs - closedNs[place(acknowledgedUpTo)]);
      counts.lazySet(bucket, counts.getPlain(bucket) + 1);
    }
  }

  LatencyCounts counts() {
    long[] copy = new long[LatencyCounts.BUCKET_COUNT];
    for (int bucket = 0; bucket < copy.length; bucket++) {
      copy[bucket] = counts.get(bucket);
    }
    return new LatencyCounts(copy);
  }

  private int place(long sequence) {
    return (int) (sequence & (closedNs.length - 1));
  }
}
