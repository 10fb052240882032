package vdsl.clock;

import java.util.SplittableRandom;

/**
 * A master and a slave whose clocks are known exactly, and messages that take as long as chance
 * will have it. Confined to one thread.
 */
final class Truth {
  private static final long START_NS = 1_790_000_000_000_000_000L;
  private static final long DELAY_NS_MIN = 20_000;
  private static final long QUEUE_NS_MAX = 3_000_000;
  private static final int QUEUE_ONE_IN = 4;

  private final SplittableRandom random;
  private long offsetNs;
  private double rate;
  private long elapsedNs;

  /**
   * Draws the clocks.
   *
   * @param ratePpm how much faster than the master the slave runs
   */
  Truth(long seed, double ratePpm) {
    random = new SplittableRandom(seed);
    offsetNs = random.nextLong(-5_000_000_000L, 5_000_000_000L);
    rate = 1 + ratePpm * 1e-6;
  }

  long masterNs() {
    return START_NS + elapsedNs;
  }

  /** Raw reading of the slave. */
  long ticks() {
    return offsetNs + Math.round(elapsedNs * rate);
  }

  void pass(long ns) {
    elapsedNs += ns;
  }

  /** The slave runs faster from now on, in parts per million. */
  void changeRate(double byPpm) {
    double changed = rate + byPpm * 1e-6;
    offsetNs += Math.round(elapsedNs * (rate - changed));
    rate = changed;
  }

  /** The slave's raw clock jumps ahead, which none should. */
  void jump(long ns) {
    offsetNs += ns;
  }

  SyncExchange exchange(long epoch) {
    long sentNs = masterNs();
    pass(delayNs());
    long arrived = ticks();
    pass(random.nextLong(1_000, 200_000));
    long answered = ticks();
    pass(delayNs());
    return new SyncExchange(epoch, 1, sentNs, arrived, answered, masterNs());
  }

  /** A block and its acknowledgement, which waits for a commit. */
  SyncExchange block(long epoch) {
    long left = ticks();
    pass(delayNs());
    long receivedNs = masterNs();
    pass(random.nextLong(1_000_000, 2_000_000_000));
    long sentNs = masterNs();
    pass(delayNs());
    return new SyncExchange(epoch, 1, sentNs, ticks(), left, receivedNs);
  }

  private long delayNs() {
    long queuedNs = random.nextInt(QUEUE_ONE_IN) == 0 ? random.nextLong(QUEUE_NS_MAX) : 0;
    return DELAY_NS_MIN + random.nextLong(DELAY_NS_MIN) + queuedNs;
  }
}
