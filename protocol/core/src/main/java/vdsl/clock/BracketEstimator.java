package vdsl.clock;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Estimates offset and skew from the tightest legs of every half second, and brackets the offset by
 * all legs of the last half minute, each allowed to drift since. Derivation: docs/clock.md.
 *
 * <p>Messages that met a queue show an offset that is wrong by up to half of what the queue cost
 * them, so a bucket whose legs are further apart than those of the best bucket counts for less. The
 * bracket makes no such assumption: it holds whatever the messages met. Confined to one thread.
 */
final class BracketEstimator implements Estimator {
  /** Buckets kept: half a minute, within which the skew of a quartz stays much the same. */
  private static final int BUCKET_COUNT_MAX = 64;

  /** A burst on a fresh connection makes a bucket of its own, so that a second one tells a skew. */
  private static final long BUCKET_TICKS_MIN = 30_000_000;

  /** Holds several exchanges at ten a second, and is short against the wander of a skew. */
  private static final long BUCKET_TICKS_MAX = 500_000_000;

  /**
   * Two states are this far apart at least: of a block that was acknowledged late, the middle can
   * lie before the last bucket, and a line through states at one reading would be no line.
   */
  private static final long APART_TICKS_MIN = 10_000_000;

  /**
   * A measurement that is further off counts as if it was this many standard errors off: what it
   * saw may be a queue that has stood for longer than buckets are kept, and looks like the way.
   */
  private static final double SIGMAS_MAX = 4;

  /** Two legs that miss each other by more cannot be of one clock. */
  private static final double TOLERANCE_NS = 1_000;

  private static final double ROUNDING_NS = 100;

  /** A stretch of one bound is as long as this, or a quarter of the way to the nearest bucket. */
  private static final long STRAIGHT_TICKS = 1_000_000_000;

  /** Clocks do not part faster: what does, between two masters, is not interpolated. */
  private static final double ANCHOR_SLOPE_MAX = 0.002;

  /** Standard error of a rate of which nothing is known: four of them are all there can be. */
  private static final double SKEW_SIGMA_PPB = 150_000;

  private static final double NS_PER_S = 1e9;

  /** A bucket that is complete, and what was known then. */
  private record Bucket(Legs legs, SkewState state) {}

  /** A bucket in the light of those after it. */
  private record Smoothed(Legs legs, SkewState state, Skew skew) {
    Smoothed(Legs legs, SkewState state) {
      this(legs, state, state.skew());
    }
  }

  private final long baseNs;
  private final List<Bucket> buckets = new ArrayList<>();
  private final QueueNoise noise = new QueueNoise(BUCKET_COUNT_MAX);
  private final Innovations innovations = new Innovations();
  private Legs open;
  private SkewState openState;
  private double openGapNs;
  private double openInnovationNs;
  private double openVariance;
  private long bucketTicks = BUCKET_TICKS_MIN;
  private long lastTicks;
  private int revision;

  /** Where the line of an earlier master ended, if this one goes on from there. */
  private Optional<Point> anchor = Optional.empty();

  /** All buckets in the order of time, the open one last. */
  private final List<Smoothed> smoothed = new ArrayList<>();

  /** An offset at a reading. */
  private record Point(long ticks, double offsetNs) {}

  /**
   * An estimator that knows one exchange.
   *
   * @param skewPpb what to expect, within what quartzes differ by
   */
  BracketEstimator(SyncExchange first, double skewPpb) {
    baseNs = first.offsetNs();
    lastTicks = latestOf(first);
    open = new Legs(lastTicks);
    openState =
        new SkewState(
            lastTicks, 0, Skew.possiblePpb(skewPpb), 0, 0, SKEW_SIGMA_PPB * SKEW_SIGMA_PPB);
    smoothed.add(new Smoothed(open, openState));
    take(first);
  }

  /** If the two masters' times are not too far apart. */
  @Override
  public void goOnFrom(long ticks, long timeNs) {
    anchor = Optional.of(new Point(ticks, timeNs - ticks - baseNs));
    revision++;
  }

  @Override
  public boolean contradicts(SyncExchange exchange) {
    return exchange.upNs() - baseNs < lowNs(exchange.answeredTicks()) - TOLERANCE_NS
        || exchange.downNs() - baseNs > highNs(exchange.arrivedTicks()) + TOLERANCE_NS;
  }

  private double highNs(long ticks) {
    double high = Double.POSITIVE_INFINITY;
    for (Smoothed each : smoothed) {
      high = Math.min(high, each.legs().highNs(ticks, each.skew()));
    }
    return high;
  }

  private double lowNs(long ticks) {
    double low = Double.NEGATIVE_INFINITY;
    for (Smoothed each : smoothed) {
      low = Math.max(low, each.legs().lowNs(ticks, each.skew()));
    }
    return low;
  }

  @Override
  public void add(SyncExchange exchange) {
    long ticks = latestOf(exchange);
    if (ticks - open.sinceTicks() >= bucketTicks) {
      close();
      smooth();
      open = new Legs(ticks);
    }
    if (ticks - lastTicks > 0) {
      lastTicks = ticks;
    }
    take(exchange);
  }

  private static long latestOf(SyncExchange exchange) {
    return exchange.isHeldBySlave() ? exchange.answeredTicks() : exchange.arrivedTicks();
  }

  private void take(SyncExchange exchange) {
    open.add(exchange, baseNs, openState.skewPpb());
    if (buckets.isEmpty()) {
      begin();
    } else {
      measure(buckets.get(buckets.size() - 1).state());
    }
    smoothed.set(smoothed.size() - 1, new Smoothed(open, openState));
    revision++;
  }

  private void begin() {
    long ticks = open.middleTicks();
    double skewPpb = openState.skewPpb();
    openGapNs = open.gapNs(ticks, skewPpb);
    openState =
        new SkewState(
            ticks,
            open.middleNs(ticks, skewPpb),
            skewPpb,
            noise.variance(openGapNs),
            0,
            openState.skewVariance());
  }

  private void measure(SkewState last) {
    long apartTicks = Math.max(open.middleTicks() - last.ticks(), APART_TICKS_MIN);
    long ticks = last.ticks() + apartTicks;
    SkewState expected = last.at(ticks);
    openGapNs = open.gapNs(ticks, expected.skewPpb());
    double innovationNs = open.middleNs(ticks, expected.skewPpb()) - expected.offsetNs();
    openInnovationNs = noise.unexplainedNs(innovationNs, openGapNs);
    double variance = noise.variance(openGapNs) * innovations.scale();
    double unlikely = openInnovationNs * openInnovationNs / (SIGMAS_MAX * SIGMAS_MAX);
    openVariance = Math.max(variance + expected.offsetVariance(), unlikely);
    variance = openVariance - expected.offsetVariance();
    openState = expected.corrected(openInnovationNs, variance);
  }

  private void close() {
    noise.add(openGapNs);
    if (!buckets.isEmpty()) {
      double missNs = innovations.add(openInnovationNs, openVariance);
      if (missNs != 0) {
        double missPpb = Math.min(SKEW_SIGMA_PPB, Math.abs(missNs) / bucketTicks * NS_PER_S);
        openState = openState.inflated(missNs * missNs, missPpb * missPpb);
      }
    }
    buckets.add(new Bucket(open, openState));
    if (buckets.size() > BUCKET_COUNT_MAX) {
      buckets.remove(0);
      anchor = Optional.empty();
    }
    bucketTicks = Math.min(BUCKET_TICKS_MAX, 2 * bucketTicks);
  }

  /** Leaves a place for the bucket that is to be opened. */
  private void smooth() {
    smoothed.clear();
    SkewState later = openState;
    for (int i = buckets.size() - 1; i >= 0; i--) {
      Bucket bucket = buckets.get(i);
      later = i == buckets.size() - 1 ? bucket.state() : bucket.state().smoothedBy(later);
      smoothed.add(new Smoothed(bucket.legs(), later));
    }
    Collections.reverse(smoothed);
    smoothed.add(new Smoothed(open, openState));
  }

  @Override
  public long baseNs() {
    return baseNs;
  }

  @Override
  public int revision() {
    return revision;
  }

  @Override
  public double offsetNs(long ticks) {
    int after = indexAfter(ticks);
    if (after == smoothed.size()) {
      return straight(smoothed.get(after - 1).state(), ticks);
    }
    SkewState to = smoothed.get(after).state();
    if (after > 0) {
      SkewState from = smoothed.get(after - 1).state();
      return between(from.ticks(), from.offsetNs(), to, ticks);
    }
    Optional<Point> from = anchorBefore(ticks);
    return from.isPresent()
        ? between(from.get().ticks(), from.get().offsetNs(), to, ticks)
        : straight(to, ticks);
  }

  /** The anchor, if it applies to readings between it and the first bucket. */
  private Optional<Point> anchorBefore(long ticks) {
    SkewState first = smoothed.get(0).state();
    return anchor.filter(
        point ->
            ticks - point.ticks() >= 0
                && Math.abs(first.offsetNs() - point.offsetNs())
                    <= ANCHOR_SLOPE_MAX * (first.ticks() - point.ticks()));
  }

  private static double straight(SkewState state, long ticks) {
    return state.offsetNs() + Skew.driftNs(state.skewPpb(), ticks - state.ticks());
  }

  private static double between(long fromTicks, double fromNs, SkewState to, long ticks) {
    double share = (double) (ticks - fromTicks) / (to.ticks() - fromTicks);
    return fromNs + share * (to.offsetNs() - fromNs);
  }

  /** Index of the first state after a reading. */
  private int indexAfter(long ticks) {
    int index = smoothed.size();
    while (index > 0 && smoothed.get(index - 1).state().ticks() - ticks > 0) {
      index--;
    }
    return index;
  }

  @Override
  public long straightUntil(long ticks) {
    int after = indexAfter(ticks);
    long sinceBefore = after > 0 ? ticks - smoothed.get(after - 1).state().ticks() : Long.MAX_VALUE;
    long toAfter =
        after < smoothed.size() ? smoothed.get(after).state().ticks() - ticks : Long.MAX_VALUE;
    long nearest = Math.min(sinceBefore, toAfter);
    return ticks + Math.min(toAfter, Math.max(STRAIGHT_TICKS, nearest / 4));
  }

  @Override
  public double errorNs(long fromTicks, double fromOffsetNs, long toTicks, double toOffsetNs) {
    double above = Double.POSITIVE_INFINITY;
    double below = Double.POSITIVE_INFINITY;
    for (Smoothed each : smoothed) {
      Legs legs = each.legs();
      Skew skew = each.skew();
      double aboveFrom = legs.highNs(fromTicks, skew) - fromOffsetNs;
      double aboveTo = legs.highNs(toTicks, skew) - toOffsetNs;
      above = Math.min(above, Math.max(aboveFrom, aboveTo));
      double belowFrom = fromOffsetNs - legs.lowNs(fromTicks, skew);
      double belowTo = toOffsetNs - legs.lowNs(toTicks, skew);
      below = Math.min(below, Math.max(belowFrom, belowTo));
    }
    double crossed = Math.max(0, -(above + below));
    return Math.max(above, below) + crossed + ROUNDING_NS;
  }

  @Override
  public double skewPpb() {
    return openState.skewPpb();
  }

  @Override
  public long lastTicks() {
    return lastTicks;
  }

  @Override
  public OptionalLong forgottenTicks() {
    return buckets.size() < BUCKET_COUNT_MAX
        ? OptionalLong.empty()
        : OptionalLong.of(smoothed.get(1).state().ticks());
  }
}
