package vdsl.simulation;

import java.util.SplittableRandom;

/** Draws what single messages meet on a path. Confined to one thread. */
final class MessageDelays {
  /** A queue lasts for some seconds, in one direction, and half of the time there is none. */
  private static final double QUEUE_CHANGES_PER_S = 0.5;

  private enum Queue {
    NONE,
    DOWN,
    UP
  }

  private final NetworkPath path;
  private final SplittableRandom random;
  private Queue queue = Queue.NONE;
  private long nextChangeNs;
  private long congestionNs;

  MessageDelays(NetworkPath path, SplittableRandom random) {
    this.path = path;
    this.random = random;
  }

  boolean isLost() {
    return random.nextDouble() < path.lossShare();
  }

  long downNs(long nowNs) {
    return path.downNs() + delayNs(nowNs, Queue.DOWN);
  }

  long upNs(long nowNs) {
    return path.upNs() + congestionNs + delayNs(nowNs, Queue.UP);
  }

  /** Every message to the master takes longer by this from now on. */
  void congest(long ns) {
    congestionNs = ns;
  }

  /** Time a slave takes to answer. */
  long holdNs() {
    return 2_000 + Math.round(exponential(20_000));
  }

  private long delayNs(long nowNs, Queue way) {
    double ns = exponential(path.jitterNs());
    if (random.nextDouble() < path.heldShare()) {
      ns += exponential(path.heldNs());
    }
    if (path.queueNs() > 0) {
      changeQueue(nowNs);
      ns += queue == way ? exponential(path.queueNs()) : 0;
    }
    return Math.round(ns);
  }

  private void changeQueue(long nowNs) {
    while (nowNs >= nextChangeNs) {
      nextChangeNs += Math.round(exponential(1e9 / QUEUE_CHANGES_PER_S));
      queue = queue != Queue.NONE ? Queue.NONE : random.nextBoolean() ? Queue.DOWN : Queue.UP;
    }
  }

  private double exponential(double mean) {
    return -mean * Math.log(1 - random.nextDouble());
  }
}
