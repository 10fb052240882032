package vdsl.clock;

import java.util.Optional;
import vdsl.time.ClockAnchor;
import vdsl.time.TimeMap;

/**
 * A slave's cluster time: raw ticks in, the master's time out, with a bound of its error. It reads
 * no clock and no socket; whoever has them tells it the exchanges. Confined to one thread.
 *
 * <p>Of all exchanges it follows the one with the smallest error at present: half of its round trip
 * plus what two clocks may have parted since ({@value Offset#DRIFT_PPM_MAX} ppm). Readings are
 * continuous and never go back, but for the first exchange, which may move them either way: before
 * it they are the host's wall clock and promise nothing. A lag of more than 50 ms is made up at
 * once, everything else by running slower or faster. Derivation and sources: docs/clock.md.
 */
public final class ClusterClock {
  /** What an exchange came to. */
  public enum Outcome {
    /** The clock follows it from now on. */
    FOLLOWED,
    /** An earlier one is still the better one. */
    NOT_BETTER,
    /** It is of a master whose term is over, or of another one of the same term. */
    STALE,
    /** Followed, and it proves earlier readings wrong: a new generation of the clock begins. */
    CONTRADICTED
  }

  private final ClockAnchor anchor;
  private final OutputLine output = new OutputLine();
  private boolean hasGivenOut;

  /** The best exchange of a later master that is not followed yet. */
  private Optional<SyncExchange> successor = Optional.empty();

  private int successorExchanges;

  /** When an exchange last agreed with what was given out. */
  private long agreedTicks;

  private Optional<Offset> followed = Optional.empty();
  private long masterId;

  /** True from a pause of the host to the next exchange. */
  private boolean isPaused;

  /** A clock that shows the host's wall clock until the first exchange. */
  public ClusterClock(ClockAnchor anchor) {
    this.anchor = anchor;
  }

  /**
   * Takes an exchange in.
   *
   * @param nowTicks the present reading of the raw clock, not earlier than at the last call
   */
  public Outcome onExchange(SyncExchange exchange, long nowTicks) {
    if (followed.isEmpty()) {
      return follow(exchange, 0, nowTicks, Outcome.FOLLOWED);
    }
    Offset current = followed.get();
    if (exchange.epoch() > current.epoch()) {
      return onSuccessor(exchange, current, nowTicks);
    }
    if (exchange.epoch() < current.epoch() || exchange.masterId() != masterId) {
      return Outcome.STALE;
    }
    Offset measured = Offset.of(exchange, current.generation());
    if (isPaused) {
      return follow(exchange, current.generation() + 1, nowTicks, Outcome.CONTRADICTED);
    }
    if (measured.contradicts(current, nowTicks)) {
      output.distrust(agreedTicks + 1, Math.abs(measured.offsetNs() - current.offsetNs()));
      hasGivenOut = true;
      return follow(exchange, current.generation() + 1, nowTicks, Outcome.CONTRADICTED);
    }
    agreedTicks = nowTicks;
    return measured.errorNs(nowTicks) <= current.errorNs(nowTicks)
        ? follow(exchange, current.generation(), nowTicks, Outcome.FOLLOWED)
        : Outcome.NOT_BETTER;
  }

  /** The first exchanges of a master that has just started are its worst: the best is followed. */
  private Outcome onSuccessor(SyncExchange exchange, Offset current, long nowTicks) {
    if (successor.filter(best -> best.epoch() > exchange.epoch()).isPresent()) {
      return Outcome.STALE;
    }
    if (successor.filter(best -> best.epoch() == exchange.epoch()).isEmpty()) {
      successor = Optional.of(exchange);
      successorExchanges = 0;
    }
    SyncExchange best = successor.orElse(exchange);
    if (exchange.masterId() != best.masterId()) {
      return Outcome.STALE;
    }
    if (exchange.errorNs() <= best.errorNs()) {
      best = exchange;
      successor = Optional.of(best);
    }
    successorExchanges++;
    if (successorExchanges < SyncExchange.BURST) {
      return Outcome.NOT_BETTER;
    }
    successor = Optional.empty();
    return isPaused
        ? follow(best, current.generation() + 1, nowTicks, Outcome.CONTRADICTED)
        : follow(best, current.generation(), nowTicks, Outcome.FOLLOWED);
  }

  private Outcome follow(SyncExchange exchange, int generation, long nowTicks, Outcome outcome) {
    Offset measured = Offset.of(exchange, generation);
    if (!hasGivenOut) {
      output.clear();
    }
    output.steer(measured, nowTicks);
    followed = Optional.of(measured);
    masterId = exchange.masterId();
    agreedTicks = nowTicks;
    isPaused = false;
    return outcome;
  }

  /**
   * The host stood still for a time that its raw clock does not know of: readings promise nothing
   * until the next exchange, which begins a new generation.
   *
   * @param sinceTicks last reading before that may have been
   * @param nowTicks the present reading
   */
  public void onPause(long sinceTicks, long nowTicks) {
    if (synced()) {
      output.distrust(Math.min(sinceTicks, nowTicks) + 1, TimeMap.BOUND_UNLIMITED_NS);
      hasGivenOut = true;
      isPaused = true;
    }
  }

  /** The master's rate against that of raw ticks, in parts per billion; 0 while it is unknown. */
  public double skewPpb() {
    return 0;
  }

  /** True once an exchange was followed. */
  public boolean synced() {
    return followed.isPresent();
  }

  /** Cluster time of a raw reading, in nanoseconds since the epoch. */
  public long now(long ticks) {
    hasGivenOut |= synced();
    return synced() ? output.timeNs(ticks) : anchor.wallNs() + (ticks - anchor.ticks());
  }

  /** Largest error of {@link #now}, in nanoseconds; unlimited before the first exchange. */
  public long bound(long ticks) {
    return synced() ? output.boundNs(ticks) : TimeMap.BOUND_UNLIMITED_NS;
  }

  /** How often readings have proved wrong. */
  public int generation() {
    return followed.map(Offset::generation).orElse(0);
  }

  /**
   * Times of all readings from one to another, for good: what was resolved up to the present is
   * resolved to the same again, as long as the clock remembers so far back. Readings from before
   * the first exchanges are told from the best of them: none is bound before something was given
   * out.
   *
   * @param fromTicks of the boot whose exchanges the clock was told
   * @param toTicks not before fromTicks
   */
  public TimeMap resolve(long fromTicks, long toTicks) {
    hasGivenOut |= synced();
    return synced()
        ? output.map(fromTicks, toTicks)
        : TimeMap.wallClock(anchor.ticks(), anchor.wallNs());
  }
}
