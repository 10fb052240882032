package vdsl.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimeComparisonTest {
  private static final long OFFSET_NS = 1_000_000;

  /** Three calls of 100 ns each. */
  private static final ClockTruth TRUTH =
      new ClockTruth(
          OFFSET_NS, LongBuffer.wrap(new long[] {1_000, 1_100, 2_000, 2_100, 9_000, 9_100}));

  private static StoredTimes.StoredTime time(long rawNs, long boundNs) {
    return new StoredTimes.StoredTime("", OFFSET_NS + rawNs, boundNs);
  }

  private static double value(TimeComparison comparison, String metric) {
    return comparison.figures("bracket", "tcp/idle").stream()
        .filter(figure -> figure.name().metric().equals(metric))
        .mapToDouble(Figure::value)
        .sum();
  }

  @Test
  void onlyWhatLiesOutsideOfACallIsAnError() {
    assertThat(TRUTH.errorNs(0, OFFSET_NS + 1_000)).isZero();
    assertThat(TRUTH.errorNs(0, OFFSET_NS + 1_100)).isZero();
    assertThat(TRUTH.errorNs(0, OFFSET_NS + 1_150)).isEqualTo(50);
    assertThat(TRUTH.errorNs(0, OFFSET_NS + 970)).isEqualTo(30);
  }

  @Test
  void errorsBeyondTheBoundAreViolationsAndEarlierTimesAreBackward() {
    TimeComparison comparison = new TimeComparison(TRUTH, 0);
    comparison.add(0, time(1_050, 10));
    comparison.add(1, time(2_120, 20));
    comparison.add(2, time(2_119, 6_880));

    assertThat(value(comparison, "violations")).isEqualTo(1);
    assertThat(value(comparison, "backward_reads")).isEqualTo(1);
    assertThat(value(comparison, "reads")).isEqualTo(3);
    assertThat(value(comparison, "p50_us")).isEqualTo(0.02);
    assertThat(value(comparison, "max_us")).isEqualTo(6.881);
    assertThat(value(comparison, "truth_p50_us")).isEqualTo(0.1);
  }

  @Test
  void errorsOfTheWarmUpAreCheckedButNotInTheDistribution() {
    TimeComparison comparison = new TimeComparison(TRUTH, 1);
    comparison.add(0, time(1_500, 10));
    comparison.add(1, time(2_000, 10));
    comparison.add(2, time(9_000, 10));

    assertThat(value(comparison, "violations")).isEqualTo(1);
    assertThat(value(comparison, "max_us")).isZero();
  }

  @Test
  void missingAndDoubledRecordsAreNoResult() {
    TimeComparison comparison = new TimeComparison(TRUTH, 0);
    comparison.add(0, time(1_050, 10));

    assertThatThrownBy(() -> comparison.add(2, time(9_050, 10)))
        .isInstanceOf(BenchException.class)
        .hasMessage("record of call 2 where 1 is next");
    assertThatThrownBy(() -> comparison.figures("bracket", "tcp/idle"))
        .hasMessage("3 records were logged and 1 stored");
  }

  @Test
  void truthIsWhatServiceAndCollectorLeft(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("truth");
    Files.write(file, ByteBuffer.allocate(16).putLong(5).putLong(7).array());
    Files.writeString(
        directory.resolve("master.properties"),
        "epoch=1\nboot=00000000-0000-0000-0000-000000000001\noffset_ns=-3\n");

    ClockTruth truth = ClockTruth.read(file, directory);

    assertThat(truth.calls()).isEqualTo(1);
    assertThat(truth.widthNs(0)).isEqualTo(2);
    assertThat(truth.errorNs(0, 4)).isZero();
    assertThat(truth.errorNs(0, 0)).isEqualTo(2);
  }
}
