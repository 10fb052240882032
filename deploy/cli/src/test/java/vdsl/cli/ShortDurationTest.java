package vdsl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShortDurationTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0 ns",
    "-999, -999 ns",
    "84217, 84.2 us",
    "1000000, 1.00 ms",
    "-2100000000, -2.10 s",
    "3600000000000, 3600 s"
  })
  void threeDigitsAndAUnitAreShown(long ns, String text) {
    assertThat(ShortDuration.of(ns)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"5, +5 ns", "-5, -5 ns"})
  void anOffsetHasASign(long ns, String text) {
    assertThat(ShortDuration.signed(ns)).isEqualTo(text);
  }
}
