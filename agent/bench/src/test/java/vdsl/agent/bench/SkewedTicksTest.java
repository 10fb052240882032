package vdsl.agent.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import vdsl.time.TickSource;

final class SkewedTicksTest {
  private static final long SECOND_NS = 1_000_000_000L;
  private static final long ORIGIN_NS = 77 * SECOND_NS;

  private static long errorNs(SkewedTicks clock, long elapsedNs) {
    long straight = ORIGIN_NS + elapsedNs;
    return clock.bend(() -> straight).ticks() - straight;
  }

  @Test
  void theErrorGrowsBySkewAndDrift() {
    SkewedTicks clock = new SkewedTicks(ORIGIN_NS, -5 * SECOND_NS, 50_000, 20);

    assertThat(errorNs(clock, 0)).isEqualTo(-5 * SECOND_NS);
    assertThat(errorNs(clock, SECOND_NS)).isEqualTo(-5 * SECOND_NS + 50_010);
    assertThat(errorNs(clock, 100 * SECOND_NS)).isEqualTo(-5 * SECOND_NS + 5_000_000 + 100_000);
  }

  @Test
  void bentTicksNeverGoBack() {
    AtomicLong straight = new AtomicLong(ORIGIN_NS + 30 * SECOND_NS);
    TickSource bent = new SkewedTicks(ORIGIN_NS, 0, -50_000, -20).bend(straight::get);
    long last = bent.ticks();
    for (int i = 0; i < 100_000; i++) {
      straight.incrementAndGet();
      long next = bent.ticks();
      assertThat(next).isBetween(last, last + 1);
      last = next;
    }
  }

  @Test
  void noQuartzIsSoBad() {
    assertThatThrownBy(() -> new SkewedTicks(0, 0, 1_000_001, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("skewPpb 1000001 not in -1000000..1000000");
    assertThatThrownBy(() -> new SkewedTicks(0, 0, 0, -1_001))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("driftPpbPerS -1001 not in -1000..1000");
  }
}
