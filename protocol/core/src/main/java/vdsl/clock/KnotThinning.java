package vdsl.clock;

import java.util.ArrayList;
import java.util.List;
import vdsl.time.TimeMap;
import vdsl.time.TimeMap.Knot;

/**
 * Leaves out knots of a line that has more than a time map takes; the bounds of those that stay
 * cover what the line loses. Stateless.
 */
final class KnotThinning {
  private KnotThinning() {}

  static List<Knot> thin(List<Knot> knots) {
    int keptCount = TimeMap.KNOT_COUNT_MAX;
    if (knots.size() <= keptCount) {
      return knots;
    }
    int[] kept = new int[keptCount];
    for (int i = 0; i < keptCount; i++) {
      kept[i] = (int) ((long) i * (knots.size() - 1) / (keptCount - 1));
    }
    List<Knot> thinned = new ArrayList<>(keptCount);
    long before = 0;
    for (int i = 0; i < keptCount; i++) {
      long after = i + 1 < keptCount ? lossNs(knots, kept[i], kept[i + 1]) : 0;
      Knot knot = knots.get(kept[i]);
      thinned.add(
          new Knot(knot.ticks(), knot.timeNs(), Math.max(knot.boundNs(), Math.max(before, after))));
      before = after;
    }
    return thinned;
  }

  /** Largest bound on the straight way between two knots: both lines bend at the knots only. */
  private static long lossNs(List<Knot> knots, int from, int to) {
    TimeMap straight = new TimeMap(0, 0, List.of(knots.get(from), knots.get(to)));
    long worstBoundNs = 0;
    long worstDeviationNs = 0;
    for (Knot knot : knots.subList(from, to + 1)) {
      worstBoundNs = Math.max(worstBoundNs, knot.boundNs());
      worstDeviationNs =
          Math.max(worstDeviationNs, Math.abs(straight.timeNs(knot.ticks()) - knot.timeNs()));
    }
    return RawDrift.saturatedSum(worstBoundNs, worstDeviationNs);
  }
}
