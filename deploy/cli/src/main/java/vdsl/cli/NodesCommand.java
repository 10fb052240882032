package vdsl.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.LongFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vdsl.storage.query.VisibleText;

/** Lists the nodes that a collector knows. */
@Command(name = "nodes", description = "Lists the nodes that the collector knows.")
final class NodesCommand implements Callable<Integer> {
  /** Stands where there is nothing to tell. */
  private static final String NONE = "-";

  private static final double PPB_PER_PPM = 1_000;

  @Mixin private ReadOptions read = new ReadOptions();

  @Option(names = "--json", description = "Print the collector's answer as JSON.")
  private boolean json;

  @Option(
      names = "--clock",
      description = "Show how the nodes' clocks are instead of what they logged.")
  private boolean clock;

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
      Table table = clock ? clocks(nodes, answer.path("time").asText()) : records(nodes);
      table.print(out);
    }
    return ExitCode.OK;
  }

  static Table records(JsonNode nodes) {
    Table table =
        new Table("NODE", "IP", "FIRST ID", "LAST ID", "LAST TIME", "WALL CLOCK", "BOUND", "STATE");
    for (JsonNode node : nodes) {
      table.row(recordCells(node));
    }
    return table;
  }

  private static List<String> recordCells(JsonNode node) {
    List<String> cells = new ArrayList<>();
    cells.add(node.path("node").asText());
    cells.add(VisibleText.of(node.path("ip").asText()));
    cells.add(node.path("first_id").asText());
    cells.add(node.path("last_id").asText());
    cells.add(node.path("last_time").asText(NONE));
    JsonNode clock = node.path("clock");
    cells.add(cell(clock, "wall_offset_ns", ShortDuration::signed));
    cells.add(cell(clock, "bound_ns", ShortDuration::of));
    cells.add(state(node));
    return cells;
  }

  static Table clocks(JsonNode nodes, String now) {
    Table table =
        new Table(
            "NODE",
            "WALL CLOCK",
            "SKEW",
            "BOUND",
            "ROUND TRIP",
            "LAST SYNC",
            "EPOCH",
            "GENERATION",
            "STATE");
    for (JsonNode node : nodes) {
      table.row(clockCells(node, now));
    }
    return table;
  }

  private static List<String> clockCells(JsonNode node, String now) {
    JsonNode clock = node.path("clock");
    return List.of(
        node.path("node").asText(),
        cell(clock, "wall_offset_ns", ShortDuration::signed),
        cell(clock, "skew_ppb", NodesCommand::ppm),
        cell(clock, "bound_ns", ShortDuration::of),
        cell(clock, "round_trip_ns", ShortDuration::of),
        age(clock.path("last_sync"), now),
        cell(clock, "epoch", Long::toString),
        cell(clock, "generation", Long::toString),
        state(node));
  }

  /** A number of the node's clock, or what stands where there is none. */
  private static String cell(JsonNode clock, String name, LongFunction<String> shown) {
    JsonNode value = clock.path(name);
    return value.isNumber() ? shown.apply(value.asLong()) : NONE;
  }

  private static String ppm(long ppb) {
    return String.format(Locale.ROOT, "%+.2f ppm", ppb / PPB_PER_PPM);
  }

  /** By the collector's clock: that of this machine may be another one. */
  private static String age(JsonNode time, String now) {
    if (!time.isTextual()) {
      return NONE;
    }
    Duration age = Duration.between(Instant.parse(time.asText()), Instant.parse(now));
    // A node's cluster time may be ahead of the master's by its bound.
    return ShortDuration.of(Math.max(0, age.toNanos())) + " ago";
  }

  private static String state(JsonNode node) {
    return node.path("connected").asBoolean() ? "connected" : "away";
  }
}
