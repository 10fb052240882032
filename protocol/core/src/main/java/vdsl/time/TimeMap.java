package vdsl.time;

import java.util.List;

/**
 * Piecewise linear map from the raw ticks of one boot to cluster time. Between two knots time is
 * interpolated and the larger of their bounds holds; before the first and after the last knot time
 * runs at one nanosecond per tick and the bound is that of the nearest knot. Immutable.
 *
 * @param epoch number of the master's term; 0 where no master was ever seen
 * @param generation clock generation of the node: it grows when its past readings proved wrong
 * @param knots 1..{@value #KNOT_COUNT_MAX} knots, strictly increasing in ticks and never decreasing
 *     in time
 */
public record TimeMap(long epoch, int generation, List<Knot> knots) {
  /** A bound that promises nothing. */
  public static final long BOUND_UNLIMITED_NS = Long.MAX_VALUE;

  /** A block spans at most a few sync periods; 64 knots leave room for every one of them. */
  public static final int KNOT_COUNT_MAX = 64;

  /**
   * One fixed point of the map.
   *
   * @param ticks raw reading, in nanoseconds
   * @param timeNs cluster time at that reading, in nanoseconds since the epoch
   * @param boundNs largest possible error of timeNs, in nanoseconds, or {@link #BOUND_UNLIMITED_NS}
   */
  public record Knot(long ticks, long timeNs, long boundNs) {
    public Knot {
      if (boundNs < 0) {
        throw new IllegalArgumentException("boundNs " + boundNs + " not in 0..2^63-1");
      }
    }
  }

  public TimeMap {
    knots = List.copyOf(knots);
    if (knots.isEmpty() || knots.size() > KNOT_COUNT_MAX) {
      throw new IllegalArgumentException(
          "knot count " + knots.size() + " not in 1.." + KNOT_COUNT_MAX);
    }
    for (int i = 1; i < knots.size(); i++) {
      Knot earlier = knots.get(i - 1);
      Knot later = knots.get(i);
      if (later.ticks() <= earlier.ticks() || later.timeNs() < earlier.timeNs()) {
        throw new IllegalArgumentException("knot " + later + " not after " + earlier);
      }
    }
  }

  /** The map of a node that never saw a master: its wall clock, with an unlimited bound. */
  public static TimeMap wallClock(long anchorTicks, long anchorWallNs) {
    return new TimeMap(0, 0, List.of(new Knot(anchorTicks, anchorWallNs, BOUND_UNLIMITED_NS)));
  }

  /** The map of a block whose ticks are cluster time already, as sealing writes it. */
  public static TimeMap identity(long epoch, int generation, long boundNs) {
    return new TimeMap(epoch, generation, List.of(new Knot(0, 0, boundNs)));
  }

  /** Cluster time of a raw reading, in nanoseconds since the epoch. */
  public long timeNs(long ticks) {
    int after = firstKnotAfter(ticks);
    if (after == 0 || after == knots.size()) {
      Knot nearest = knots.get(after == 0 ? 0 : after - 1);
      return nearest.timeNs() + (ticks - nearest.ticks());
    }
    Knot from = knots.get(after - 1);
    Knot to = knots.get(after);
    double share = (double) (ticks - from.ticks()) / (to.ticks() - from.ticks());
    return from.timeNs() + Math.round(share * (to.timeNs() - from.timeNs()));
  }

  /** Largest possible error of {@link #timeNs} at a raw reading, in nanoseconds. */
  public long boundNs(long ticks) {
    int after = firstKnotAfter(ticks);
    if (after == 0) {
      return knots.get(0).boundNs();
    }
    if (after == knots.size()) {
      return knots.get(after - 1).boundNs();
    }
    return Math.max(knots.get(after - 1).boundNs(), knots.get(after).boundNs());
  }

  private int firstKnotAfter(long ticks) {
    int index = 0;
    while (index < knots.size() && knots.get(index).ticks() <= ticks) {
      index++;
    }
    return index;
  }
}
