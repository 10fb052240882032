package vdsl.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import vdsl.fault.CrashPoint;

/** A collector on one data directory and fixed ports, started as often as a test kills it. */
final class Cluster implements AutoCloseable {
  private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration COMMAND_TIMEOUT = Duration.ofMinutes(2);
  private static final Duration POLL_INTERVAL = Duration.ofMillis(50);
  private static final int STATUS_OK = 200;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path directory;
  private final int agentPort = freePort();
  private final int httpPort = freePort();
  private final HttpClient http = HttpClient.newHttpClient();
  private VdslProcess collector;

  private Cluster(Path directory) {
    this.directory = directory;
    this.collector = VdslProcess.start(directory, collectorArguments());
    awaitReady();
  }

  static Cluster start(Path directory) {
    return new Cluster(directory);
  }

  private String[] collectorArguments() {
    return new String[] {
      "collector",
      "--data",
      directory.resolve("data").toString(),
      "--listen",
      "127.0.0.1:" + agentPort,
      "--http",
      "127.0.0.1:" + httpPort
    };
  }

  /** Kills the collector and starts it again; returns when it is ready. */
  void killAndRestart() {
    collector.kill();
    relaunch();
    awaitReady();
  }

  /** Starts the collector after it has ended; it is not ready when this returns. */
  void relaunch() {
    collector = VdslProcess.start(directory, collectorArguments());
  }

  /** Starts the collector anew so that it ends itself at the nth time it reaches a step. */
  void restartCrashing(CrashPoint.Step step, int n) {
    collector.terminate();
    collector = VdslProcess.startCrashing(directory, step, n, collectorArguments());
    awaitReady();
  }

  /** Waits until the collector has ended itself, and starts a healthy one. */
  void awaitCrashAndRestart(Duration timeout) {
    assertThat(collector.await(timeout)).isEqualTo(vdsl.cli.CrashingVdsl.EXIT_CODE);
    collector = VdslProcess.start(directory, collectorArguments());
    awaitReady();
  }

  void awaitReady() {
    awaitState("collector ready", this::isReady);
  }

  private boolean isReady() throws InterruptedException {
    if (!collector.isAlive()) {
      throw new AssertionError("collector ended: " + collector.error());
    }
    return get(url() + "/health/ready").isPresent();
  }

  /** The body of an answer, if it is a good one. */
  private Optional<String> get(String uri) throws InterruptedException {
    try {
      HttpRequest request = HttpRequest.newBuilder(URI.create(uri)).build();
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() == STATUS_OK ? Optional.of(answer.body()) : Optional.empty();
    } catch (IOException noAnswer) {
      return Optional.empty();
    }
  }

  /** Starts shipping a file, which goes on while the test does something else. */
  VdslProcess startShipping(String node, Path file, String... options) {
    return VdslProcess.start(directory, shipArguments(node, file, options));
  }

  /** The same by a process that ends itself at the nth time it reaches a step. */
  VdslProcess startShippingCrashing(CrashPoint.Step step, int n, String node, Path file) {
    return VdslProcess.startCrashing(directory, step, n, shipArguments(node, file));
  }

  private String[] shipArguments(String node, Path file, String... options) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "ship",
                "--collector",
                agentAddress(),
                "--node",
                node,
                "--object",
                "e2e",
                file.toString()));
    arguments.addAll(List.of(options));
    return arguments.toArray(String[]::new);
  }

  /** Ships to the end, and returns the command for what it said. */
  VdslProcess ship(String node, Path file, String... options) {
    try (VdslProcess ship = startShipping(node, file, options)) {
      assertThat(ship.await(COMMAND_TIMEOUT)).as(ship.error()).isZero();
      return ship;
    }
  }

  /** Asserts that the node's records are exactly the bytes of a file. */
  void assertStored(String node, Path file) {
    VdslProcess query = read("query", "--node", node, "--ids", "1..", "--format", "raw");
    assertThat(query.await(COMMAND_TIMEOUT)).as(query.error()).isZero();
    assertThat(StoredLines.difference(file, query.output())).isEmpty();
  }

  /** Runs a query of a node and returns the lines it printed. */
  List<String> query(String node, String... options) {
    List<String> arguments = new ArrayList<>(List.of("query", "--node", node));
    arguments.addAll(List.of(options));
    VdslProcess query = read(arguments.toArray(String[]::new));
    assertThat(query.await(COMMAND_TIMEOUT)).as(query.error()).isZero();
    return query.utf8().lines().toList();
  }

  /** Runs a reading command to its end and returns it for its output. */
  VdslProcess read(String... arguments) {
    String[] all = new String[arguments.length + 2];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    all[arguments.length] = "--url";
    all[arguments.length + 1] = url();
    VdslProcess command = VdslProcess.start(directory, all);
    command.await(COMMAND_TIMEOUT);
    return command;
  }

  void assertAuditIsClean() {
    VdslProcess audit = read("audit");
    assertThat(audit.await(COMMAND_TIMEOUT)).as(audit.text() + audit.error()).isZero();
  }

  String url() {
    return "http://127.0.0.1:" + httpPort;
  }

  String agentAddress() {
    return "127.0.0.1:" + agentPort;
  }

  String httpAddress() {
    return "127.0.0.1:" + httpPort;
  }

  Path data() {
    return directory.resolve("data");
  }

  VdslProcess collector() {
    return collector;
  }

  /** True once a node's record of an Id is stored. */
  boolean knows(String node, long id) throws InterruptedException {
    String uri = url() + "/api/v1/records?format=raw&node=" + node + "&ids=" + id;
    return get(uri).filter(answer -> !answer.isEmpty()).isPresent();
  }

  /** The last Id of a node that is stored; 0 if there is none or nobody answers. */
  long lastId(String node) throws IOException, InterruptedException {
    Optional<String> answer = get(url() + "/api/v1/nodes");
    if (answer.isPresent()) {
      for (JsonNode known : JSON.readTree(answer.get()).path("nodes")) {
        if (known.path("node").asText().equals(node)) {
          return known.path("last_id").asLong();
        }
      }
    }
    return 0;
  }

  static void awaitState(String name, Callable<Boolean> reached) {
    Awaitility.await(name).atMost(START_TIMEOUT).pollInterval(POLL_INTERVAL).until(reached);
  }

  /** Ends the collector in order, and returns its exit code. */
  int stop() {
    return collector.terminate();
  }

  /** Starts the collector again after {@link #stop}. */
  void restart() {
    collector = VdslProcess.start(directory, collectorArguments());
    awaitReady();
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException none) {
      throw new UncheckedIOException(none);
    }
  }

  @Override
  public void close() {
    collector.close();
  }
}
