package vdsl.clock;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import vdsl.time.TimeMap;

/**
 * The time a node gives out, as a line over its raw ticks that is continuous and never falls. It is
 * laid only as far as somebody asks, by the best estimate of that moment; what is laid stays.
 *
 * <pre>
 * time
 *  |            . estimate of the present
 *  |         . /
 *  |      .  _/   slewed until it is reached,
 *  |   . _--      then along with it
 *  |  .-
 *  | /
 *  +------+--------- raw ticks
 *        end
 * </pre>
 *
 * Confined to one thread.
 */
final class OutputLine {
  /**
   * Some twenty minutes, where the line is laid five times a second; about 300 KiB. What is older
   * is told from the first piece that is left.
   */
  static final int PIECE_COUNT_MAX = 6_144;

  /** Pieces given up at once when there are too many. */
  private static final int PIECES_FORGOTTEN = PIECE_COUNT_MAX / 4;

  /** Rounding of readings between two ends of a piece and between two knots of a map. */
  private static final long ROUNDING_NS = 2;

  /** Behind the estimate by more than this, the line jumps to it: forward only. */
  static final double STEP_NS = 50_000_000;

  /** 36 years: what a nonsensical lead takes longer than is not slewed to the end. */
  private static final double SLEW_TICKS_MAX = 1L << 60;

  private static final long UNTOLD_NS = -1;

  /** A distance below this is none: the line goes through whole nanoseconds, the estimate not. */
  private static final double DISTANCE_NS_MIN = ROUNDING_NS;

  /** The same where offsets are so large that doubles do not tell nanoseconds any more. */
  private static final double DISTANCE_ULPS = 4;

  /** Whatever an estimate does, time goes on by a quarter of raw at least. */
  private static final double RATE_MIN = -0.75;

  /**
   * How fast a distance is worked off: the share of time readings may be wrong by, up to distances
   * of a size. Intervals between records of one node are wrong by this share.
   */
  private record Slew(double distanceNsMax, double share) {}

  private static final List<Slew> SLEWS =
      List.of(
          new Slew(5_000_000, 0.002),
          new Slew(1_000_000_000, 0.05),
          new Slew(Double.POSITIVE_INFINITY, 0.5));

  /**
   * A straight piece; the next one begins where it ends.
   *
   * @param rate what time gains on raw, as a share of it
   * @param untilTicks where it ends at the latest
   * @param errorNs largest error on it, or {@link #UNTOLD_NS}
   */
  private record Piece(
      long fromTicks,
      long fromNs,
      double rate,
      long untilTicks,
      long epoch,
      int generation,
      long errorNs) {
    /** Before the piece time runs with the ticks: where it steps or slews says nothing of that. */
    long timeNs(long ticks) {
      long length = ticks - fromTicks;
      return fromNs + length + (length > 0 ? Math.round(length * rate) : 0);
    }

    Piece ended(long ticks, long largestErrorNs) {
      return new Piece(fromTicks, fromNs, rate, ticks, epoch, generation, largestErrorNs);
    }

    Piece begunAt(long ticks, long addedErrorNs) {
      long error = RawDrift.saturatedSum(errorNs, addedErrorNs);
      return new Piece(ticks, timeNs(ticks), rate, untilTicks, epoch, generation, error);
    }
  }

  /** What a piece is laid by. */
  record Guide(Estimator estimator, long epoch, int generation) {
    private double offsetNs(Piece piece, long ticks) {
      return piece.timeNs(ticks) - ticks - estimator.baseNs();
    }

    private long errorNs(Piece piece, long fromTicks, long toTicks) {
      double errorNs =
          estimator.errorNs(
              fromTicks, offsetNs(piece, fromTicks), toTicks, offsetNs(piece, toTicks));
      return errorNs < TimeMap.BOUND_UNLIMITED_NS
          ? (long) Math.ceil(errorNs) + ROUNDING_NS
          : TimeMap.BOUND_UNLIMITED_NS;
    }
  }

  private final List<Piece> pieces = new ArrayList<>();
  private Optional<Guide> guide = Optional.empty();
  private int revision;
  private long endTicks;

  boolean isEmpty() {
    return pieces.isEmpty();
  }

  /** Reading up to which the line is laid. */
  long endTicks() {
    return endTicks;
  }

  int pieceCount() {
    return pieces.size();
  }

  /** Lays the line up to a reading; if it is not begun, from there. */
  void layTo(long ticks, Guide by) {
    if (pieces.isEmpty()) {
      add(begin(ticks, by), by);
      endTicks = ticks;
    }
    while (ticks - endTicks > 0) {
      Piece last = last();
      if (isOver(last, endTicks, by)) {
        end();
        add(next(last.timeNs(endTicks), endTicks, by), by);
      }
      endTicks = earlier(ticks, last().untilTicks());
    }
  }

  private static Piece begin(long ticks, Guide by) {
    Estimator estimator = by.estimator();
    return next(ticks + estimator.baseNs() + Math.round(estimator.offsetNs(ticks)), ticks, by);
  }

  private boolean isOver(Piece piece, long ticks, Guide by) {
    return piece.untilTicks() == ticks
        || !guide.equals(Optional.of(by))
        || revision != by.estimator().revision();
  }

  private void add(Piece piece, Guide by) {
    if (!pieces.isEmpty() && last().fromTicks() == piece.fromTicks()) {
      pieces.remove(pieces.size() - 1);
    }
    if (pieces.size() >= PIECE_COUNT_MAX) {
      pieces.subList(0, PIECES_FORGOTTEN).clear();
    }
    pieces.add(piece);
    guide = Optional.of(by);
    revision = by.estimator().revision();
  }

  /** The piece from a reading on: along with the estimate, and towards it. */
  private static Piece next(long fromNs, long fromTicks, Guide by) {
    Estimator estimator = by.estimator();
    double targetNs = estimator.offsetNs(fromTicks);
    double aheadNs = fromNs - fromTicks - estimator.baseNs() - targetNs;
    if (-aheadNs > STEP_NS) {
      return piece(fromNs, fromTicks, -aheadNs, fromTicks + 1, by);
    }
    long untilTicks = estimator.straightUntil(fromTicks);
    double slew = 0;
    if (Math.abs(aheadNs) >= Math.max(DISTANCE_NS_MIN, DISTANCE_ULPS * Math.ulp(targetNs))) {
      double share = share(Math.abs(aheadNs));
      long slewTicks = (long) Math.min(SLEW_TICKS_MAX, Math.ceil(Math.abs(aheadNs) / share));
      untilTicks = earlier(untilTicks, fromTicks + slewTicks);
      slew = Math.copySign(Math.min(share, Math.abs(aheadNs) / slewTicks), -aheadNs);
    }
    double slope = (estimator.offsetNs(untilTicks) - targetNs) / (untilTicks - fromTicks);
    return piece(fromNs, fromTicks, Math.max(RATE_MIN, slope + slew), untilTicks, by);
  }

  private static Piece piece(long fromNs, long fromTicks, double rate, long untilTicks, Guide by) {
    return new Piece(fromTicks, fromNs, rate, untilTicks, by.epoch(), by.generation(), UNTOLD_NS);
  }

  private static double share(double distanceNs) {
    return SLEWS.stream()
        .filter(slew -> distanceNs <= slew.distanceNsMax())
        .findFirst()
        .orElseThrow()
        .share();
  }

  private static long earlier(long aTicks, long bTicks) {
    return aTicks - bTicks < 0 ? aTicks : bTicks;
  }

  private static long later(long aTicks, long bTicks) {
    return aTicks - bTicks > 0 ? aTicks : bTicks;
  }

  /** Ends the last piece where the line is laid to; another one will begin there. */
  void end() {
    if (!pieces.isEmpty() && last().errorNs() == UNTOLD_NS) {
      Piece last = last();
      long errorNs = guide.orElseThrow().errorNs(last, last.fromTicks(), endTicks);
      pieces.set(pieces.size() - 1, last.ended(endTicks, errorNs));
    }
  }

  /** What was given out from a reading on may be wrong by more than was thought. */
  void distrust(long sinceTicks, long byNs) {
    end();
    for (int i = pieces.size() - 1; i >= 0; i--) {
      Piece piece = pieces.get(i);
      if (piece.untilTicks() - sinceTicks < 0) {
        return;
      }
      boolean isSplit = piece.fromTicks() - sinceTicks < 0;
      pieces.set(
          i,
          isSplit
              ? piece.ended(sinceTicks, piece.errorNs())
              : piece.begunAt(piece.fromTicks(), byNs));
      if (isSplit) {
        pieces.add(i + 1, piece.begunAt(sinceTicks, byNs));
      }
    }
  }

  private Piece last() {
    return pieces.get(pieces.size() - 1);
  }

  /** Time of a raw reading up to which the line is laid. */
  long timeNs(long ticks) {
    return pieces.get(indexOf(ticks)).timeNs(ticks);
  }

  /**
   * Largest error of a reading; of one that the line is not laid to yet, what it would be if it was
   * given out now.
   */
  long errorNs(long ticks, Guide by) {
    if (pieces.isEmpty()) {
      return by.errorNs(begin(ticks, by), ticks, ticks);
    }
    if (ticks - endTicks > 0) {
      return by.errorNs(ahead(ticks, by), ticks, ticks);
    }
    return errorNs(indexOf(ticks), ticks, ticks);
  }

  /** Time of a reading, as it would be given out now. */
  long expectedNs(long ticks, Guide by) {
    if (pieces.isEmpty()) {
      return begin(ticks, by).timeNs(ticks);
    }
    return ticks - endTicks > 0 ? ahead(ticks, by).timeNs(ticks) : timeNs(ticks);
  }

  /** The piece that a reading would be on. */
  private Piece ahead(long ticks, Guide by) {
    Piece piece = last();
    long laid = endTicks;
    if (isOver(piece, laid, by)) {
      piece = next(piece.timeNs(laid), laid, by);
    }
    while (ticks - piece.untilTicks() > 0) {
      laid = piece.untilTicks();
      piece = next(piece.timeNs(laid), laid, by);
    }
    return piece;
  }

  /** Largest error between two readings of one piece. */
  private long errorNs(int index, long fromTicks, long toTicks) {
    Piece piece = pieces.get(index);
    if (fromTicks - piece.fromTicks() < 0) {
      long lastTicks = later(toTicks, piece.fromTicks());
      long startErrorNs = errorNs(index, piece.fromTicks(), lastTicks);
      return RawDrift.saturatedSum(startErrorNs, RawDrift.ns(piece.fromTicks() - fromTicks));
    }
    return piece.errorNs() == UNTOLD_NS
        ? guide.orElseThrow().errorNs(piece, fromTicks, toTicks)
        : piece.errorNs();
  }

  /** The line between two readings, both of which it is laid to. */
  TimeMap map(long fromTicks, long toTicks) {
    List<TimeMap.Knot> knots = new ArrayList<>();
    int index = indexOf(fromTicks);
    long epoch = pieces.get(indexOf(toTicks)).epoch();
    long ticks = fromTicks;
    long errorBeforeNs = 0;
    while (true) {
      Piece piece = pieces.get(index);
      boolean isLast = index == pieces.size() - 1 || toTicks - piece.untilTicks() <= 0;
      long until = isLast ? toTicks : piece.untilTicks();
      long errorNs = errorNs(index, ticks, until, epoch);
      knots.add(new TimeMap.Knot(ticks, piece.timeNs(ticks), Math.max(errorNs, errorBeforeNs)));
      if (isLast) {
        if (until - ticks > 0) {
          knots.add(new TimeMap.Knot(until, piece.timeNs(until), errorNs));
        }
        return new TimeMap(piece.epoch(), piece.generation(), KnotThinning.thin(knots));
      }
      errorBeforeNs = errorNs;
      ticks = until;
      index++;
    }
  }

  /** The same against the master of a term, whichever it was that the piece was laid by. */
  private long errorNs(int index, long fromTicks, long toTicks, long epoch) {
    Piece piece = pieces.get(index);
    if (piece.epoch() == epoch) {
      return errorNs(index, fromTicks, toTicks);
    }
    Guide latest = guide.orElseThrow();
    return latest.epoch() == epoch
        ? latest.errorNs(piece, fromTicks, toTicks)
        : TimeMap.BOUND_UNLIMITED_NS;
  }

  /** Index of the last piece that begins at or before a reading; the first if none does. */
  private int indexOf(long ticks) {
    int low = 0;
    int high = pieces.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (pieces.get(middle).fromTicks() - ticks <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return Math.max(0, low - 1);
  }
}
