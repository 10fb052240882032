package vdsl.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vdsl.time.BootId;
import vdsl.time.ClockAnchor;
import vdsl.time.TimeMap;

class ClusterClockTest {
  private static final ClockAnchor ANCHOR =
      new ClockAnchor(new BootId(new UUID(1, 2)), 1_000, 1_700_000_000_000_000_000L);
  private static final long PERIOD_NS = 100_000_000;
  private static final int SEEDS = 40;
  private static final int EXCHANGES = 300;

  private final ClusterClock clock = new ClusterClock(ANCHOR);

  @Test
  void beforeTheFirstExchangeItShowsTheWallClockAndPromisesNothing() {
    assertThat(clock.synced()).isFalse();
    assertThat(clock.now(1_500)).isEqualTo(ANCHOR.wallNs() + 500);
    assertThat(clock.bound(1_500)).isEqualTo(TimeMap.BOUND_UNLIMITED_NS);
    assertThat(clock.resolve(1_000, 2_000))
        .isEqualTo(TimeMap.wallClock(ANCHOR.ticks(), ANCHOR.wallNs()));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-250, -80, 0, 3, 100, 290})
  void noReadingIsFurtherFromTheMasterThanItsBoundAndNoneGoesBack(double ratePpm) {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Truth truth = new Truth(seed, ratePpm);
      ClusterClock slave = new ClusterClock(ANCHOR);
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
    assertThat(map.boundNs(early)).isLessThan(30_000_000);
  }

  @Test
  void theBestOfTheFirstExchangesTellsWhatWasBeforeThemAll() {
    clock.onExchange(new SyncExchange(1, 1, 1_000, 0, 0, 20_001_000), 20_000_000);
    clock.onExchange(
        new SyncExchange(1, 1, 21_000_000, 20_900_000, 20_900_000, 21_100_000), 21_000_000);

    TimeMap map = clock.resolve(1_000, 21_000_000);

    assertThat(map.timeNs(1_000)).isEqualTo(151_000);
    assertThat(map.boundNs(1_000)).isLessThan(60_000);
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
  void ofTheFirstExchangesOfALaterMasterTheBestIsFollowed() {
    clock.onExchange(new SyncExchange(1, 1, 1_000_000, 0, 0, 1_000_100), 100);
    clock.now(100);
    clock.onExchange(new SyncExchange(2, 2, 1_000_000, 1_000, 1_000, 41_000_000), 2_000);
    clock.onExchange(new SyncExchange(2, 2, 1_003_000, 3_000, 3_000, 1_003_200), 3_000);
    for (int i = 2; i < SyncExchange.BURST; i++) {
      clock.onExchange(new SyncExchange(2, 2, 1_000_000, 4_000, 4_000, 41_000_000), 4_000);
    }

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
    assertThat(clock.now(0)).isEqualTo(1_000);
    succeed(new SyncExchange(2, 2, 2_000_000_000L, 1_000, 1_000, 2_000_000_000L), 1_000);

    assertThat(clock.now(1_000)).isEqualTo(2_000);
    assertThat(clock.now(1_001)).isEqualTo(2_000_000_001L);
  }

  @Test
  void aLeadIsSlewedAndNeverSteppedBack() {
    clock.onExchange(new SyncExchange(1, 1, 10_000_000, 0, 0, 10_000_000), 0);
    assertThat(clock.now(0)).isEqualTo(10_000_000);
    succeed(new SyncExchange(2, 2, 9_000_000, 1_000, 1_000, 9_000_000), 1_000);

    assertThat(clock.now(1_000)).isEqualTo(10_001_000);
    assertThat(clock.now(1_001_000)).isEqualTo(10_001_000 + 998_000);
    assertThat(clock.bound(1_000)).isGreaterThanOrEqualTo(1_000_000);
    assertThat(clock.now(1_000_000_000_000L)).isEqualTo(1_000_000_000_000L + 8_999_000);
  }

  @Test
  void mastersOfEarlierTermsAndOtherMastersOfTheSameTermAreNotFollowed() {
    Truth truth = new Truth(2, 0);
    assertThat(clock.onExchange(truth.exchange(5), truth.ticks()))
        .isEqualTo(ClusterClock.Outcome.FOLLOWED);

    assertThat(clock.onExchange(truth.exchange(4), truth.ticks()))
        .isEqualTo(ClusterClock.Outcome.STALE);
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
        .isEqualTo(ClusterClock.Outcome.STALE);
    for (int i = 1; i < SyncExchange.BURST; i++) {
      assertThat(clock.onExchange(truth.exchange(6), truth.ticks()))
          .isEqualTo(ClusterClock.Outcome.NOT_BETTER);
      assertThat(clock.resolve(truth.ticks(), truth.ticks()).epoch()).isEqualTo(5);
    }
    assertThat(clock.onExchange(truth.exchange(6), truth.ticks()))
        .isEqualTo(ClusterClock.Outcome.FOLLOWED);
    assertThat(clock.resolve(truth.ticks(), truth.ticks()).epoch()).isEqualTo(6);
  }

  @Test
  void aRawClockThatJumpedBeginsANewGeneration() {
    Truth truth = new Truth(9, 10);
    clock.onExchange(truth.exchange(1), truth.ticks());
    long beforeJump = truth.ticks() - 1;
    truth.jump(1_000_000_000L);
    truth.pass(1_000);
    long afterJump = truth.ticks();
    long afterJumpNs = truth.masterNs();
    truth.pass(PERIOD_NS);

    assertThat(clock.onExchange(truth.exchange(1), truth.ticks()))
        .isEqualTo(ClusterClock.Outcome.CONTRADICTED);
    assertThat(clock.generation()).isEqualTo(1);
    assertThat(clock.resolve(beforeJump, beforeJump).boundNs(beforeJump)).isLessThan(10_000_000);
    TimeMap doubtful = clock.resolve(afterJump, afterJump);
    assertThat(Math.abs(doubtful.timeNs(afterJump) - afterJumpNs))
        .isLessThanOrEqualTo(doubtful.boundNs(afterJump));
    assertThat(doubtful.boundNs(afterJump)).isGreaterThan(900_000_000L);
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
  void aSlowExchangeDoesNotReplaceAGoodOne() {
    clock.onExchange(new SyncExchange(1, 1, 1_000_000, 0, 0, 1_000_100), 100);

    assertThat(
            clock.onExchange(
                new SyncExchange(1, 1, 1_001_000, 900_000, 900_000, 1_901_000), 1_000_000))
        .isEqualTo(ClusterClock.Outcome.NOT_BETTER);
  }

  @Test
  void afterAPauseReadingsPromiseNothingUntilTheNextExchangeWhichBeginsANewGeneration() {
    Truth truth = new Truth(9, 10);
    clock.onExchange(truth.exchange(1), truth.ticks());
    truth.pass(PERIOD_NS);
    long since = truth.ticks();
    truth.pass(PERIOD_NS);
    long lastNs = clock.now(truth.ticks());

    clock.onPause(since, truth.ticks());

    assertThat(clock.bound(truth.ticks())).isEqualTo(TimeMap.BOUND_UNLIMITED_NS);
    assertThat(clock.resolve(since, since).boundNs(since)).isLessThan(10_000_000);
    assertThat(clock.onExchange(truth.exchange(1), truth.ticks()))
        .isEqualTo(ClusterClock.Outcome.CONTRADICTED);
    assertThat(clock.generation()).isEqualTo(1);
    assertThat(clock.bound(truth.ticks() + 1)).isLessThan(10_000_000);
    assertThat(clock.now(truth.ticks())).isGreaterThanOrEqualTo(lastNs);
  }

  @Test
  void aClockThatRunsForDaysKeepsNoMoreBendsThanItMay() {
    Truth truth = new Truth(13, 60);
    for (int i = 0; i < 3 * OutputLine.BEND_COUNT_MAX; i++) {
      clock.onExchange(truth.exchange(1), truth.ticks());
      truth.pass(PERIOD_NS);
    }
    TimeMap map = clock.resolve(truth.ticks() - PERIOD_NS, truth.ticks());
    assertThat(map.boundNs(truth.ticks())).isLessThan(1_000_000);
    OutputLine line = new OutputLine();
    for (int i = 0; i < 3 * OutputLine.BEND_COUNT_MAX; i++) {
      line.steer(new Offset(1, 0, i % 2, 10, 1_000L * i), 1_000L * i);
      assertThat(line.bendCount()).isLessThanOrEqualTo(OutputLine.BEND_COUNT_MAX);
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
