package vdsl.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SyncExchangeTest {
  private static final long OFFSET_NS = 1_000_000;

  @Test
  void aSignalIsHeldBySlaveAndItsHoldTimeCancels() {
    SyncExchange signal = new SyncExchange(1, 1, OFFSET_NS, 300, 9_300, OFFSET_NS + 9_800);

    assertThat(signal.isHeldBySlave()).isTrue();
    assertThat(signal.isHeldByMaster()).isFalse();
    assertThat(signal.holdNs()).isEqualTo(9_000);
    assertThat(signal.roundTripNs()).isEqualTo(800);
    assertThat(signal.middleTicks()).isEqualTo(4_800);
    assertThat(signal.offsetNs()).isEqualTo(OFFSET_NS + 100);
    assertThat(signal.errorNs()).isEqualTo(400 + 2 + 2);
  }

  @Test
  void aBlockIsHeldByTheMasterAndItsHoldTimeCancelsToo() {
    SyncExchange block = new SyncExchange(1, 1, OFFSET_NS + 9_500, 9_800, 0, OFFSET_NS + 500);

    assertThat(block.isHeldByMaster()).isTrue();
    assertThat(block.isHeldBySlave()).isFalse();
    assertThat(block.holdNs()).isEqualTo(9_000);
    assertThat(block.roundTripNs()).isEqualTo(800);
    assertThat(block.middleTicks()).isEqualTo(4_900);
    assertThat(block.offsetNs()).isEqualTo(OFFSET_NS + 100);
    assertThat(block.errorNs()).isEqualTo(400 + 2 + 2);
  }

  @Test
  void theTrueOffsetIsWithinTheErrorHoweverUnevenTheWays() {
    long upNs = 40_000;
    for (long downNs = 0; downNs < 400_000; downNs += 50_000) {
      SyncExchange block =
          new SyncExchange(
              1, 1, OFFSET_NS + upNs + 5_000, upNs + 5_000 + downNs, 0, OFFSET_NS + upNs);
      assertThat(Math.abs(block.offsetNs() - OFFSET_NS)).isLessThanOrEqualTo(block.errorNs());
      assertThat(block.roundTripNs()).isEqualTo(upNs + downNs);
    }
  }

  @Test
  void anAcknowledgementThatTookNoTimeByTicksThatRunTooSlowIsOfNoWay() {
    SyncExchange block = new SyncExchange(1, 1, 1_500, 1_000, 0, 0);

    assertThat(block.roundTripNs()).isZero();
    assertThat(block.errorNs()).isGreaterThanOrEqualTo(250);
  }

  @Test
  void readingsThatCannotBeAreRefused() {
    assertThatThrownBy(() -> new SyncExchange(0, 1, 1, 1, 1, 1))
        .hasMessage("epoch 0 not in 1..2^63-1");
    assertThatThrownBy(() -> new SyncExchange(1, 1, -1, 1, 1, 1))
        .hasMessage("cluster times -1, 1 ns not in 0..2^62-1");
    assertThatThrownBy(() -> new SyncExchange(1, 1, 1, 1, 1, -1))
        .hasMessage("cluster times 1, -1 ns not in 0..2^62-1");
    assertThatThrownBy(() -> new SyncExchange(1, 1, 1, 1, 1, 1L << 62))
        .hasMessageContaining("not in 0..2^62-1");
    assertThatThrownBy(() -> new SyncExchange(1, 1, 1L << 62, 1, 1, 1))
        .hasMessageContaining("not in 0..2^62-1");
    assertThatThrownBy(() -> new SyncExchange(1, 1, 1, 2, 1, 2))
        .hasMessage("signal answered at 1 ticks, before it came at 2");
    assertThatThrownBy(() -> new SyncExchange(1, 1, 2, 1, 2, 1))
        .hasMessage("block acknowledged at 1 ticks, before it left at 2");
  }
}
