package vdsl.agent.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import vdsl.agent.transport.ClockWatchdog.Finding;

class ClockWatchdogTest {
  private static final long WALL_NS = 1_700_000_000_000_000_000L;
  private static final long UP_NS = 5_000_000_000_000L;
  private static final long READ_NS = 20_000;

  private long ticks = -3_000_000_000L;
  private long sleptNs;
  private long wallSetNs;
  private boolean tellsUptime = true;
  private final long beganTicks = ticks;
  private final ClockWatchdog watchdog = new ClockWatchdog(read(READ_NS));

  /** The clocks, of which reading takes a time: the others are read at the end of it. */
  private HostClocks read(long tookNs) {
    long before = ticks;
    ticks += tookNs;
    long passedNs = ticks - beganTicks + sleptNs;
    long hundredths = (UP_NS + passedNs) / 10_000_000;
    return new HostClocks(
        before,
        WALL_NS + passedNs + wallSetNs,
        tellsUptime ? OptionalLong.of(hundredths * 10_000_000) : OptionalLong.empty(),
        ticks);
  }

  @Test
  void itLooksTenTimesASecond() {
    long readAt = ticks;
    assertThat(watchdog.isDue(readAt + ClockWatchdog.PERIOD_NS - 1)).isFalse();
    assertThat(watchdog.isDue(readAt + ClockWatchdog.PERIOD_NS)).isTrue();
  }

  @Test
  void clocksThatGoTogetherAreNothingToTell() {
    for (int i = 0; i < 1_000; i++) {
      ticks += ClockWatchdog.PERIOD_NS + i * 7_919L;
      assertThat(watchdog.look(read(READ_NS))).isEmpty();
    }
  }

  @Test
  void aHostThatSleptIsFoundByItsUptimeAndItsWallClockWasNotSet() {
    ticks += ClockWatchdog.PERIOD_NS;
    watchdog.look(read(READ_NS));
    long since = ticks - READ_NS;
    ticks += ClockWatchdog.PERIOD_NS;
    sleptNs = 7_000_000_000L;

    assertThat(watchdog.look(read(READ_NS)))
        .singleElement()
        .isInstanceOfSatisfying(
            Finding.Slept.class,
            slept -> {
              assertThat(slept.sinceTicks()).isEqualTo(since);
              assertThat(slept.nowTicks()).isEqualTo(ticks);
              assertThat(slept.ns()).isBetween(6_980_000_000L, 7_010_000_000L);
            });
    ticks += ClockWatchdog.PERIOD_NS;
    assertThat(watchdog.look(read(READ_NS))).isEmpty();
  }

  @Test
  void aThreadThatWasKeptFromRunningWhileItReadIsNoSleepAndNoStep() {
    ticks += ClockWatchdog.PERIOD_NS;
    assertThat(watchdog.look(read(900_000_000))).isEmpty();
    ticks += ClockWatchdog.PERIOD_NS;
    assertThat(watchdog.look(read(READ_NS))).isEmpty();
  }

  @Test
  void aWallClockThatWasSetIsToldWithItsDirection() {
    ticks += ClockWatchdog.PERIOD_NS;
    wallSetNs = 3_000_000_000L;
    assertThat(watchdog.look(read(READ_NS)))
        .singleElement()
        .isInstanceOfSatisfying(
            Finding.WallStepped.class,
            step -> assertThat(step.ns()).isBetween(2_999_900_000L, 3_000_000_000L));
    ticks += ClockWatchdog.PERIOD_NS;
    wallSetNs = -1_000_000_000L;
    assertThat(watchdog.look(read(READ_NS)))
        .singleElement()
        .isInstanceOfSatisfying(
            Finding.WallStepped.class,
            step -> assertThat(step.ns()).isBetween(-4_000_000_000L, -3_999_900_000L));
  }

  @Test
  void aLookThatComesLateSaysSo() {
    ticks += ClockWatchdog.PERIOD_NS + ClockWatchdog.LATE_NS_MIN;
    assertThat(watchdog.look(read(READ_NS))).containsExactly(new Finding.Late(1_000_000_000L));
  }

  @Test
  void whereTheSystemTellsNoUptimeASleepIsAStepOfTheWallClock() {
    tellsUptime = false;
    ticks += ClockWatchdog.PERIOD_NS;
    watchdog.look(read(READ_NS));
    ticks += ClockWatchdog.PERIOD_NS;
    sleptNs = 7_000_000_000L;

    assertThat(watchdog.look(read(READ_NS)))
        .singleElement()
        .isInstanceOf(Finding.WallStepped.class);
  }
}
