package vdsl.clock;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import vdsl.clock.OutputLine.Guide;
import vdsl.time.ClockAnchor;
import vdsl.time.TimeMap;

/**
 * A slave's cluster time: raw ticks in, the master's time out, with a bound of its error. It reads
 * no clock and no socket; whoever has them tells it the exchanges. Confined to one thread.
 *
 * <p>An {@link Estimation} tells offset and skew from the exchanges; what is given out of it is a
 * line that is continuous and never falls, but for the first exchange, which may move it either
 * way: before it readings are the host's wall clock and promise nothing. The line is laid when it
 * is asked for: readings from before the first exchange, and from a time without exchanges, are
 * told from what was known by then. Derivation and sources: docs/clock.md.
 */
public final class ClusterClock {
  /** How theta, the master's time minus raw ticks, is told from exchanges. */
  public enum Estimation {
    /** By the tightest legs: offset, skew and a bracket that holds both. */
    BRACKET,
    /** By the latest exchange alone, as published: to compare with. */
    PUBLISHED
  }

  /** What an exchange came to. */
  public enum Outcome {
    /** The clock takes it into account from now on. */
    FOLLOWED,
    /** It is of a later master, which is followed after a burst of exchanges. */
    AWAITED,
    /** It is of a master whose term is over, or of another one of the same term. */
    STALE,
    /** Followed, and it proves earlier readings wrong: a new generation of the clock begins. */
    CONTRADICTED
  }

  private final ClockAnchor anchor;
  private final Estimation estimation;
  private final OutputLine line = new OutputLine();
  private Optional<Guide> followed = Optional.empty();
  private long masterId;

  /** When an exchange last agreed with what was given out. */
  private long agreedTicks;

  /** The reading after which nothing is promised until the next exchange. */
  private OptionalLong pausedTicks = OptionalLong.empty();

  /** The reading up to which nothing is known, since a pause lay before the first exchange. */
  private OptionalLong earlyPauseTicks = OptionalLong.empty();

  private Optional<Successor> successor = Optional.empty();

  /** A later master that is not followed yet. */
  private record Successor(SyncExchange first, List<SyncExchange> exchanges) {
    Successor(SyncExchange first) {
      this(first, new ArrayList<>());
    }
  }

  /** A clock that shows the host's wall clock until the first exchange. */
  public ClusterClock(ClockAnchor anchor, Estimation estimation) {
    this.anchor = anchor;
    this.estimation = estimation;
  }

  /**
   * Takes an exchange in.
   *
   * @param nowTicks the present reading of the raw clock, not earlier than at the last call
   */
  public Outcome onExchange(SyncExchange exchange, long nowTicks) {
    if (followed.isEmpty()) {
      follow(exchange, begin(exchange, 0), 0);
      return Outcome.FOLLOWED;
    }
    Guide current = followed.get();
    if (exchange.epoch() > current.epoch()) {
      return onSuccessor(exchange, current, nowTicks);
    }
    if (exchange.epoch() < current.epoch() || exchange.masterId() != masterId) {
      return Outcome.STALE;
    }
    if (pausedTicks.isPresent() || current.estimator().contradicts(exchange)) {
      endGeneration(exchange, current, nowTicks);
      Estimator next = begin(exchange, current.estimator().skewPpb());
      follow(exchange, next, current.generation() + 1);
      return Outcome.CONTRADICTED;
    }
    current.estimator().forgottenTicks().ifPresent(ticks -> line.layTo(ticks, current));
    current.estimator().add(exchange);
    if (firstReading(exchange) - agreedTicks > 0) {
      agreedTicks = firstReading(exchange);
    }
    return Outcome.FOLLOWED;
  }

  private Estimator begin(SyncExchange first, double skewPpb) {
    return switch (estimation) {
      case BRACKET -> new BracketEstimator(first, skewPpb);
      case PUBLISHED -> new PublishedEstimator(first);
    };
  }

  private void follow(SyncExchange first, Estimator estimator, int generation) {
    followed = Optional.of(new Guide(estimator, first.epoch(), generation));
    masterId = first.masterId();
    agreedTicks = firstReading(first);
    pausedTicks = OptionalLong.empty();
  }

  /** Up to here an exchange proves something of the raw clock: it may have stood still since. */
  private static long firstReading(SyncExchange exchange) {
    return exchange.isHeldBySlave() ? exchange.arrivedTicks() : exchange.answeredTicks();
  }

  /**
   * Nothing is interpolated: all since clocks last agreed may be wrong by as much as they jumped.
   */
  private void endGeneration(SyncExchange exchange, Guide current, long nowTicks) {
    long lastGoodTicks = pausedTicks.orElse(agreedTicks);
    if (line.isEmpty()) {
      line.layTo(lastGoodTicks, current);
    }
    line.layTo(nowTicks, current);
    Estimator before = current.estimator();
    double jumpNs = exchange.offsetNs() - before.baseNs() - before.offsetNs(nowTicks);
    long sinceNs = RawDrift.saturatedSum(exchange.errorNs(), RawDrift.ns(nowTicks - lastGoodTicks));
    line.distrust(lastGoodTicks + 1, RawDrift.saturatedSum((long) Math.abs(jumpNs), sinceNs));
  }

  /** The first exchanges of a master that has just started are its worst: a burst is awaited. */
  private Outcome onSuccessor(SyncExchange exchange, Guide current, long nowTicks) {
    Successor next = successor.orElseGet(() -> new Successor(exchange));
    if (exchange.epoch() < next.first().epoch()) {
      return Outcome.STALE;
    }
    if (exchange.epoch() > next.first().epoch()) {
      next = new Successor(exchange);
    } else if (exchange.masterId() != next.first().masterId()) {
      return Outcome.STALE;
    }
    successor = Optional.of(next);
    next.exchanges().add(exchange);
    if (next.exchanges().size() < SyncExchange.BURST) {
      return Outcome.AWAITED;
    }
    return succeed(next, current, nowTicks);
  }

  /** From the last exchange of the earlier master on, unless a pause lies between. */
  private Outcome succeed(Successor next, Guide current, long nowTicks) {
    Estimator estimator = begin(next.first(), current.estimator().skewPpb());
    for (SyncExchange exchange : next.exchanges().subList(1, SyncExchange.BURST)) {
      if (estimator.contradicts(exchange)) {
        successor = Optional.of(new Successor(exchange, new ArrayList<>(List.of(exchange))));
        return Outcome.AWAITED;
      }
      estimator.add(exchange);
    }
    successor = Optional.empty();
    if (pausedTicks.isPresent()) {
      endGeneration(next.first(), current, nowTicks);
      follow(next.first(), estimator, current.generation() + 1);
      return Outcome.CONTRADICTED;
    }
    if (!line.isEmpty()) {
      line.layTo(current.estimator().lastTicks(), current);
      line.end();
      estimator.goOnFrom(line.endTicks(), line.timeNs(line.endTicks()));
    }
    follow(next.first(), estimator, current.generation());
    return Outcome.FOLLOWED;
  }

  /**
   * The host stood still for a time that its raw clock does not know of: readings after a point
   * promise nothing until the next exchange, which begins a new generation. If there was none yet,
   * readings up to that point never will.
   *
   * @param sinceTicks last reading before that may have been
   */
  public void onPause(long sinceTicks) {
    successor = Optional.empty();
    if (!synced()) {
      earlyPauseTicks = OptionalLong.of(sinceTicks);
    } else if (pausedTicks.isEmpty()) {
      pausedTicks = OptionalLong.of(sinceTicks);
    }
  }

  /** True once an exchange was followed. */
  public boolean synced() {
    return followed.isPresent();
  }

  /** Whether readings promise nothing at present, though an exchange was followed. */
  public boolean isPaused() {
    return pausedTicks.isPresent();
  }

  /**
   * Cluster time of a raw reading, in nanoseconds since the epoch. What was read stays: ask for
   * {@link #resolve} if it may wait.
   */
  public long now(long ticks) {
    if (followed.isEmpty()) {
      return anchor.wallNs() + (ticks - anchor.ticks());
    }
    line.layTo(ticks, followed.get());
    return line.timeNs(ticks);
  }

  /** What {@link #now} would return; a later exchange may still change it. */
  public long expected(long ticks) {
    return followed.isEmpty()
        ? anchor.wallNs() + (ticks - anchor.ticks())
        : line.expectedNs(ticks, followed.get());
  }

  /**
   * Largest error of {@link #now}, in nanoseconds, whether that was called or not; unlimited before
   * the first exchange and in a pause.
   */
  public long bound(long ticks) {
    return followed.isEmpty() || isDoubtful(ticks)
        ? TimeMap.BOUND_UNLIMITED_NS
        : line.errorNs(ticks, followed.get());
  }

  /** Whether a pause lies between a reading and all exchanges. */
  private boolean isDoubtful(long ticks) {
    return (pausedTicks.isPresent() && ticks - pausedTicks.getAsLong() > 0)
        || (earlyPauseTicks.isPresent() && ticks - earlyPauseTicks.getAsLong() <= 0);
  }

  /** Number of the term of the master that is followed; 0 before the first exchange. */
  public long epoch() {
    return followed.map(Guide::epoch).orElse(0L);
  }

  /** How often readings have proved wrong. */
  public int generation() {
    return followed.map(Guide::generation).orElse(0);
  }

  /**
   * The master's rate relative to raw ticks, in parts per billion; 0 as long as it is not known.
   */
  public double skewPpb() {
    return followed.map(guide -> guide.estimator().skewPpb()).orElse(0.0);
  }

  /**
   * Times of all readings from one to another, for good: the same range is resolved to the same
   * again, as long as the clock remembers so far back. A range of very many pieces is told by fewer
   * knots, whose bounds say what that costs.
   *
   * @param fromTicks of the boot whose exchanges the clock was told
   * @param toTicks not before fromTicks
   */
  public TimeMap resolve(long fromTicks, long toTicks) {
    if (followed.isEmpty()) {
      return TimeMap.wallClock(anchor.ticks(), anchor.wallNs());
    }
    line.layTo(fromTicks, followed.get());
    line.layTo(toTicks, followed.get());
    TimeMap map = line.map(fromTicks, toTicks);
    return isDoubtful(fromTicks) || isDoubtful(toTicks) ? withoutPromise(map) : map;
  }

  private TimeMap withoutPromise(TimeMap map) {
    List<TimeMap.Knot> knots = new ArrayList<>();
    for (TimeMap.Knot knot : map.knots()) {
      long boundNs = isDoubtful(knot.ticks()) ? TimeMap.BOUND_UNLIMITED_NS : knot.boundNs();
      knots.add(new TimeMap.Knot(knot.ticks(), knot.timeNs(), boundNs));
    }
    return new TimeMap(map.epoch(), map.generation(), knots);
  }
}
