package vdsl.collector.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import vdsl.time.TimeMap;
import vdsl.wire.proto.ClockState;

class SyncPaceTest {
  private static final long MIN_NS = 100;
  private static final long MAX_NS = 1_000;
  private static final long ROUND_TRIP_NS = 400_000;
  private static final long STEADY_NS = ROUND_TRIP_NS;

  private final SyncPace pace = new SyncPace(new IngestConfig.SyncPeriod(MIN_NS, MAX_NS));

  private static ClockState.Builder state(long boundNs) {
    return ClockState.newBuilder().setBoundNs(boundNs).setGeneration(3);
  }

  /** A burst whose first answer tells a bound, the others what exchanges have left of it. */
  private void burst(ClockState.Builder first) {
    pace.onAnswer(first.build(), 9 * ROUND_TRIP_NS);
    pace.onAnswer(first.clone().setBoundNs(ROUND_TRIP_NS / 2).build(), ROUND_TRIP_NS);
    pace.onBurstEnd();
  }

  private void grow() {
    for (int i = 0; i < 9; i++) {
      burst(state(STEADY_NS));
    }
    assertThat(pace.periodNs()).isEqualTo(MAX_NS);
  }

  @Test
  void thePeriodDoublesUpToTheLongestWhileTheNodeIsSteady() {
    assertThat(pace.periodNs()).isEqualTo(MIN_NS);
    burst(state(STEADY_NS));
    assertThat(pace.periodNs()).isEqualTo(2 * MIN_NS);
    burst(state(STEADY_NS));
    assertThat(pace.periodNs()).isEqualTo(4 * MIN_NS);
    grow();
  }

  @Test
  void aNodeThatHasSeenNoMasterIsSignalledAtTheShortestPeriod() {
    burst(state(TimeMap.BOUND_UNLIMITED_NS));
    assertThat(pace.periodNs()).isEqualTo(MIN_NS);
    burst(state(-1));
    assertThat(pace.periodNs()).isEqualTo(MIN_NS);
  }

  @Test
  void aBoundThatIsNeitherSteadyNorWideKeepsThePeriod() {
    burst(state(STEADY_NS));
    burst(state(STEADY_NS + 1));
    burst(state(2 * STEADY_NS));
    assertThat(pace.periodNs()).isEqualTo(2 * MIN_NS);
  }

  @Test
  void aBoundThatWidensBringsTheShortestPeriodBackAtOnce() {
    grow();
    burst(state(2 * STEADY_NS + 1));
    assertThat(pace.periodNs()).isEqualTo(MIN_NS);
  }

  @Test
  void aNewGenerationBringsTheShortestPeriodBackAtOnce() {
    grow();
    burst(state(STEADY_NS).setGeneration(4));
    assertThat(pace.periodNs()).isEqualTo(MIN_NS);
    burst(state(STEADY_NS).setGeneration(4));
    assertThat(pace.periodNs()).isEqualTo(2 * MIN_NS);
  }

  @Test
  void aPauseBringsTheShortestPeriodBackAtOnce() {
    grow();
    burst(state(STEADY_NS).setPaused(true));
    assertThat(pace.periodNs()).isEqualTo(MIN_NS);
  }

  @Test
  void aNodeThatAsksGetsTheShortestPeriodAtOnce() {
    grow();
    pace.hurry();
    assertThat(pace.periodNs()).isEqualTo(MIN_NS);
  }

  @Test
  void aSmallBoundIsSteadyHoweverShortTheRoundTrip() {
    pace.onAnswer(state(SyncPace.STEADY_BOUND_NS).build(), 1_000);
    pace.onBurstEnd();
    assertThat(pace.periodNs()).isEqualTo(2 * MIN_NS);
  }
}
