package vdsl.cli.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;

/**
 * Kills that are due one after the other, by turns of a service and of the collector, at random
 * moments. Confined to one thread.
 */
final class Chaos {
  /** One of each kind at least. */
  private static final int KILLS_MIN = 2;

  private static final long NS_PER_SECOND = 1_000_000_000L;

  /** Long enough for what was killed to be there again before the next kill. */
  private static final long INTERVAL_SECONDS = 4;

  /** Of an interval, the part in which the kill may fall, so that the rest is for getting well. */
  private static final double KILL_PART = 0.6;

  private static final double EARLIEST_PART = 0.1;

  /**
   * A kill.
   *
   * @param atNs when it is due, since the start
   * @param node index of the node whose service is killed; empty for the collector
   */
  record Kill(long atNs, OptionalInt node) {}

  private final List<Kill> due;
  private int enough;

  private Chaos(List<Kill> due) {
    this.due = new ArrayList<>(due);
    this.enough = Math.min(KILLS_MIN, due.size());
  }

  static Chaos none() {
    return new Chaos(List.of());
  }

  static Chaos of(long seconds, int nodes, Random random) {
    int kills = (int) Math.max(KILLS_MIN, seconds / INTERVAL_SECONDS);
    long intervalNs = seconds * NS_PER_SECOND / kills;
    List<Kill> due = new ArrayList<>();
    for (int i = 0; i < kills; i++) {
      double part = EARLIEST_PART + random.nextDouble() * (KILL_PART - EARLIEST_PART);
      due.add(
          new Kill(
              i * intervalNs + (long) (part * intervalNs),
              i % KILLS_MIN == 0 ? OptionalInt.of(random.nextInt(nodes)) : OptionalInt.empty()));
    }
    return new Chaos(due);
  }

  /** Whether a service and the collector were killed, or nobody was to be. */
  boolean isEnough() {
    return enough <= 0;
  }

  /** Whether a kill is due. */
  boolean isDue(long elapsedNs) {
    return !due.isEmpty() && due.get(0).atNs() <= elapsedNs;
  }

  /** The kill that is due. */
  Kill take() {
    enough--;
    return due.remove(0);
  }
}
