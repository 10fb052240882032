package vdsl.docs;

import java.util.List;
import java.util.Optional;

/**
 * Which package may use which: docs/architecture.md, "Modules and packages". A package may use
 * those listed before it in its own module and all of the modules its own may use; think about the
 * layers before changing it.
 */
final class PackageTable {
  /** One module's folder, the modules it may use, and its packages from the lowest up. */
  private record Row(String folder, List<Row> uses, List<String> packages) {
    Row(String folder, List<Row> uses, String... packages) {
      this(folder, uses, List.of(packages));
    }
  }

  private static final Row PROTOCOL_CORE =
      new Row(
          "protocol/core",
          List.of(),
          "vdsl.fault",
          "vdsl.time",
          "vdsl.record",
          "vdsl.template",
          "vdsl.block",
          "vdsl.clock");
  private static final Row PROTOCOL_WIRE =
      new Row("protocol/wire", List.of(PROTOCOL_CORE), "vdsl.wire.proto", "vdsl.wire");
  private static final Row AGENT =
      new Row(
          "agent/core",
          List.of(PROTOCOL_CORE, PROTOCOL_WIRE),
          "vdsl.agent.status",
          "vdsl.agent.buffer",
          "vdsl.agent.spool",
          "vdsl.agent.capture",
          "vdsl.agent.transport",
          "vdsl.agent");
  private static final Row AGENT_BENCH =
      new Row("agent/bench", List.of(PROTOCOL_CORE, PROTOCOL_WIRE, AGENT), "vdsl.agent.bench");

  /** Races what is package-private in the buffer's package, so it lies in that package too. */
  private static final Row AGENT_STRESS =
      new Row("agent/stress", List.of(PROTOCOL_CORE, AGENT), "vdsl.agent.buffer");

  private static final Row LOGBACK =
      new Row("agent/logback", List.of(PROTOCOL_CORE, AGENT), "vdsl.logback");
  private static final Row DEMO =
      new Row("deploy/demo", List.of(PROTOCOL_CORE, PROTOCOL_WIRE, AGENT, LOGBACK), "vdsl.demo");
  private static final Row SIMULATION =
      new Row("deploy/simulation", List.of(PROTOCOL_CORE), "vdsl.simulation");
  private static final Row STORAGE =
      new Row(
          "storage",
          List.of(PROTOCOL_CORE),
          "vdsl.storage.spi",
          "vdsl.storage.index",
          "vdsl.storage.query",
          "vdsl.storage.jdbc");
  private static final Row COLLECTOR =
      new Row(
          "collector",
          List.of(PROTOCOL_CORE, PROTOCOL_WIRE, STORAGE, AGENT),
          "vdsl.collector.metrics",
          "vdsl.collector.clock",
          "vdsl.collector.ingest",
          "vdsl.collector.tail",
          "vdsl.collector.http",
          "vdsl.collector");
  private static final Row CLI =
      new Row(
          "deploy/cli",
          List.of(PROTOCOL_CORE, PROTOCOL_WIRE, AGENT, STORAGE, COLLECTOR, SIMULATION),
          "vdsl.cli.process",
          "vdsl.cli.bench",
          "vdsl.cli.demo",
          "vdsl.cli");

  private static final List<Row> ROWS =
      List.of(
          PROTOCOL_CORE,
          PROTOCOL_WIRE,
          AGENT,
          AGENT_BENCH,
          AGENT_STRESS,
          LOGBACK,
          STORAGE,
          COLLECTOR,
          SIMULATION,
          DEMO,
          CLI);

  private PackageTable() {}

  /** Whether the file at a path, from the root of the tree, may be of a package. */
  static boolean isAtHome(String packageName, String path) {
    return ROWS.stream()
        .anyMatch(
            row -> row.packages().contains(packageName) && path.startsWith(row.folder() + "/"));
  }

  /** Why one package must not use another; empty if it may. */
  static Optional<String> objection(String from, String to) {
    Optional<Row> user = rowOf(from);
    Optional<Row> used = rowOf(to);
    if (user.isEmpty() || used.isEmpty()) {
      return Optional.of((user.isEmpty() ? from : to) + " is not in the table of packages");
    }
    List<String> layers = user.get().packages();
    boolean allowed =
        user.equals(used)
            ? layers.indexOf(to) <= layers.indexOf(from)
            : user.get().uses().contains(used.get());
    return allowed ? Optional.empty() : Optional.of(from + " must not use " + to);
  }

  private static Optional<Row> rowOf(String packageName) {
    return ROWS.stream().filter(row -> row.packages().contains(packageName)).findFirst();
  }
}
