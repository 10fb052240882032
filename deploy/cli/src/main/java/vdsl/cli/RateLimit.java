package vdsl.cli;

import vdsl.time.TickSource;

/** Lets so many records a second through, in bursts of at most 100 ms. Confined to one thread. */
final class RateLimit {
  private static final long NS_PER_SECOND = 1_000_000_000L;
  private static final long BURST_NS = NS_PER_SECOND / 10;

  private final TickSource clock;
  private final long recordsPerSecond;
  private long paidUntilTicks;

  /**
   * Starts with a full burst.
   *
   * @param recordsPerSecond from 1; {@link Long#MAX_VALUE} for no limit
   */
  RateLimit(TickSource clock, long recordsPerSecond) {
    this.clock = clock;
    this.recordsPerSecond = recordsPerSecond;
    this.paidUntilTicks = clock.ticks() - BURST_NS;
  }

  /** Records that may pass now. */
  int available() {
    if (recordsPerSecond == Long.MAX_VALUE) {
      return Integer.MAX_VALUE;
    }
    long creditNs = Math.min(BURST_NS, clock.ticks() - paidUntilTicks);
    double records = (double) creditNs * recordsPerSecond / NS_PER_SECOND;
    boolean slowerThanBurst = creditNs >= BURST_NS;
    return (int) Math.min(Integer.MAX_VALUE, slowerThanBurst ? Math.max(1, records) : records);
  }

  /** Counts records that have passed. */
  void take(int records) {
    if (recordsPerSecond == Long.MAX_VALUE || records == 0) {
      return;
    }
    long base = Math.max(paidUntilTicks, clock.ticks() - BURST_NS);
    paidUntilTicks = base + (long) ((double) records * NS_PER_SECOND / recordsPerSecond);
  }
}
