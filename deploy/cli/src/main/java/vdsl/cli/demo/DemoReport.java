package vdsl.cli.demo;

import java.io.PrintStream;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import vdsl.storage.query.VisibleText;

/**
 * What the demo found out.
 *
 * @param run how it ran
 * @param nodes in the order in which they were planned
 * @param followed the records of one request, in cluster order
 */
record DemoReport(
    Run run,
    List<NodeLine> nodes,
    List<StoredRecord> followed,
    CausalPairs.Count pairs,
    CallCheck.Verdict calls,
    CollectorApi.Audit audit) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final double PERCENT = 100.0;

  /** Clocks that are not synchronised at all order about half of the calls as well as bent ones. */
  private static final long CLUSTER_TIME_BETTER_MIN = 2;

  /** How long it ran, and how often the collector was killed meanwhile. */
  record Run(long seconds, int collectorKills) {}

  /** A node, what is stored of it, and how often its service was killed. */
  record NodeLine(NodePlan plan, long records, long firstId, long lastId, int kills) {}

  DemoReport {
    nodes = List.copyOf(nodes);
    followed = List.copyOf(followed);
  }

  /** Why the demo failed; empty if it did not. */
  List<String> failures() {
    List<String> failures = new ArrayList<>();
    if (!calls.isClean()) {
      failures.add("what is stored is not what was logged");
      failures.addAll(calls.examples());
    }
    if (!audit.isOk()) {
      failures.add("the audit failed");
    }
    if (pairs.pairs() == 0) {
      failures.add("no call between two nodes is stored");
    }
    if (pairs.wrongByClusterTime() * CLUSTER_TIME_BETTER_MIN > pairs.wrongByOwnTime()) {
      failures.add("cluster time orders calls hardly better than the nodes' own clocks");
    }
    if (audit.lostRanges() > 0) {
      failures.add(counted(audit.lostRanges(), "range") + " of lost Ids");
    }
    return failures;
  }

  void print(PrintStream out) {
    printNodes(out);
    printRequest(out);
    printPairs(out);
    printCalls(out);
    for (String failure : failures()) {
      out.println("FAILED: " + failure);
    }
  }

  private void printNodes(PrintStream out) {
    int kills = nodes.stream().mapToInt(NodeLine::kills).sum();
    out.printf(
        Locale.ROOT, "%d services on %d nodes, %d s.", nodes.size(), nodes.size(), run.seconds());
    if (kills + run.collectorKills() > 0) {
      out.printf(
          Locale.ROOT,
          " Killed with SIGKILL meanwhile: services %s, the collector %s.",
          counted(kills, "time"),
          counted(run.collectorKills(), "time"));
    }
    out.println();
    out.println();
    out.printf("%-9s %-18s %8s  %-10s %6s%n", "NODE", "CLOCK BENT BY", "RECORDS", "IDS", "KILLED");
    for (NodeLine node : nodes) {
      out.printf(
          Locale.ROOT,
          "%-9s %-18s %,8d  %-10s %6d%n",
          node.plan().name(),
          node.plan().bend(),
          node.records(),
          node.firstId() + ".." + node.lastId(),
          node.kills());
    }
    out.println();
  }

  private void printRequest(PrintStream out) {
    if (followed.isEmpty()) {
      return;
    }
    out.println("One request across the nodes, in cluster order (UTC):");
    out.printf("%-16s %-16s %-9s %-5s %s%n", "CLUSTER TIME", "OWN CLOCK", "NODE", "LEVEL", "TEXT");
    for (StoredRecord record : followed) {
      out.printf(
          "%-16s %-16s %-9s %-5s %s%n",
          TIME.format(record.time()),
          record.ownTime().map(TIME::format).orElse("-"),
          record.place().node(),
          record.level(),
          VisibleText.of(record.text()));
    }
    out.println();
  }

  private void printPairs(PrintStream out) {
    out.printf(
        Locale.ROOT,
        "Sent before received, answered before the answer is there: %,d pairs of records.%n",
        pairs.pairs());
    out.printf("  in wrong order by the nodes' own clocks  %s%n", share(pairs.wrongByOwnTime()));
    out.printf(
        "  in wrong order by cluster time           %s%n", share(pairs.wrongByClusterTime()));
    out.println();
  }

  private String share(long wrong) {
    double percent = pairs.pairs() == 0 ? 0 : PERCENT * wrong / pairs.pairs();
    return String.format(Locale.ROOT, "%,8d  %5.1f %%", wrong, percent);
  }

  private void printCalls(PrintStream out) {
    out.printf(
        Locale.ROOT,
        "Log calls: %,d returned%s. Records: %,d stored, %,d lost, %,d doubled.%n",
        calls.returned(),
        calls.cutShort() == 0
            ? ""
            : String.format(Locale.ROOT, ", %,d cut short by a kill", calls.cutShort()),
        calls.stored(),
        calls.lost(),
        calls.doubled());
    out.printf(
        Locale.ROOT,
        "Audit: %s, %,d records without a gap in their Ids, %s.%n",
        audit.isOk() ? "ok" : "FAILED",
        audit.records(),
        counted(audit.problems(), "problem"));
  }

  private static String counted(long count, String noun) {
    return String.format(Locale.ROOT, "%,d %s%s", count, noun, count == 1 ? "" : "s");
  }
}
