package vdsl.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import vdsl.time.TimeMap.Knot;

class TimeMapTest {
  private static final TimeMap TWO =
      new TimeMap(1, 2, List.of(new Knot(100, 1_000, 5), new Knot(200, 1_300, 9)));

  @Test
  void betweenKnotsTimeIsInterpolatedAndTheLargerBoundHolds() {
    assertThat(TWO.timeNs(100)).isEqualTo(1_000);
    assertThat(TWO.timeNs(150)).isEqualTo(1_150);
    assertThat(TWO.timeNs(200)).isEqualTo(1_300);
    assertThat(TWO.boundNs(150)).isEqualTo(9);
  }

  @Test
  void outsideKnotsTimeRunsWithTheTicks() {
    assertThat(TWO.timeNs(90)).isEqualTo(990);
    assertThat(TWO.boundNs(90)).isEqualTo(5);
    assertThat(TWO.timeNs(250)).isEqualTo(1_350);
    assertThat(TWO.boundNs(250)).isEqualTo(9);
  }

  @Test
  void wallClockMapPromisesNothing() {
    TimeMap map = TimeMap.wallClock(-50, 1_000_000);
    assertThat(map.timeNs(0)).isEqualTo(1_000_050);
    assertThat(map.boundNs(0)).isEqualTo(TimeMap.BOUND_UNLIMITED_NS);
  }

  @Test
  void identityMapKeepsTicks() {
    assertThat(TimeMap.identity(3, 4, 7).timeNs(123)).isEqualTo(123);
  }

  @Test
  void timeThatRunsBackwardsIsRefused() {
    assertThatThrownBy(() -> new TimeMap(0, 0, List.of(new Knot(1, 10, 0), new Knot(2, 9, 0))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TimeMap(0, 0, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
