package vdsl.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vdsl.storage.query.VisibleText;

/** Proves that no Id is missing and no checksum broken. */
@Command(
    name = "audit",
    description = {
      "Proves that from the oldest retained Id on every Id is stored once, or covered by a stored"
          + " LOSS or DELETED record, and that every stored checksum holds."
    },
    footer = {"", "Exit code 1 if the proof fails."})
final class AuditCommand implements Callable<Integer> {
  @Mixin private ReadOptions read = new ReadOptions();

  @Option(names = "--node", paramLabel = "N", description = "This node only; default: every node.")
  private Optional<String> node = Optional.empty();

  @Option(
      names = "--from-id",
      paramLabel = "A",
      description = "From this Id on; default: the oldest retained one.")
  private Optional<Long> fromId = Optional.empty();

  @Option(names = "--json", description = "Print the collector's answer as JSON.")
  private boolean json;

  private final PrintStream out;

  AuditCommand(PrintStream out) {
    this.out = out;
  }

  @Override
  public Integer call() {
    List<Map.Entry<String, String>> parameters = new ArrayList<>();
    node.ifPresent(name -> parameters.add(Map.entry("node", name)));
    fromId.ifPresent(id -> parameters.add(Map.entry("from-id", Long.toString(id))));
    JsonNode report = new ApiClient(read).get("/api/v1/audit", parameters);
    if (json) {
      out.println(report.toPrettyString());
    } else {
      report.path("nodes").forEach(this::print);
      out.println(summary(report));
    }
    return report.path("ok").asBoolean() ? ExitCode.OK : ExitCode.NOTHING;
  }

  private void print(JsonNode report) {
    String name = report.path("node").asText();
    out.printf(
        "%s: %s, %s, %s in %s%n",
        name,
        report.path("ok").asBoolean() ? "ok" : "FAILED",
        report.path("first_id").isNumber()
            ? "Ids " + report.path("first_id").asText() + ".." + report.path("last_id").asText()
            : "no Ids",
        counted(report.path("records").asLong(), "record"),
        counted(report.path("blocks").asLong(), "block"));
    printRanges(name, "LOSS", report.path("lost"));
    printRanges(name, "DELETED", report.path("deleted"));
    for (JsonNode loss : report.path("loss_records").path("entries")) {
      out.printf("%s: LOSS %s: %s%n", name, loss.path("id").asText(), visible(loss.path("text")));
    }
    for (JsonNode problem : report.path("problems").path("entries")) {
      out.printf("%s: PROBLEM %s%n", name, visible(problem));
    }
  }

  private void printRanges(String name, String type, JsonNode listing) {
    for (JsonNode range : listing.path("entries")) {
      out.printf(
          "%s: %s %s..%s: %s (%s)%n",
          name,
          type,
          range.path("first_id").asText(),
          range.path("last_id").asText(),
          visible(range.path("reason")),
          range.path("cause").asText());
    }
  }

  /** Text of a record or of the collector, unable to control the terminal. */
  private static String visible(JsonNode text) {
    return VisibleText.of(text.asText());
  }

  private static String summary(JsonNode report) {
    long nodes = report.path("nodes").size();
    long records = 0;
    long lost = 0;
    long problems = 0;
    for (JsonNode one : report.path("nodes")) {
      records += one.path("records").asLong();
      lost += one.path("lost").path("count").asLong();
      problems += one.path("problems").path("count").asLong();
    }
    return String.format(
        "%s: %s of %s, %s lost and explained, %s",
        report.path("ok").asBoolean() ? "ok" : "FAILED",
        counted(records, "record"),
        counted(nodes, "node"),
        counted(lost, "range"),
        counted(problems, "problem"));
  }

  private static String counted(long count, String noun) {
    return String.format("%,d %s%s", count, noun, count == 1 ? "" : "s");
  }
}
