package vdsl.agent.spool;

import java.util.random.RandomGenerator;

/** Draws the random numbers that name the lives of a node's directory. */
public final class Incarnations {
  private Incarnations() {}

  /** A new incarnation, never 0. */
  public static long next(RandomGenerator random) {
    long drawn = random.nextLong();
    while (drawn == 0) {
      drawn = random.nextLong();
    }
    return drawn;
  }
}
