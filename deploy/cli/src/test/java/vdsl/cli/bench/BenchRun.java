package vdsl.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import vdsl.time.TickSource;
import vdsl.time.WallClock;

/** One call of a benchmark, and what it said. Confined to one thread. */
final class BenchRun {
  private static final Set<String> MAY_BE_NONE =
      Set.of(
          "bytes_per_call",
          "lost_records",
          "violations",
          "backward_reads",
          "wrong_order_10us_share",
          "certain_1ms_share",
          "wrongly_certain");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final StringWriter mistakes = new StringWriter();

  int run(Path directory, String... arguments) {
    CommandLine command =
        BenchCommand.create(
            new BenchContext(
                "vdsl.cli.Vdsl",
                agentClassPath(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                TickSource.system(),
                WallClock.system()));
    command.setErr(new PrintWriter(mistakes, true));
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--dir=" + directory);
    return command.execute(all.toArray(String[]::new));
  }

  /** As the build of that module has left it; in a package its jars lie beside ours. */
  private static String agentClassPath() {
    Path target = Path.of("../../agent/bench/target");
    try {
      return target.resolve("classes")
          + File.pathSeparator
          + Files.readString(target.resolve("class-path"));
    } catch (IOException notBuilt) {
      throw new UncheckedIOException("module agent/bench is not built", notBuilt);
    }
  }

  String table() {
    return out.toString(StandardCharsets.UTF_8);
  }

  String progress() {
    return err.toString(StandardCharsets.UTF_8);
  }

  String mistakes() {
    return mistakes.toString();
  }

  /** "SUBJECT CASE METRIC" of each figure in a file, which must be as docs/benchmarks.md says. */
  static List<String> figures(Path file, String bench) throws IOException {
    JsonNode root = new ObjectMapper().readTree(file.toFile());
    assertThat(root.path("bench").asText()).isEqualTo(bench);
    assertThat(root.path("date").asText()).isNotEmpty();
    assertThat(root.path("commit").asText()).isNotEmpty();
    assertThat(root.path("jdk").asText()).isNotEmpty();
    List<String> names = new ArrayList<>();
    for (JsonNode result : root.path("results")) {
      String metric = result.path("metric").asText();
      double least = MAY_BE_NONE.contains(metric) ? 0 : Double.MIN_VALUE;
      assertThat(result.path("value").asDouble())
          .as(result.toString())
          .isGreaterThanOrEqualTo(least);
      assertThat(result.path("unit").asText()).isNotEmpty();
      names.add(
          String.join(" ", result.path("subject").asText(), result.path("case").asText(), metric));
    }
    return names;
  }

  /** The value of a figure in a file. */
  static double value(Path file, String subject, String caseName, String metric)
      throws IOException {
    for (JsonNode result : new ObjectMapper().readTree(file.toFile()).path("results")) {
      if (result.path("subject").asText().equals(subject)
          && result.path("case").asText().equals(caseName)
          && result.path("metric").asText().equals(metric)) {
        return result.path("value").asDouble();
      }
    }
    throw new AssertionError("no " + subject + " " + caseName + " " + metric + " in " + file);
  }
}
