package vdsl.collector.ingest;

import java.util.OptionalInt;
import vdsl.wire.proto.ClockState;

/**
 * How often one node is signalled. A node whose clock is well known needs few signals; one whose
 * clock has just shown that it is not needs them soon. So the period doubles with every burst that
 * finds the node steady, and falls back to the shortest at once when one finds that it is not, or
 * when the node asks. Confined to the channel's event loop.
 *
 * <p>What counts is the widest bound that the node tells during a burst: that of its first answer,
 * which has grown since the burst before.
 */
final class SyncPace {
  /**
   * Below this bound a node is steady whatever its round trip: within one host half of that is some
   * 15 µs, and scheduling alone moves the bound by more than twice.
   */
  static final long STEADY_BOUND_NS = 100_000;

  /**
   * Half of the round trip is the least that an exchange can leave of an error. A bound of twice as
   * much is steady: of what a period adds to it, a shorter one would spare less than half.
   */
  private static final int STEADY_HALVES = 2;

  /** Up to twice the steady bound the period stays as it is: else it would swing for ever. */
  private static final int KEPT_STEADIES = 2;

  /** Doubling gets from 100 ms to 10 s in seven bursts, 13 s. */
  private static final int GROWTH = 2;

  private final IngestConfig.SyncPeriod limits;
  private long periodNs;
  private OptionalInt generation = OptionalInt.empty();
  private boolean isDisturbed;
  private long widestBoundNs;
  private long roundTripNs = Long.MAX_VALUE;

  SyncPace(IngestConfig.SyncPeriod limits) {
    this.limits = limits;
    periodNs = limits.minNs();
  }

  /** From the end of a burst to the beginning of the next, in nanoseconds. */
  long periodNs() {
    return periodNs;
  }

  /** The shortest period from now on. */
  void hurry() {
    periodNs = limits.minNs();
  }

  /**
   * Takes one answer of a burst in.
   *
   * @param state how the node's clock is, as it says
   * @param tookNs round trip
   */
  void onAnswer(ClockState state, long tookNs) {
    isDisturbed |=
        state.getPaused() || generation.orElse(state.getGeneration()) != state.getGeneration();
    generation = OptionalInt.of(state.getGeneration());
    long boundNs = state.getBoundNs() < 0 ? Long.MAX_VALUE : state.getBoundNs();
    widestBoundNs = Math.max(widestBoundNs, boundNs);
    roundTripNs = Math.min(roundTripNs, tookNs);
  }

  /** Decides by the answers of a burst, which is over. */
  void onBurstEnd() {
    long steadyNs = Math.max(STEADY_BOUND_NS, STEADY_HALVES * (roundTripNs / 2));
    if (isDisturbed || widestBoundNs > KEPT_STEADIES * steadyNs) {
      hurry();
    } else if (widestBoundNs <= steadyNs) {
      periodNs = Math.min(GROWTH * periodNs, limits.maxNs());
    }
    isDisturbed = false;
    widestBoundNs = 0;
    roundTripNs = Long.MAX_VALUE;
  }
}
