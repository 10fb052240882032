package vdsl.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import vdsl.time.TickSource;
import vdsl.time.WallClock;

class BentClockTest {
  private static final long SECOND_NS = 1_000_000_000L;
  private static final long ORIGIN_NS = 77 * SECOND_NS;
  private static final long ORIGIN_WALL_NS = 1_700_000_000L * SECOND_NS;
  private static final long OFFSET_NS = -2_100_000_000L;

  private static BentClock clock(long driftPpm) {
    return new BentClock(ORIGIN_NS, ORIGIN_WALL_NS, OFFSET_NS, driftPpm);
  }

  private static long ticksAt(BentClock clock, long elapsedNs) {
    return clock.bend((TickSource) () -> ORIGIN_NS + elapsedNs).ticks();
  }

  @Test
  void bothClocksAreOffByTheOffsetAtTheOrigin() {
    WallClock straight = () -> ORIGIN_WALL_NS;

    assertThat(ticksAt(clock(60), 0)).isEqualTo(ORIGIN_NS + OFFSET_NS);
    assertThat(clock(60).bend(straight).nowNs()).isEqualTo(ORIGIN_WALL_NS + OFFSET_NS);
  }

  @Test
  void driftGrowsWithTimeSinceTheOrigin() {
    long elapsedNs = 100 * SECOND_NS;
    WallClock straight = () -> ORIGIN_WALL_NS + elapsedNs;

    assertThat(ticksAt(clock(-80), elapsedNs))
        .isEqualTo(ORIGIN_NS + OFFSET_NS + elapsedNs - 8_000_000);
    assertThat(clock(60).bend(straight).nowNs())
        .isEqualTo(ORIGIN_WALL_NS + OFFSET_NS + elapsedNs + 6_000_000);
  }

  @Property
  void bentTicksNeverGoBackAndFollowWithinTheDrift(
      @ForAll @IntRange(min = -200, max = 200) int driftPpm,
      @ForAll @LongRange(max = 86_400 * SECOND_NS) long elapsedNs,
      @ForAll @LongRange(max = 1_000) long stepNs) {
    AtomicLong now = new AtomicLong(ORIGIN_NS + elapsedNs);
    TickSource bent = clock(driftPpm).bend((TickSource) now::get);
    long before = bent.ticks();
    now.addAndGet(stepNs);

    assertThat(bent.ticks() - before).isBetween(Math.max(0, stepNs - 1), stepNs + 1);
  }

  @Test
  void restartedProcessHasTheSameClock() {
    BentClock clock = BentClock.parse("77000000000,5,-2100000000,-80");

    assertThat(clock).isEqualTo(new BentClock(ORIGIN_NS, 5, OFFSET_NS, -80));
  }

  @Test
  void driftOutOfBoundsIsRefused() {
    assertThatThrownBy(() -> clock(201)).hasMessage("driftPpm 201 not in -200..200");
  }
}
