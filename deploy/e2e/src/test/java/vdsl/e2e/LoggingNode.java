package vdsl.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import vdsl.agent.spool.SourcePosition;
import vdsl.agent.spool.Spool;
import vdsl.agent.spool.SpoolConfig;
import vdsl.agent.spool.SpoolFiles;
import vdsl.agent.spool.SyncPolicy;
import vdsl.agent.status.StatusEvent;
import vdsl.agent.status.StatusLog;
import vdsl.agent.transport.HostIdentity;
import vdsl.fault.CrashPoint;
import vdsl.record.NodeId;
import vdsl.time.TickSource;

/**
 * One node whose processes share a directory: producers with the agent inside, and the stand-alone
 * transport. A test starts and kills them, drains what they left, and asks the oracle. Confined to
 * one thread.
 */
final class LoggingNode implements AutoCloseable {
  /** All producers acknowledged, or all buffers removed; others may use the processors too. */
  private static final Duration TIMEOUT = Duration.ofMinutes(4);

  private static final Duration POLL_INTERVAL = Duration.ofMillis(50);
  private static final int DRAIN_ROUNDS_MAX = 20;
  private static final String NOTHING_LEFT = "; 0 records left in the spool";
  private static final Pattern EVENT_LINE = Pattern.compile("(?m)^vdsl agent: (\\w+): ");

  private final Cluster cluster;
  private final String name;
  private final Path directory;
  private final Path journals;
  private final Path outputs;
  private final List<VdslProcess> producers = new ArrayList<>();
  private final List<VdslProcess> transports = new ArrayList<>();

  LoggingNode(Path root, String name, Cluster cluster) throws IOException {
    this.cluster = cluster;
    this.name = name;
    directory = root.resolve(name);
    journals = Files.createDirectories(root.resolve(name + "-journals"));
    outputs = Files.createDirectories(root.resolve(name + "-outputs"));
  }

  /** The directory that the node's processes share. */
  Path directory() {
    return directory;
  }

  VdslProcess startProducer() {
    return startProducer(Producer.class);
  }

  VdslProcess startProducerCrashing(CrashPoint.Step step, int n) {
    return startProducer(Producer.class, step.name(), Integer.toString(n));
  }

  /** Starts another class in a producer's place. */
  VdslProcess startProducer(Class<?> main, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(directory.toString(), name, cluster.agentAddress(), journals.toString()));
    arguments.addAll(List.of(more));
    VdslProcess producer = VdslProcess.startMain(main, outputs, arguments.toArray(String[]::new));
    producers.add(producer);
    return producer;
  }

  VdslProcess startTransport() {
    transports.add(VdslProcess.start(outputs, transportArguments()));
    return transports.get(transports.size() - 1);
  }

  VdslProcess startTransportCrashing(CrashPoint.Step step, int n) {
    transports.add(VdslProcess.startCrashing(outputs, step, n, transportArguments()));
    return transports.get(transports.size() - 1);
  }

  private String[] transportArguments() {
    return new String[] {
      "agent", "--dir", directory.toString(), "--collector", cluster.agentAddress(), "--node", name
    };
  }

  /** Whether a process of the node has come to hold its transport. */
  static boolean hasTakenTransport(VdslProcess process) {
    return process.error().contains(line(StatusEvent.TRANSPORT_TAKEN));
  }

  private static boolean isConnected(VdslProcess process) {
    return process.error().contains(line(StatusEvent.CONNECTED));
  }

  private static String line(StatusEvent event) {
    return "vdsl agent: " + event.counterName() + ": ";
  }

  /** Waits until as many processes have a buffer in the directory. */
  void awaitBuffers(int count) {
    Awaitility.await(count + " buffers")
        .atMost(TIMEOUT)
        .until(() -> files(file -> file.toString().endsWith(".vdb")).size() == count);
  }

  /** Waits until more records of the node come to be stored. */
  void awaitProgress() {
    long[] before = {0};
    Awaitility.await("records stored")
        .atMost(TIMEOUT)
        .pollInterval(POLL_INTERVAL)
        .until(
            () -> {
              long now = cluster.lastId(name);
              before[0] = before[0] == 0 ? now : before[0];
              return now > before[0];
            });
  }

  /** Lets the living producers end when everything they logged is acknowledged. */
  void stopProducers() throws IOException {
    Path stop = Files.createFile(journals.resolve(Producer.STOP_NAME));
    for (VdslProcess producer : producers) {
      if (producer.isAlive()) {
        assertThat(producer.await(TIMEOUT)).as(producer.error()).isZero();
      }
    }
    Files.delete(stop);
  }

  /** Ships all that the node's processes left, none of which lives any more. */
  void drain() {
    boolean isDrained = false;
    for (int round = 0; round < DRAIN_ROUNDS_MAX && !isDrained; round++) {
      try (VdslProcess transport = startTransport()) {
        // One that is not connected ends without shipping.
        Awaitility.await("transport taken and connected")
            .atMost(TIMEOUT)
            .until(() -> hasTakenTransport(transport) && isConnected(transport));
        Awaitility.await("buffers of the dead removed")
            .atMost(TIMEOUT)
            .until(() -> files(file -> isOfBuffer(file)).isEmpty());
        assertThat(transport.terminate()).as(transport.error()).isIn(0, 143);
        isDrained = transport.error().contains(NOTHING_LEFT);
      }
    }
    assertThat(isDrained).as("everything acknowledged").isTrue();
  }

  /** Whether a file is a process's buffer or dictionary. */
  static boolean isOfBuffer(Path file) {
    String fileName = file.getFileName().toString();
    return fileName.startsWith("buffer-") || fileName.startsWith("dictionary-");
  }

  /** Files of the node's directory. */
  List<Path> files(Predicate<Path> wanted) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(wanted).toList();
    }
  }

  /** What the oracle says of the node's records, read as a user reads them. */
  CallOracle.Verdict judge() throws IOException {
    VdslProcess query = cluster.read("query", "--node", name, "--ids", "1..", "--format", "jsonl");
    assertThat(query.await(TIMEOUT)).as(query.error()).isZero();
    CallOracle oracle = new CallOracle(CallJournal.readAll(journals));
    StoredRecord.forEach(query.output(), oracle::accept);
    Files.delete(query.output());
    return oracle.verdict();
  }

  /** Processes that were started in a producer's place. */
  int lives() {
    return producers.size();
  }

  /** How often a producer came to hold the transport. */
  long takenByProducers() {
    return producers.stream().filter(LoggingNode::hasTakenTransport).count();
  }

  /** How often a stand-alone transport did. */
  long takenByTransports() {
    return transports.stream().filter(LoggingNode::hasTakenTransport).count();
  }

  /** What the agents of all processes reported, as far as they had a line for it. */
  Map<String, Integer> events() {
    Map<String, Integer> events = new TreeMap<>();
    Stream.concat(producers.stream(), transports.stream())
        .forEach(
            process -> {
              Matcher lines = EVENT_LINE.matcher(process.error());
              while (lines.find()) {
                events.merge(lines.group(1), 1, Integer::sum);
              }
            });
    return events;
  }

  /** Lines of all processes that report an event. */
  List<String> linesOf(StatusEvent event) {
    return Stream.concat(producers.stream(), transports.stream())
        .flatMap(process -> process.error().lines())
        .filter(line -> line.startsWith(line(event)))
        .toList();
  }

  /** Sources that the spool still has a position of; no process of the node may live. */
  List<String> rememberedSources() {
    StatusLog status = new StatusLog(line -> {}, TickSource.system());
    SpoolConfig config =
        SpoolConfig.of(
            directory,
            new NodeId(name),
            HostIdentity.detect().boot(),
            SpoolConfig.SPOOL_BYTES_DEFAULT,
            SyncPolicy.INTERVAL);
    try (Spool spool =
        Spool.open(config, SpoolFiles.system(), status, new java.security.SecureRandom())) {
      return spool.positions().stream().map(SourcePosition::source).toList();
    }
  }

  /** What the node's processes said, for the message of a failed test. */
  String said() {
    StringBuilder said = new StringBuilder();
    try (Stream<Path> files = Files.list(outputs)) {
      for (Path file : files.sorted().toList()) {
        said.append(file.getFileName()).append(":\n").append(Files.readString(file)).append('\n');
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return said.toString();
  }

  /** Kills what lives. */
  @Override
  public void close() {
    producers.forEach(VdslProcess::close);
    transports.forEach(VdslProcess::close);
  }
}
