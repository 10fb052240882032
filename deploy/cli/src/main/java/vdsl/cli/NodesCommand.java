package vdsl.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vdsl.storage.query.VisibleText;

/** Lists the nodes that a collector knows. */
@Command(name = "nodes", description = "Lists the nodes that the collector knows.")
final class NodesCommand implements Callable<Integer> {
  @Mixin private ReadOptions read = new ReadOptions();

  @Option(names = "--json", description = "Print the collector's answer as JSON.")
  private boolean json;

  private final PrintStream out;

  NodesCommand(PrintStream out) {
    this.out = out;
  }

  @Override
  public Integer call() {
    JsonNode answer = new ApiClient(read).get("/api/v1/nodes", List.of());
    JsonNode nodes = answer.path("nodes");
    if (json) {
      out.println(answer.toPrettyString());
    } else if (nodes.isEmpty()) {
      out.println("No node has logged yet.");
    } else {
      Table table =
          new Table(
              "NODE", "IP", "FIRST ID", "LAST ID", "LAST TIME", "WALL CLOCK", "BOUND", "STATE");
      for (JsonNode node : nodes) {
        table.row(row(node));
      }
      table.print(out);
    }
    return ExitCode.OK;
  }

  private static List<String> row(JsonNode node) {
    List<String> cells = new ArrayList<>();
    cells.add(node.path("node").asText());
    cells.add(VisibleText.of(node.path("ip").asText()));
    cells.add(node.path("first_id").asText());
    cells.add(node.path("last_id").asText());
    cells.add(node.path("last_time").asText("-"));
    JsonNode clock = node.path("clock");
    cells.add(clock.isMissingNode() ? "-" : ShortDuration.signed(longOf(clock, "wall_offset_ns")));
    cells.add(
        clock.path("bound_ns").isNumber() ? ShortDuration.of(longOf(clock, "bound_ns")) : "-");
    cells.add(node.path("connected").asBoolean() ? "connected" : "away");
    return cells;
  }

  private static long longOf(JsonNode object, String name) {
    return object.path(name).asLong();
  }
}
