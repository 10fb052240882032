package vdsl.clock;

import java.util.ArrayList;
import java.util.List;
import vdsl.time.TimeMap;

/**
 * The time a node gives out, as a line over its raw ticks that is continuous and never falls. What
 * has been given out stays: a new measurement bends the line from the present on. Confined to one
 * thread.
 *
 * <pre>
 * time
 *  |            . target: raw + new offset
 *  |         . /
 *  |      .  _/   slewed until it is reached,
 *  |   . _--      then parallel to raw again
 *  |  .-
 *  | /
 *  +------+--------- raw ticks
 *       present
 * </pre>
 */
final class OutputLine {
  /**
   * A minute and a half at least, where every exchange is followed; about 300 KiB. Blocks wait
   * longer only while there is no collector, and then there are no exchanges. What is older is told
   * from the first bend that is left.
   */
  static final int BEND_COUNT_MAX = 4_096;

  /** By one measurement: one where a doubt begins, the present, and where it is reached. */
  private static final int BENDS_ADDED_MAX = 3;

  /** Bends given up at once when there are too many. */
  private static final int BENDS_FORGOTTEN = BEND_COUNT_MAX / 4;

  /** Rounding of readings between two bends and between two knots of a map. */
  private static final long ROUNDING_NS = 2;

  /** Behind the target by more than this, the line jumps to it: forward only. */
  static final long STEP_NS = 50_000_000;

  /** 36 years: what a nonsensical lead takes longer than is not slewed to the end. */
  private static final long SLEW_NS_MAX = 1L << 60;

  /**
   * How fast an error is worked off: the share of time it may be wrong by, up to errors of a size.
   * Intervals between records of one node are wrong by this share.
   */
  private record Slew(long errorNsMax, double share) {}

  private static final List<Slew> SLEWS =
      List.of(
          new Slew(5_000_000, 0.002), new Slew(1_000_000_000, 0.05), new Slew(Long.MAX_VALUE, 0.5));

  /**
   * From here to the next one the line is straight; after the last one it rises as raw does.
   *
   * @param offset the measurement in force
   */
  private record Bend(long ticks, long timeNs, Offset offset) {}

  private final List<Bend> bends = new ArrayList<>();

  /** Forgets all: nobody has read it yet. */
  void clear() {
    bends.clear();
  }

  /** Aims at a measurement from a reading on, which must not be earlier than the last time. */
  void steer(Offset offset, long nowTicks) {
    if (bends.isEmpty()) {
      bends.add(new Bend(nowTicks, offset.timeNs(nowTicks), offset));
      return;
    }
    long nowNs = timeNs(nowTicks);
    long errorNs = offset.timeNs(nowTicks) - nowNs;
    while (!bends.isEmpty() && last().ticks() - nowTicks >= 0) {
      bends.remove(bends.size() - 1);
    }
    if (bends.size() > BEND_COUNT_MAX - BENDS_ADDED_MAX) {
      bends.subList(0, BENDS_FORGOTTEN).clear();
    }
    bends.add(new Bend(nowTicks, nowNs, offset));
    if (errorNs != 0) {
      long durationNs = errorNs > STEP_NS ? 1 : slewNs(errorNs);
      bends.add(
          durationNs > SLEW_NS_MAX
              ? new Bend(nowTicks + SLEW_NS_MAX, nowNs + SLEW_NS_MAX / 2, offset)
              : new Bend(nowTicks + durationNs, nowNs + durationNs + errorNs, offset));
    }
  }

  /** What was given out from a reading on may be wrong by more than was thought. */
  void distrust(long sinceTicks, long byNs) {
    int index = indexBefore(sinceTicks);
    if (index >= 0 && bends.get(index).ticks() != sinceTicks) {
      bends.add(index + 1, new Bend(sinceTicks, timeNs(sinceTicks), bends.get(index).offset()));
      index++;
    }
    for (int i = Math.max(0, index); i < bends.size(); i++) {
      Bend bend = bends.get(i);
      bends.set(i, new Bend(bend.ticks(), bend.timeNs(), bend.offset().widened(byNs)));
    }
  }

  int bendCount() {
    return bends.size();
  }

  private static long slewNs(long errorNs) {
    long size = Math.abs(errorNs);
    double share =
        SLEWS.stream().filter(slew -> size <= slew.errorNsMax()).findFirst().orElseThrow().share();
    return (long) Math.ceil(size / share);
  }

  private Bend last() {
    return bends.get(bends.size() - 1);
  }

  /** Time of a raw reading. */
  long timeNs(long ticks) {
    int from = indexBefore(ticks);
    if (from < 0 || from == bends.size() - 1) {
      Bend nearest = bends.get(Math.max(0, from));
      return nearest.timeNs() + (ticks - nearest.ticks());
    }
    return between(bends.get(from), bends.get(from + 1), ticks);
  }

  private static long between(Bend from, Bend to, long ticks) {
    double share = (double) (ticks - from.ticks()) / (to.ticks() - from.ticks());
    return from.timeNs() + Math.round(share * (to.timeNs() - from.timeNs()));
  }

  /** Largest error of {@link #timeNs}: of the measurement, and what is still to be worked off. */
  long boundNs(long ticks) {
    int from = indexBefore(ticks);
    long boundNs = boundNs(Math.max(0, from), ticks);
    boolean isBend = from > 0 && bends.get(from).ticks() == ticks;
    return isBend ? Math.max(boundNs, boundNs(from - 1, ticks)) : boundNs;
  }

  private long boundNs(int bend, long ticks) {
    Offset offset = bends.get(bend).offset();
    long pendingNs = Math.abs(timeNs(ticks) - offset.timeNs(ticks));
    return Offset.saturatedSum(offset.errorNs(ticks), pendingNs + ROUNDING_NS);
  }

  /**
   * The line between two readings. Where both ends of a straight piece have a bound, the larger one
   * holds on it: errors grow from the measurement on and shrink with what is worked off, both
   * straight.
   */
  TimeMap map(long fromTicks, long toTicks) {
    List<TimeMap.Knot> knots = new ArrayList<>();
    knots.add(knot(fromTicks));
    int index = indexBefore(fromTicks) + 1;
    while (index < bends.size() && bends.get(index).ticks() - toTicks < 0) {
      knots.add(knot(bends.get(index).ticks()));
      index++;
    }
    if (toTicks - fromTicks > 0) {
      knots.add(knot(toTicks));
    }
    Offset inForce = bends.get(Math.max(0, indexBefore(toTicks))).offset();
    return new TimeMap(inForce.epoch(), inForce.generation(), KnotThinning.thin(knots));
  }

  private TimeMap.Knot knot(long ticks) {
    return new TimeMap.Knot(ticks, timeNs(ticks), boundNs(ticks));
  }

  /** Index of the last bend at or before a reading; -1 if it is before all. */
  private int indexBefore(long ticks) {
    int low = 0;
    int high = bends.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (bends.get(middle).ticks() - ticks <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }
}
