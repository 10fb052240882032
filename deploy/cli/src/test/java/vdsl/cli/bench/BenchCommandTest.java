package vdsl.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Small runs of the benchmarks: that they measure what they say, not how fast it is. */
class BenchCommandTest {
  private final BenchRun bench = new BenchRun();

  @TempDir private Path directory;

  @Test
  void ingestMeasuresBothCasesAndWritesItsFigures() throws IOException {
    Path json = directory.resolve("ingest.json");

    int exitCode =
        run(
            "ingest",
            "--services=2",
            "--records=3001",
            "--rows=500",
            "--rounds=1",
            "--json=" + json);

    assertThat(exitCode).as(bench.mistakes()).isZero();
    List<String> expected = new ArrayList<>(List.of("vdsl lines command_records_per_s"));
    for (String caseName : List.of("typed", "lines")) {
      String producer = caseName.equals("typed") ? "service" : "shipper";
      for (String metric :
          List.of(
              "records_per_s",
              "cpu_us_per_record",
              "bytes_per_record",
              "collector_cpu_us_per_record",
              producer + "_cpu_us_per_record",
              "ack_p50_ms",
              "ack_p99_ms")) {
        expected.add("vdsl " + caseName + " " + metric);
      }
      for (String metric : List.of("records_per_s", "cpu_us_per_record", "bytes_per_record")) {
        expected.add("h2-rows " + caseName + " " + metric);
      }
      for (String metric : List.of("records_per_s_ratio", "cpu_ratio", "bytes_ratio")) {
        expected.add("vdsl : h2-rows " + caseName + " " + metric);
      }
    }
    assertThat(figures(json, "ingest")).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(bench.table()).contains("service_cpu_us_per_record").contains("h2-rows");
    assertNothingIsLeftBut(json);
  }

  @Test
  void ingestMeasuresTheCasesItIsAskedFor() throws IOException {
    Path lines = Files.writeString(directory.resolve("own.log"), "took 12345\nof {} nothing\n");
    Path json = directory.resolve("ingest.json");

    int exitCode =
        run(
            "ingest",
            "--cases=typed",
            "--records=300",
            "--rows=500",
            "--rounds=1",
            "--lines=" + lines,
            "--json=" + json);

    assertThat(exitCode).as(bench.mistakes()).isZero();
    assertThat(figures(json, "ingest"))
        .contains("vdsl typed records_per_s")
        .noneMatch(name -> name.contains("lines"));
    assertNothingIsLeftBut(json, lines);
  }

  @Test
  void unknownCasesAndTooFewRecordsAreRefused() {
    assertThat(run("ingest", "--cases=rows")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(bench.mistakes()).contains("--cases rows is none of typed,lines");
    assertThat(run("ingest", "--records=1", "--services=2")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(bench.mistakes()).contains("--records 1 below --services 2");
  }

  @Test
  void queryPrintsAndWritesItsFigures() throws IOException {
    Path lines = Files.writeString(directory.resolve("own.log"), "one 12345\n\ntwo 0aff01b2c3\n");
    Path json = directory.resolve("query.json");

    int exitCode =
        run("query", "--records=9000", "--nodes=2", "--lines=" + lines, "--json=" + json);

    assertThat(exitCode).as(bench.mistakes()).isZero();
    assertThat(figures(json, "query"))
        .contains(
            "vdsl stored bytes_per_record",
            "vdsl open p50_ms",
            "vdsl 1000-by-id/cold p50_us",
            "vdsl 1000-by-id/warm p99_us",
            "vdsl newest-100 p50_us",
            "vdsl rare-token p50_us",
            "vdsl absent-token p99_us",
            "vdsl contains-scan mb_per_s",
            "vdsl export records_per_s",
            "vdsl-http 1000-by-id/warm p50_us",
            "vdsl-http export records_per_s");
    assertThat(bench.table()).contains("contains-scan").contains("vdsl-http");
    assertNothingIsLeftBut(json, lines);
  }

  @Test
  void agentMeasuresEverySubjectAndTheFileIsTheTable() throws IOException {
    Path json = directory.resolve("agent.json");

    int exitCode = run("agent", "--threads=2", "--seconds=0.2", "--json=" + json);

    assertThat(exitCode).as(bench.mistakes()).isZero();
    List<String> expected = new ArrayList<>();
    for (String subject :
        List.of("empty", "vdsl-typed", "vdsl-logback", "logback-async", "log4j2-async")) {
      for (String metric : List.of("p50_ns", "p99_ns", "p999_ns", "bytes_per_call")) {
        expected.add(subject + " 2t " + metric);
      }
    }
    for (String logger : List.of("vdsl-typed", "vdsl-logback", "logback-async", "log4j2-async")) {
      String rate = logger.startsWith("vdsl") ? "spooled_records_per_s" : "records_per_s";
      expected.add(logger + " 2t " + rate);
      expected.add(logger + " 2t lost_records");
      expected.add(logger + " kill lost_records");
    }
    assertThat(figures(json, "agent")).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(rows(json)).isEqualTo(bench.table().lines().skip(2).toList());
    assertNothingIsLeftBut(json);
  }

  /** The file's figures as rows of the table. */
  private static List<String> rows(Path file) throws IOException {
    BenchReport report = new BenchReport("rows", new Origin("", "", ""));
    for (JsonNode result : new ObjectMapper().readTree(file.toFile()).path("results")) {
      report.add(
          Figure.of(
              result.path("subject").asText(),
              result.path("case").asText(),
              result.path("metric").asText(),
              result.path("unit").asText(),
              result.path("value").asDouble()));
    }
    ByteArrayOutputStream rows = new ByteArrayOutputStream();
    report.print(new PrintStream(rows, true, StandardCharsets.UTF_8));
    return rows.toString(StandardCharsets.UTF_8).lines().skip(2).toList();
  }

  @Test
  void unknownLoggersAreRefused() {
    assertThat(run("agent", "--subjects=slf4j-simple")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(bench.mistakes()).contains("--subjects slf4j-simple is none of empty,vdsl-typed");
  }

  @Test
  void whatCannotBeWrittenIsRefusedAtOnce() {
    int exitCode = run("ingest", "--json=" + directory.resolve("none/x.json"));

    assertThat(exitCode).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(bench.mistakes()).contains("none/x.json cannot be written");
  }

  @Test
  void numbersOutOfBoundsAreRefused() {
    assertThat(run("query", "--nodes=0")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(bench.mistakes()).contains("--nodes 0 not in 1..1000");
  }

  private int run(String... arguments) {
    return bench.run(directory, arguments);
  }

  private static List<String> figures(Path file, String name) throws IOException {
    return BenchRun.figures(file, name);
  }

  private void assertNothingIsLeftBut(Path... files) throws IOException {
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).containsExactlyInAnyOrder(files);
    }
  }
}
