package vdsl.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import vdsl.clock.ClusterClock.Estimation;
import vdsl.clock.ClusterClock.Outcome;
import vdsl.time.BootId;
import vdsl.time.ClockAnchor;
import vdsl.time.TimeMap;

/** The host slept, and its raw clock with it. */
class ClockPauseTest {
  private static final long PERIOD_NS = 100_000_000;

  private final ClusterClock clock =
      new ClusterClock(
          new ClockAnchor(new BootId(new UUID(1, 2)), 1_000, 1_700_000_000_000_000_000L),
          Estimation.BRACKET);

  @Test
  void aPauseEndsAllPromisesUntilTheNextExchange() {
    Truth truth = new Truth(24, 10);
    synchronise(truth, 20);
    long good = truth.ticks();
    truth.jump(-30_000_000_000L);
    truth.pass(30_000_000_000L);
    truth.pass(1_000_000);
    long after = truth.ticks();
    long afterNs = truth.masterNs();
    clock.onPause(good);

    assertThat(clock.isPaused()).isTrue();
    assertThat(clock.bound(after)).isEqualTo(TimeMap.BOUND_UNLIMITED_NS);
    assertThat(clock.bound(good)).isLessThan(10_000_000);
    TimeMap doubtful = clock.resolve(good - 1_000, truth.ticks());
    assertThat(doubtful.boundNs(truth.ticks())).isEqualTo(TimeMap.BOUND_UNLIMITED_NS);

    clock.onExchange(truth.exchange(1), truth.ticks());

    assertThat(clock.isPaused()).isFalse();
    assertThat(clock.generation()).isEqualTo(1);
    TimeMap known = clock.resolve(after, after);
    assertThat(Math.abs(known.timeNs(after) - afterNs)).isLessThanOrEqualTo(known.boundNs(after));
    assertThat(known.boundNs(after)).isBetween(29_000_000_000L, 31_000_000_000L);
    truth.pass(PERIOD_NS);
    assertThat(Math.abs(clock.now(truth.ticks()) - truth.masterNs()))
        .isLessThanOrEqualTo(clock.bound(truth.ticks()));
    assertThat(clock.bound(truth.ticks())).isLessThan(10_000_000);
  }

  @Test
  void whatWasReadBeforeAPauseThatNoExchangeCameBeforePromisesNothing() {
    Truth truth = new Truth(26, 10);
    long early = truth.ticks();
    clock.onPause(early + 10);
    truth.pass(PERIOD_NS);
    clock.onExchange(truth.exchange(1), truth.ticks());

    assertThat(clock.resolve(early, truth.ticks()).boundNs(early))
        .isEqualTo(TimeMap.BOUND_UNLIMITED_NS);
    long later = early + 1_000;
    assertThat(clock.resolve(later, later).boundNs(later)).isLessThan(10_000_000);
  }

  @Test
  void aLaterMasterAfterAPauseBeginsANewGeneration() {
    Truth truth = new Truth(25, 10);
    synchronise(truth, 20);
    long good = truth.ticks();
    truth.jump(-30_000_000_000L);
    truth.pass(31_000_000_000L);
    clock.onPause(good);
    for (int i = 1; i < SyncExchange.BURST; i++) {
      assertThat(clock.onExchange(truth.exchange(2), truth.ticks())).isEqualTo(Outcome.AWAITED);
      assertThat(clock.isPaused()).isTrue();
    }
    assertThat(clock.onExchange(truth.exchange(2), truth.ticks())).isEqualTo(Outcome.CONTRADICTED);

    assertThat(clock.generation()).isEqualTo(1);
    assertThat(clock.epoch()).isEqualTo(2);
    truth.pass(1_000_000);
    assertThat(clock.bound(truth.ticks())).isLessThan(10_000_000);
  }

  @Test
  void aPauseWithinTheBurstOfALaterMasterIsNoReasonToBelieveWhatCameBeforeIt() {
    Truth truth = new Truth(28, 10);
    synchronise(truth, 20);
    for (int i = 0; i < 5; i++) {
      clock.onExchange(truth.exchange(2), truth.ticks());
    }
    long good = truth.ticks();
    truth.jump(-30_000_000_000L);
    truth.pass(31_000_000_000L);
    clock.onPause(good);
    for (int i = 0; i < SyncExchange.BURST; i++) {
      clock.onExchange(truth.exchange(2), truth.ticks());
    }

    assertThat(clock.epoch()).isEqualTo(2);
    truth.pass(1_000_000);
    assertThat(Math.abs(clock.now(truth.ticks()) - truth.masterNs()))
        .isLessThanOrEqualTo(clock.bound(truth.ticks()));
  }

  private void synchronise(Truth truth, int exchanges) {
    for (int i = 0; i < exchanges; i++) {
      clock.onExchange(truth.exchange(1), truth.ticks());
      truth.pass(PERIOD_NS);
    }
  }
}
