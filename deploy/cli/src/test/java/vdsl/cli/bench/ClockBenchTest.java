package vdsl.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Small runs of {@code vdsl bench clock}: that it measures what it says. */
class ClockBenchTest {
  private static final List<String> READING_METRICS =
      List.of(
          "p50_us", "p99_us", "max_us", "bound_ratio_p99", "violations", "backward_reads", "reads");

  private static final List<String> PAIR_METRICS =
      List.of("wrong_order_10us_share", "certain_1ms_share", "wrongly_certain");

  private static final List<String> TCP_METRICS =
      List.of(
          "p50_us",
          "p99_us",
          "max_us",
          "bound_p99_us",
          "truth_p50_us",
          "violations",
          "backward_reads",
          "reads");

  private final BenchRun bench = new BenchRun();

  @TempDir private Path directory;

  @Test
  void bothEstimatorsAreMeasuredAtOnceAndLaterAndWritten() throws IOException {
    Path json = directory.resolve("clock.json");

    int exitCode = run("--scenario=lan@10,steering", "--reads=10000", "--json=" + json);

    assertThat(exitCode).as(bench.mistakes() + bench.progress()).isZero();
    List<String> expected = new ArrayList<>();
    for (String subject : List.of("bracket", "plain")) {
      for (String scenario : List.of("lan@10", "steering@10")) {
        for (String metric : READING_METRICS) {
          expected.add(subject + " " + scenario + "/online " + metric);
          expected.add(subject + " " + scenario + "/final " + metric);
        }
        for (String metric : PAIR_METRICS) {
          expected.add(subject + " " + scenario + "/online " + metric);
        }
      }
    }
    assertThat(BenchRun.figures(json, "clock")).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(bench.table().lines())
        .anyMatch(row -> row.matches("bracket +lan@10/final .*[0-9.]+.*"));
    assertThat(bench.progress()).contains("simulation 4 of 4: steering@10, plain");
  }

  @Test
  void steeringAloneMayHaveViolationsAndTheTableSaysSo() throws IOException {
    Path json = directory.resolve("clock.json");

    int exitCode = run("--scenario=lan@10,steering", "--reads=200000", "--json=" + json);

    assertThat(BenchRun.value(json, "bracket", "steering@10/online", "violations")).isPositive();
    assertThat(exitCode).isZero();
    assertThat(bench.table().lines().filter(row -> row.endsWith("(violations allowed)")))
        .hasSize(4)
        .allMatch(row -> row.contains("steering@10"));
  }

  @Test
  void countsOfSeedsAreAdded() throws IOException {
    Path one = directory.resolve("one.json");
    Path two = directory.resolve("two.json");

    run("--scenario=lan@10", "--reads=10000", "--seed=7", "--json=" + one);
    run("--scenario=lan@10", "--reads=10000", "--seed=7,8", "--json=" + two);

    assertThat(BenchRun.value(two, "bracket", "lan@10/online", "reads"))
        .isEqualTo(2 * BenchRun.value(one, "bracket", "lan@10/online", "reads"));
    assertThat(bench.table()).contains("seeds 7, 8, about 10,000 readings each");
  }

  @Test
  void aSeedGivesTheSameFiguresAgain() {
    run("--scenario=loss", "--reads=10000", "--seed=7");
    BenchRun again = new BenchRun();
    again.run(directory, "clock", "--scenario=loss", "--reads=10000", "--seed=7");

    assertThat(again.table().lines().skip(1))
        .containsExactlyElementsOf(bench.table().lines().skip(1).toList());
  }

  @Test
  void timesOfAServiceWithABentClockAreComparedWithTheTruth() throws IOException {
    Path json = directory.resolve("clock.json");

    int exitCode = run("--scenario=tcp", "--seconds=1", "--json=" + json);

    assertThat(exitCode).as(bench.mistakes() + bench.progress()).isZero();
    List<String> expected = new ArrayList<>();
    for (String load : List.of("tcp/idle", "tcp/busy")) {
      for (String metric : TCP_METRICS) {
        expected.add("bracket " + load + " " + metric);
      }
      assertThat(BenchRun.value(json, "bracket", load, "reads")).isEqualTo(1_000);
      assertThat(BenchRun.value(json, "bracket", load, "p99_us"))
          .isLessThan(BenchRun.value(json, "bracket", load, "bound_p99_us"));
    }
    assertThat(BenchRun.figures(json, "clock")).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(bench.table()).contains("500 records a second for 1 s, after 1 s to warm up");
    assertThat(directory).isDirectoryNotContaining(path -> !path.equals(json));
  }

  @Test
  void anExchangeCostsAShareOfACore() throws IOException {
    Path json = directory.resolve("clock.json");

    int exitCode = run("--scenario=exchange", "--json=" + json);

    assertThat(exitCode).isZero();
    assertThat(BenchRun.figures(json, "clock"))
        .containsExactly("bracket exchange exchange_us", "bracket exchange core_share_at_10hz");
  }

  @Test
  void violationsAndBackwardReadsFailTheRun() {
    assertThat(ClockVerdict.broken(List.of(count("lan@10/online", "violations", 1)))).hasSize(1);
    assertThat(ClockVerdict.broken(List.of(count("steering@10/final", "backward_reads", 1))))
        .hasSize(1);
    assertThat(
            ClockVerdict.broken(
                List.of(
                    count("steering@10/online", "violations", 9),
                    count("lan@10/online", "violations", 0),
                    count("lan@10/online", "reads", 9))))
        .isEmpty();
  }

  private static Figure count(String caseName, String metric, double value) {
    return Figure.of("bracket", caseName, metric, "readings", value);
  }

  @Test
  void wrongOptionsAreRefused() {
    assertRefused("--reads 9999 not in 10000..2500000", "--reads=9999");
    assertRefused("--reads 2500001 not in 10000..2500000", "--reads=2500001");
    assertRefused("--scenario lan@7 is none of all,lan,loss,queues", "--scenario=lan@7");
    assertRefused("--scenario tcp/ is none of all,lan,loss,queues", "--scenario=lan,tcp/");
    assertRefused("--seconds 0 not in 1..600", "--seconds=0");
    assertRefused("--seed names a seed twice", "--seed=1,2,1");
  }

  private void assertRefused(String message, String option) {
    assertThat(run(option)).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(bench.mistakes()).contains(message);
  }

  private int run(String... options) {
    List<String> arguments = new ArrayList<>(List.of("clock"));
    arguments.addAll(List.of(options));
    return bench.run(directory, arguments.toArray(String[]::new));
  }
}
