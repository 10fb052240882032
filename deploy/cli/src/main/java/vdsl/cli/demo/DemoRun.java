package vdsl.cli.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import vdsl.cli.demo.CollectorApi.KnownNode;

/** One demo from the first order to the report. Confined to one thread. */
final class DemoRun {
  private static final Duration LOOK_INTERVAL = Duration.ofMillis(200);
  private static final long NS_PER_SECOND = 1_000_000_000L;

  /** An agent looks for its collector every five seconds at least. */
  private static final Duration CONNECTED_BOUND = Duration.ofSeconds(30);

  /** Records are under way for less than a second unless the machine is overloaded. */
  private static final Duration STORED_BOUND = Duration.ofSeconds(30);

  private final DemoCluster cluster;
  private final DemoContext context;
  private final ProgressLine progress;
  private final CollectorApi api;
  private long lastStored;
  private long workedNs;

  DemoRun(DemoCluster cluster, DemoContext context, ProgressLine progress) {
    this.cluster = cluster;
    this.context = context;
    this.progress = progress;
    this.api = cluster.api();
  }

  /**
   * Lets the services work for a time, and longer where a kill of each kind takes longer; false if
   * the user has ended that.
   */
  boolean work(long seconds, Chaos chaos) throws IOException, InterruptedException {
    long startNs = context.ticks().ticks();
    cluster.go();
    while (workedNs < seconds * NS_PER_SECOND || !chaos.isEnough()) {
      if (context.signals().isGivenWithin(LOOK_INTERVAL)) {
        return false;
      }
      cluster.requireRunning();
      if (chaos.isDue(workedNs)) {
        kill(chaos.take());
      }
      workedNs = context.ticks().ticks() - startNs;
      progress.show(
          String.format(
              Locale.ROOT,
              "%d of %d s, %,d records stored%s",
              Math.min(seconds, workedNs / NS_PER_SECOND),
              seconds,
              storedRecords(),
              killed()),
          context.ticks().ticks());
    }
    return true;
  }

  private void kill(Chaos.Kill kill) throws IOException, InterruptedException {
    if (kill.node().isPresent()) {
      ServiceNode node = cluster.nodes().get(kill.node().getAsInt());
      progress.tell("killed the service of node " + node.plan().name() + ", starting it again");
      cluster.killAndRestart(node);
    } else {
      progress.tell("killed the collector, starting it again");
      cluster.killAndRestartCollector();
    }
  }

  private String killed() {
    int kills = cluster.nodes().stream().mapToInt(ServiceNode::kills).sum();
    return kills + cluster.collectorKills() == 0
        ? ""
        : ", killed so far: services " + kills + ", collector " + cluster.collectorKills();
  }

  private long storedRecords() throws InterruptedException {
    try {
      lastStored = api.nodes().values().stream().mapToLong(KnownNode::ids).sum();
    } catch (IOException notNow) {
      progress.tell("the collector does not answer at the moment");
    }
    return lastStored;
  }

  /** Ends the services when everything they logged is stored, and checks it. */
  DemoReport finish() throws IOException, InterruptedException {
    progress.tell("waiting until everything is stored");
    List<String> away = await(this::notConnected, CONNECTED_BOUND);
    if (!away.isEmpty()) {
      throw new DemoException(
          "not connected to the collector after "
              + CONNECTED_BOUND.toSeconds()
              + " s: "
              + String.join(", ", away));
    }
    cluster.stop();
    // What is not stored after this is lost; the report names it.
    var unused = await(this::notStored, STORED_BOUND);
    cluster.endServices();
    progress.tell("reading the log");
    return report();
  }

  /** Names what is missing. */
  private interface Missing {
    List<String> now() throws IOException, InterruptedException;
  }

  /** Waits until nothing is missing any more; returns what still is when the bound is reached. */
  private List<String> await(Missing missing, Duration bound) throws InterruptedException {
    long startNs = context.ticks().ticks();
    List<String> names = look(missing);
    while (!names.isEmpty() && context.ticks().ticks() - startNs < bound.toNanos()) {
      if (context.signals().isGivenWithin(LOOK_INTERVAL)) {
        throw new DemoException("ended by a signal");
      }
      names = look(missing);
    }
    return names;
  }

  private static List<String> look(Missing missing) throws InterruptedException {
    try {
      return missing.now();
    } catch (IOException notNow) {
      return List.of(String.valueOf(notNow.getMessage()));
    }
  }

  private List<String> notConnected() throws IOException, InterruptedException {
    Map<String, KnownNode> known = api.nodes();
    return names().stream()
        .filter(
            name -> Optional.ofNullable(known.get(name)).filter(KnownNode::isConnected).isEmpty())
        .toList();
  }

  private List<String> names() {
    return cluster.nodes().stream().map(node -> node.plan().name()).toList();
  }

  private List<String> notStored() throws IOException, InterruptedException {
    Map<String, Long> returned =
        cluster.loggedCalls().stream()
            .collect(
                Collectors.groupingBy(
                    calls -> calls.caller().node(), Collectors.summingLong(LoggedCalls::returned)));
    Map<String, KnownNode> known = api.nodes();
    return names().stream()
        .filter(
            name ->
                Optional.ofNullable(known.get(name)).map(KnownNode::ids).orElse(0L)
                    < returned.getOrDefault(name, 0L))
        .toList();
  }

  private DemoReport report() throws IOException, InterruptedException {
    CallCheck calls = new CallCheck(cluster.loggedCalls());
    CausalPairs pairs = new CausalPairs();
    Map<String, Long> records = new HashMap<>();
    api.records(
        "",
        record -> {
          calls.accept(record);
          pairs.accept(record);
          records.merge(record.place().node(), 1L, Long::sum);
        });
    List<StoredRecord> followed = new ArrayList<>();
    Optional<Long> request = pairs.typicalRequest();
    if (request.isPresent()) {
      api.records("request = " + request.get(), followed::add);
    }
    Map<String, KnownNode> known = api.nodes();
    List<DemoReport.NodeLine> lines = new ArrayList<>();
    for (ServiceNode node : cluster.nodes()) {
      String name = node.plan().name();
      KnownNode ids = known.getOrDefault(name, new KnownNode(0, 0, false));
      lines.add(
          new DemoReport.NodeLine(
              node.plan(),
              records.getOrDefault(name, 0L),
              ids.firstId(),
              ids.lastId(),
              node.kills()));
    }
    return new DemoReport(
        new DemoReport.Run(workedNs / NS_PER_SECOND, cluster.collectorKills()),
        lines,
        followed,
        pairs.count(),
        calls.verdict(),
        api.audit());
  }
}
