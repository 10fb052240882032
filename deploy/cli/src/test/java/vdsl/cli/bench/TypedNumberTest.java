package vdsl.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TypedNumberTest {
  @Test
  void endsOfNumbersVaryAndTheirFirstDigitIsNotZero() {
    assertThat(TypedNumber.allIn("5520318 148 7"))
        .containsExactly(
            new TypedNumber.Whole(0, 7, 5_520_000, 1_000),
            new TypedNumber.Whole(8, 11, 100, 900),
            new TypedNumber.Whole(12, 13, 7, 1));
  }

  @Test
  void identifiersAndLeadingZerosAreWords() {
    assertThat(TypedNumber.allIn("7c1f09ae 6619420037715502 00417 07"))
        .containsExactly(
            new TypedNumber.Word(0, 8, "", 8, 16),
            new TypedNumber.Word(9, 25, "", 16, 10),
            new TypedNumber.Word(26, 31, "00", 3, 10),
            new TypedNumber.Word(32, 34, "07", 0, 10));
  }

  @Test
  void fractionsThatADoubleShowsAsTheyAreAreDoubles() {
    assertThat(TypedNumber.allIn("0.9731 481920.17 2.5"))
        .containsExactly(
            new TypedNumber.Fraction(0, 6, 9_000, 1_000, new TypedNumber.Grid(1, 10_000)),
            new TypedNumber.Fraction(7, 16, 48_100_017, 1_000, new TypedNumber.Grid(100, 100)),
            new TypedNumber.Fraction(17, 20, 25, 1, new TypedNumber.Grid(1, 10)));
  }

  @Test
  void otherFractionsAndAddressesAreTheirNumbers() {
    assertThat(TypedNumber.allIn("129.90 10.20.113.47"))
        .extracting(number -> number.end() - number.start())
        .containsExactly(3, 2, 2, 2, 3, 2);
    assertThat(TypedNumber.allIn("129.90 10.20.113.47"))
        .allMatch(number -> number instanceof TypedNumber.Whole);
  }
}
