package vdsl.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vdsl.clock.ClusterClock.Estimation;
import vdsl.clock.ClusterClock.Outcome;
import vdsl.time.BootId;
import vdsl.time.ClockAnchor;
import vdsl.time.TimeMap;

class ClusterClockTest {
  private static final ClockAnchor ANCHOR =
      new ClockAnchor(new BootId(new UUID(1, 2)), 1_000, 1_700_000_000_000_000_000L);
  private static final long PERIOD_NS = 100_000_000;
  private static final int SEEDS = 15;
  private static final int EXCHANGES = 300;

  private final ClusterClock clock = new ClusterClock(ANCHOR, Estimation.BRACKET);

  @Test
  void beforeTheFirstExchangeItShowsTheWallClockAndPromisesNothing() {
    assertThat(clock.synced()).isFalse();
    assertThat(clock.now(1_500)).isEqualTo(ANCHOR.wallNs() + 500);
    assertThat(clock.bound(1_500)).isEqualTo(TimeMap.BOUND_UNLIMITED_NS);
    assertThat(clock.resolve(1_000, 2_000))
        .isEqualTo(TimeMap.wallClock(ANCHOR.ticks(), ANCHOR.wallNs()));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-590, -250, -80, 0, 3, 100, 290, 590})
  void noReadingIsFurtherFromTheMasterThanItsBoundAndNoneGoesBack(double ratePpm) {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Truth truth = new Truth(seed, ratePpm);
      ClusterClock slave = new ClusterClock(ANCHOR, Estimation.BRACKET);
      long lastNs = Long.MIN_VALUE;
      for (int i = 0; i < EXCHANGES; i++) {
        slave.onExchange(truth.exchange(1), truth.ticks());
        for (int read = 0; read < 4; read++) {
          long nowNs = slave.now(truth.ticks());
          assertThat(nowNs).isGreaterThanOrEqualTo(lastNs);
          assertThat(Math.abs(nowNs - truth.masterNs()))
              .isLessThanOrEqualTo(slave.bound(truth.ticks()));
          lastNs = nowNs;
          truth.pass(PERIOD_NS / 4);
        }
      }
      assertThat(slave.bound(truth.ticks())).isLessThan(1_000_000);
    }
  }

  @Test
  void whatWasReadIsWhatIsResolvedLater() {
    Truth truth = new Truth(7, 120);
    List<Long> ticks = new ArrayList<>();
    List<Long> masterNs = new ArrayList<>();
    List<Long> read = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      clock.onExchange(truth.exchange(1), truth.ticks());
      truth.pass(PERIOD_NS);
      ticks.add(truth.ticks());
      masterNs.add(truth.masterNs());
      read.add(clock.now(truth.ticks()));
    }

    TimeMap map = clock.resolve(ticks.get(0), ticks.get(ticks.size() - 1));

    for (int i = 0; i < ticks.size(); i++) {
      assertThat(map.timeNs(ticks.get(i))).isCloseTo(read.get(i), within(2));
      assertThat(Math.abs(map.timeNs(ticks.get(i)) - masterNs.get(i)))
          .isLessThanOrEqualTo(map.boundNs(ticks.get(i)));
    }
  }

  @Test
  void aMapOfALongTimeIsCoarserAndItsBoundsSaySo() {
    Truth truth = new Truth(11, -200);
    List<Long> ticks = new ArrayList<>();
    List<Long> masterNs = new ArrayList<>();
    for (int i = 0; i < EXCHANGES; i++) {
      clock.onExchange(truth.exchange(1), truth.ticks());
      clock.now(truth.ticks());
      truth.pass(PERIOD_NS);
      ticks.add(truth.ticks());
      masterNs.add(truth.masterNs());
    }

    TimeMap map = clock.resolve(ticks.get(0), ticks.get(ticks.size() - 1));

    assertThat(map.knots()).hasSize(TimeMap.KNOT_COUNT_MAX);
    for (int i = 0; i < ticks.size(); i++) {
      assertThat(Math.abs(map.timeNs(ticks.get(i)) - masterNs.get(i)))
          .isLessThanOrEqualTo(map.boundNs(ticks.get(i)));
    }
  }

  @Test
  void readingsFromBeforeTheFirstExchangeAreToldFromIt() {
    Truth truth = new Truth(3, 90);
    long early = truth.ticks();
    long earlyNs = truth.masterNs();
    truth.pass(60_000_000_000L);

    clock.onExchange(truth.exchange(1), truth.ticks());
    TimeMap map = clock.resolve(early, truth.ticks());

    assertThat(Math.abs(map.timeNs(early) - earlyNs)).isLessThanOrEqualTo(map.boundNs(early));
    assertThat(map.boundNs(early)).isLessThan(40_000_000);
  }

  @Test
  void theBestOfTheFirstExchangesTellsWhatWasBeforeThemAll() {
    clock.onExchange(new SyncExchange(1, 1, 1_000, 0, 0, 20_001_000), 20_000_000);
    clock.onExchange(
        new SyncExchange(1, 1, 21_000_000, 20_900_000, 20_900_000, 21_100_000), 21_000_000);

    TimeMap map = clock.resolve(1_000, 21_000_000);

    assertThat(map.timeNs(1_000)).isEqualTo(151_000);
    assertThat(map.boundNs(1_000)).isLessThan(65_000);
  }

  @Test
  void aHoldTimeMeasuredByAFastClockIsAllowedFor() {
    long holdNs = 10_000_000_000L;
    long heldTicks = holdNs + 2_900_000;
    long downNs = 20_000;
    long upNs = 3_000_000;
    SyncExchange exchange =
        new SyncExchange(1, 1, 1_000_000, 0, heldTicks, 1_000_000 + downNs + holdNs + upNs);

    clock.onExchange(exchange, heldTicks);

    assertThat(Math.abs(clock.now(heldTicks) - (1_000_000 + downNs + holdNs)))
        .isLessThanOrEqualTo(clock.bound(heldTicks));
  }

  @Test
  void aLaterMasterIsFollowedByTheBestOfItsFirstExchanges() {
    clock.onExchange(new SyncExchange(1, 1, 1_000_000, 0, 0, 1_000_100), 100);
    clock.now(100);
    SyncExchange slow = new SyncExchange(2, 2, 1_000_000, 1_000, 1_000, 41_000_000);
    clock.onExchange(slow, 2_000);
    clock.onExchange(new SyncExchange(2, 2, 1_003_000, 3_000, 3_000, 1_003_200), 3_000);
    for (int i = 2; i < SyncExchange.BURST; i++) {
      clock.onExchange(slow, 4_000);
    }

    assertThat(clock.epoch()).isEqualTo(2);
    assertThat(clock.bound(1_000_000)).isLessThan(10_000);
    assertThat(clock.now(1_000_000)).isEqualTo(2_000_100);
  }

  @Test
  void anOutageWidensTheBoundAndTheNextExchangeNarrowsItAgain() {
    Truth truth = new Truth(5, 50);
    clock.onExchange(truth.exchange(1), truth.ticks());
    long afresh = clock.bound(truth.ticks());
    truth.pass(3_600_000_000_000L);
    long away = clock.bound(truth.ticks());
    long lastNs = clock.now(truth.ticks());
    assertThat(away).isGreaterThan(afresh + 1_000_000_000L);
    assertThat(Math.abs(lastNs - truth.masterNs())).isLessThanOrEqualTo(away);

    clock.onExchange(truth.exchange(1), truth.ticks());

    assertThat(clock.now(truth.ticks())).isGreaterThanOrEqualTo(lastNs);
    assertThat(clock.generation()).isZero();
    truth.pass(30_000_000_000L);
    clock.onExchange(truth.exchange(1), truth.ticks());
    assertThat(clock.bound(truth.ticks())).isLessThan(20_000_000);
  }

  @Test
  void aLagOfMoreThanFiftyMillisecondsIsMadeUpAtOnce() {
    clock.onExchange(new SyncExchange(1, 1, 1_000, 0, 0, 1_000), 0);
    assertThat(clock.now(1_000)).isEqualTo(2_000);
    succeed(new SyncExchange(2, 2, 2_000_000_000L, 1_000, 1_000, 2_000_000_000L), 1_000);

    assertThat(clock.now(1_000)).isEqualTo(2_000);
    assertThat(clock.now(1_001)).isEqualTo(2_000_000_001L);
  }

  @Test
  void aLeadIsSlewedAndNeverSteppedBack() {
    clock.onExchange(new SyncExchange(1, 1, 10_000_000, 0, 0, 10_000_000), 0);
    assertThat(clock.now(1_000)).isEqualTo(10_001_000);
    succeed(new SyncExchange(2, 2, 9_000_000, 1_000, 1_000, 9_000_000), 1_000);

    assertThat(clock.now(1_000)).isEqualTo(10_001_000);
    assertThat(clock.now(1_001_000)).isEqualTo(10_001_000 + 998_000);
    assertThat(clock.bound(1_000)).isGreaterThanOrEqualTo(1_000_000);
    assertThat(clock.now(1_000_000_000_000L)).isEqualTo(1_000_000_000_000L + 8_999_000);
  }

  @Test
  void mastersOfEarlierTermsAndOtherMastersOfTheSameTermAreNotFollowed() {
    Truth truth = new Truth(2, 0);
    assertThat(clock.onExchange(truth.exchange(5), truth.ticks())).isEqualTo(Outcome.FOLLOWED);

    assertThat(clock.onExchange(truth.exchange(4), truth.ticks())).isEqualTo(Outcome.STALE);
    SyncExchange other = truth.exchange(5);
    assertThat(
            clock.onExchange(
                new SyncExchange(
                    5,
                    99,
                    other.sentNs(),
                    other.arrivedTicks(),
                    other.answeredTicks(),
                    other.receivedNs()),
                truth.ticks()))
        .isEqualTo(Outcome.STALE);
    for (int i = 1; i < SyncExchange.BURST; i++) {
      assertThat(clock.onExchange(truth.exchange(6), truth.ticks())).isEqualTo(Outcome.AWAITED);
      assertThat(clock.resolve(truth.ticks(), truth.ticks()).epoch()).isEqualTo(5);
    }
    assertThat(clock.onExchange(truth.exchange(6), truth.ticks())).isEqualTo(Outcome.FOLLOWED);
    assertThat(clock.resolve(truth.ticks(), truth.ticks()).epoch()).isEqualTo(6);
  }

  @Test
  void aRawClockThatJumpedBeginsANewGeneration() {
    Truth truth = new Truth(9, 10);
    SyncExchange last = truth.exchange(1);
    clock.onExchange(last, truth.ticks());
    long beforeJump = last.arrivedTicks() - 1;
    truth.jump(1_000_000_000L);
    truth.pass(1_000);
    long afterJump = truth.ticks();
    long afterJumpNs = truth.masterNs();
    truth.pass(PERIOD_NS);

    assertThat(clock.onExchange(truth.exchange(1), truth.ticks())).isEqualTo(Outcome.CONTRADICTED);
    assertThat(clock.generation()).isEqualTo(1);
    assertThat(clock.resolve(beforeJump, beforeJump).boundNs(beforeJump)).isLessThan(10_000_000);
    TimeMap doubtful = clock.resolve(afterJump, afterJump);
    assertThat(Math.abs(doubtful.timeNs(afterJump) - afterJumpNs))
        .isLessThanOrEqualTo(doubtful.boundNs(afterJump));
    assertThat(doubtful.boundNs(afterJump)).isGreaterThan(900_000_000L);
    truth.pass(1_000);
    assertThat(clock.resolve(truth.ticks(), truth.ticks()).generation()).isEqualTo(1);
  }

  @Test
  void aMasterThatIsCenturiesOffStillGivesTimesThatCanBeStamped() {
    long latest = (1L << 62) - 1;
    clock.onExchange(new SyncExchange(1, 1, latest, 5_000, 5_000, latest), 5_000);
    clock.now(5_000);
    succeed(new SyncExchange(2, 2, 0, 6_000, 6_000, 0), 6_000);
    TimeMap map = clock.resolve(4_000, 9_000);
    assertThat(map.timeNs(9_000)).isBetween(map.timeNs(6_000), latest + 4_000);

    succeed(new SyncExchange(3, 3, latest, 10_000, 10_000, latest), 10_000);
    assertThat(clock.resolve(4_000, 20_000).timeNs(20_000)).isGreaterThanOrEqualTo(latest + 10_000);
  }

  @Test
  void aSlowExchangeDoesNotSpoilAGoodOne() {
    clock.onExchange(new SyncExchange(1, 1, 1_000_000, 0, 0, 1_000_100), 100);
    long before = clock.bound(1_000_000);
    clock.onExchange(new SyncExchange(1, 1, 1_001_000, 900_000, 900_000, 1_901_000), 1_000_000);

    assertThat(clock.bound(1_000_000)).isLessThanOrEqualTo(before);
    assertThat(clock.now(1_000_000)).isCloseTo(2_000_050, within(1));
  }

  @Test
  void skewIsLearnedAndKeptThroughAnOutage() {
    Truth truth = new Truth(21, 80);
    synchronise(truth, 600);
    assertThat(clock.skewPpb()).isCloseTo(-80_000, org.assertj.core.api.Assertions.within(200.0));
    truth.pass(60_000_000_000L);

    long errorNs = Math.abs(clock.now(truth.ticks()) - truth.masterNs());

    assertThat(errorNs).isLessThan(12_000);
    assertThat(clock.bound(truth.ticks())).isBetween(errorNs, 1_000_000L);
  }

  @Test
  void readingsOfAnOutageAreToldFromBothSidesOfIt() {
    Truth truth = new Truth(22, -60);
    synchronise(truth, 300);
    truth.pass(300_000_000_000L);
    truth.changeRate(1);
    truth.pass(270_000_000_000L);
    long late = truth.ticks();
    long lateNs = truth.masterNs();
    long boundThen = clock.bound(late);
    truth.pass(30_000_000_000L);
    synchronise(truth, 50);

    TimeMap map = clock.resolve(late, late);

    assertThat(Math.abs(map.timeNs(late) - lateNs)).isLessThan(100_000);
    assertThat(map.boundNs(late)).isBetween(100_000L, boundThen / 10);
    assertThat(clock.generation()).isZero();
    TimeMap end = clock.resolve(truth.ticks(), truth.ticks());
    assertThat(Math.abs(end.timeNs(truth.ticks()) - truth.masterNs())).isLessThan(20_000);
  }

  @Test
  void betweenTwoMastersThatAgreeReadingsAreInterpolated() {
    Truth truth = new Truth(23, 40);
    synchronise(truth, 300);
    truth.pass(100_000_000_000L);
    long middle = truth.ticks();
    long middleNs = truth.masterNs();
    truth.pass(100_000_000_000L);
    for (int i = 0; i < SyncExchange.BURST; i++) {
      clock.onExchange(truth.exchange(2), truth.ticks());
    }

    TimeMap map = clock.resolve(middle, middle);

    assertThat(map.epoch()).isEqualTo(2);
    assertThat(Math.abs(map.timeNs(middle) - middleNs)).isLessThan(100_000);
  }

  @Test
  void whatIsExpectedIsNotGivenOut() {
    Truth truth = new Truth(27, 10);
    synchronise(truth, 20);
    long ticks = truth.ticks();
    long expectedNs = clock.expected(ticks);
    assertThat(Math.abs(expectedNs - truth.masterNs())).isLessThanOrEqualTo(clock.bound(ticks));
    truth.pass(PERIOD_NS);
    synchronise(truth, 20);

    assertThat(clock.resolve(ticks, ticks).timeNs(ticks)).isNotEqualTo(expectedNs);
    assertThat(clock.expected(ticks)).isEqualTo(clock.now(ticks));
  }

  @Test
  void anAcknowledgementAfterALongCommitDoesNotTurnTimeBack() {
    for (long seed = 1; seed <= 40; seed++) {
      Truth truth = new Truth(seed, 80);
      ClusterClock slave = new ClusterClock(ANCHOR, Estimation.BRACKET);
      long lastNs = Long.MIN_VALUE;
      for (int i = 0; i < 200; i++) {
        slave.onExchange(i % 5 == 4 ? truth.block(1) : truth.exchange(1), truth.ticks());
        truth.pass(PERIOD_NS);
        long ticks = truth.ticks();
        TimeMap map = slave.resolve(ticks - PERIOD_NS / 2, ticks);
        assertThat(map.timeNs(ticks)).isGreaterThanOrEqualTo(lastNs);
        assertThat(Math.abs(map.timeNs(ticks) - truth.masterNs()))
            .isLessThanOrEqualTo(map.boundNs(ticks));
        lastNs = map.timeNs(ticks);
      }
    }
  }

  @Test
  void mastersThatAreCenturiesApartKeepNobodyBusy() {
    clock.onExchange(
        new SyncExchange(1, 1, 1L << 60, 2_187_762_261_554L, 2_188_181_674_534L, 1L << 60),
        2_188_667_656_934L);
    clock.now(2_188_667_656_934L);
    clock.onExchange(
        new SyncExchange(
            1, 1, (1L << 62) - 9, 2_189_122_649_342L, 2_189_129_276_841L, (1L << 62) - 1),
        2_189_318_724_394L);

    assertThat(clock.generation()).isEqualTo(1);
    assertThat(clock.bound(2_189_318_724_394L + 3_600_000_000_000L)).isPositive();
  }

  @Test
  void whatIsResolvedLaterIsToldByMoreThanWhatIsReadAtOnce() {
    double atOnceNs = 0;
    double laterNs = 0;
    for (long seed = 1; seed <= SEEDS; seed++) {
      Truth truth = new Truth(seed, 70);
      ClusterClock read = new ClusterClock(ANCHOR, Estimation.BRACKET);
      ClusterClock resolved = new ClusterClock(ANCHOR, Estimation.BRACKET);
      long sampleTicks = 0;
      long sampleNs = 0;
      for (int i = 0; i < 100; i++) {
        SyncExchange exchange = truth.exchange(1);
        read.onExchange(exchange, truth.ticks());
        resolved.onExchange(exchange, truth.ticks());
        if (i == 50) {
          sampleTicks = truth.ticks();
          sampleNs = truth.masterNs();
          atOnceNs += Math.abs(read.now(sampleTicks) - sampleNs);
        }
        truth.pass(PERIOD_NS);
      }
      laterNs +=
          Math.abs(resolved.resolve(sampleTicks, sampleTicks).timeNs(sampleTicks) - sampleNs);
    }
    assertThat(laterNs).isLessThan(atOnceNs);
  }

  @Test
  void thePublishedEstimatorErrsByHalfOfAnAsymmetryAndItsBoundSaysSo() {
    ClusterClock published = new ClusterClock(ANCHOR, Estimation.PUBLISHED);
    published.onExchange(new SyncExchange(1, 1, 1_000_000, 0, 0, 1_000_100), 0);
    assertThat(published.now(0)).isEqualTo(1_000_050);
    published.onExchange(
        new SyncExchange(1, 1, 2_000_000, 1_000_000, 1_000_000, 2_010_000), 1_010_000);

    assertThat(published.now(100_000_000)).isEqualTo(101_005_000);
    assertThat(published.bound(100_000_000)).isBetween(5_000L, 5_100L + 100_000);
    assertThat(published.skewPpb()).isZero();
  }

  @Test
  void aClockThatRunsForDaysKeepsNoMorePiecesThanItMay() {
    Truth truth = new Truth(13, 60);
    for (int i = 0; i < OutputLine.PIECE_COUNT_MAX; i++) {
      clock.onExchange(truth.exchange(1), truth.ticks());
      truth.pass(PERIOD_NS);
    }
    TimeMap map = clock.resolve(truth.ticks() - PERIOD_NS, truth.ticks());
    assertThat(map.boundNs(truth.ticks())).isLessThan(1_000_000);
    OutputLine line = new OutputLine();
    PublishedEstimator estimator =
        new PublishedEstimator(new SyncExchange(1, 1, 1_000, 0, 0, 1_000));
    OutputLine.Guide guide = new OutputLine.Guide(estimator, 1, 0);
    for (int i = 0; i < 3 * OutputLine.PIECE_COUNT_MAX; i++) {
      estimator.add(new SyncExchange(1, 1, 1_000L * i, 1_000L * i, 1_000L * i, 1_000L * i));
      line.layTo(1_000L * i, guide);
      assertThat(line.pieceCount()).isLessThanOrEqualTo(OutputLine.PIECE_COUNT_MAX);
    }
  }

  @Test
  void aLineThatRunsHalfANanosecondBesideTheEstimateDoesNotSlew() {
    OutputLine line = new OutputLine();
    BracketEstimator estimator =
        new BracketEstimator(new SyncExchange(1, 1, 1_000, 0, 0, 1_041), 0);
    OutputLine.Guide guide = new OutputLine.Guide(estimator, 1, 0);
    line.layTo(0, guide);
    line.layTo(900_000_000, guide);

    assertThat(estimator.offsetNs(0)).isEqualTo(0.5);
    assertThat(line.pieceCount()).isLessThan(4);
  }

  private void synchronise(Truth truth, int exchanges) {
    for (int i = 0; i < exchanges; i++) {
      clock.onExchange(truth.exchange(1), truth.ticks());
      truth.pass(PERIOD_NS);
    }
  }

  private void succeed(SyncExchange exchange, long nowTicks) {
    for (int i = 0; i < SyncExchange.BURST; i++) {
      clock.onExchange(exchange, nowTicks);
    }
  }

  private static org.assertj.core.data.Offset<Long> within(long ns) {
    return org.assertj.core.api.Assertions.within(ns);
  }
}
