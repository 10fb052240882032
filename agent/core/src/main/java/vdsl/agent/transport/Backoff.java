package vdsl.agent.transport;

import java.util.random.RandomGenerator;

/**
 * Pause before the next attempt: exponential with full jitter (M. Brooker, Exponential backoff and
 * jitter, AWS Architecture Blog 2015), so that agents that lost one collector together do not come
 * back together. Confined to one thread.
 */
final class Backoff {
  private final long minNs;
  private final long maxNs;
  private final RandomGenerator random;
  private long boundNs;

  Backoff(long minNs, long maxNs, RandomGenerator random) {
    this.minNs = minNs;
    this.maxNs = maxNs;
    this.random = random;
    boundNs = minNs;
  }

  /** The next pause, in nanoseconds. */
  long nextNs() {
    long pauseNs = random.nextLong(boundNs + 1);
    boundNs = Math.min(maxNs, 2 * boundNs);
    return pauseNs;
  }

  /** After a success. */
  void reset() {
    boundNs = minNs;
  }
}
