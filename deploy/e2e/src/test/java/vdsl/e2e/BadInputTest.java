package vdsl.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is wrong is said in one line, with what to do, and the documented exit code. */
class BadInputTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  /** Nothing listens there. */
  private static final String NOBODY = "127.0.0.1:1";

  @TempDir private static Path directory;
  private static Cluster cluster;

  @BeforeAll
  static void shipSomething() throws IOException {
    cluster = Cluster.start(directory);
    cluster.ship("n1", Files.writeString(directory.resolve("three.log"), "one\ntwo\nthree\n"));
    Files.writeString(directory.resolve("list.yaml"), "- listen\n");
    Files.writeString(directory.resolve("broken.yaml"), "listen: [\n");
    Files.writeString(directory.resolve("strange.yaml"), "lisen: 127.0.0.1:0\n");
    Files.writeString(directory.resolve("value.yaml"), "partition:\n  bytes: 12\n");
    Files.writeString(directory.resolve("no.pem"), "no certificate");
    Files.createDirectories(directory.resolve("future"));
    Files.writeString(
        directory.resolve("future/store.properties"),
        "format=99\ncluster=00000000-0000-0000-0000-000000000001\n");
  }

  @AfterAll
  static void end() {
    cluster.close();
  }

  /** Command line, exit code, what the line must say. {@code @} stands for the test's directory. */
  static Stream<Arguments> wrongUse() {
    return Stream.of(
        arguments("", 2, "no command given; see 'vdsl --help'"),
        arguments("--nope", 2, "unknown option: '--nope'"),
        arguments("frobnicate", 2, "unknown command 'frobnicate'; see 'vdsl --help'"),
        arguments("nodes --nope", 2, "unknown option: '--nope'; see 'vdsl nodes --help'"),
        arguments("nodes n1", 2, "'n1' is one argument too many"),
        arguments("ship @three.log", 2, "missing required options: '--node=N', '--object=O'"),
        arguments("ship --node n1 --object o", 2, "missing required parameter: 'FILE'"),
        arguments("ship --node a/b --object o @three.log", 2, "--node: node name \"a/b\""),
        arguments("ship --node n1 --object o --type app @three.log", 2, "--type: type \"app\""),
        arguments("ship --node n1 --object o --rate 0 @three.log", 2, "--rate 0"),
        arguments("ship --node n1 --object o --rate x @three.log", 2, "'--rate'"),
        arguments("ship --node n1 --object o --timeout -1 @three.log", 2, "--timeout -1"),
        arguments("ship --node n1 --object o --multiline perl @three.log", 2, "not one of java"),
        arguments("ship --node n1 --object o --level-regex ( @three.log", 2, "RE2"),
        arguments("ship --node n1 --object o --level-regex x @three.log", 2, "parentheses"),
        arguments("ship --node n1 --object o --time-format bb @three.log", 2, "date pattern"),
        arguments("ship --node n1 --object o --collector a:b:c @three.log", 2, "not HOST:PORT"),
        arguments("ship --node n1 --object o --collector a:70000 @three.log", 2, "1..65535"),
        arguments("ship --node n1 --object o @gone.log", 2, "gone.log: no such file"),
        arguments("ship --node n1 --object o @data", 2, "data: is a directory"),
        arguments("ship --node n1 --object o /proc/self/mem", 2, "file /proc/self/mem: "),
        arguments("ship --node n1 --object o --dir @three.log @three.log", 2, "not a directory"),
        arguments("ship --node n1 --object o --dir /proc/x @three.log", 2, "cannot be made there"),
        arguments(
            "ship --node n1 --object o --timeout 1 --collector " + NOBODY + " @three.log",
            3,
            "3 records wait in "),
        arguments("agent", 2, "Missing required option".toLowerCase(Locale.ROOT)),
        arguments("agent --dir @fresh", 2, "--node is missing: no process has used "),
        arguments("agent --dir @fresh --node a/b", 2, "--node: "),
        arguments("agent --dir @fresh --node n --collector h:70000", 2, "--collector: "),
        arguments("agent --dir @three.log --node n", 2, "is not a directory; name another"),
        arguments("nodes --url ftp://x", 2, "--url \"ftp://x\" is not an address such as"),
        arguments("nodes --token-file @gone", 2, "gone: no such file"),
        arguments("nodes --cacert @no.pem", 2, "is not a PEM certificate"),
        arguments("nodes --url http://" + NOBODY, 3, "start one with 'vdsl collector'"),
        arguments("query --url http://" + NOBODY, 3, "start one with 'vdsl collector'"),
        arguments("tail --url http://" + NOBODY, 3, "start one with 'vdsl collector'"),
        arguments("audit --url http://" + NOBODY, 3, "start one with 'vdsl collector'"),
        arguments("nodes --url http://AGENTS", 3, "no HTTP answer from"));
  }

  @ParameterizedTest
  @MethodSource
  void wrongUse(String commandLine, int exitCode, String says) {
    assertRefused(run(commandLine), exitCode, says);
  }

  static Stream<Arguments> wrongQueries() {
    return Stream.of(
        arguments("query --ids 5..1", 2, "ids \"5..1\""),
        arguments("query --ids 0", 2, "ids \"0\""),
        arguments("query --level LOUD", 2, "level \"LOUD\""),
        arguments("query --from yesterday", 2, "from \"yesterday\""),
        arguments("query --type app", 2, "type \"app\""),
        arguments("query --regex (", 2, "regex \"(\""),
        arguments("query --where a=", 2, "where \"a=\""),
        arguments("query --limit 0", 2, "limit \"0\""),
        arguments("query --limit x", 2, "'--limit'"),
        arguments("query --order up", 2, "order \"up\""),
        arguments("query --format xml", 2, "\"xml\" is not one of text, jsonl, csv, raw"),
        arguments("query --text a --contains b", 2, "contains"),
        arguments("query --around n1", 2, "around \"n1\""),
        arguments("query --node n9", 1, "node \"n9\" is unknown; known: n1"),
        arguments("query --node n1 --ids 4..", 1, "no record matches"),
        arguments("query --format csv --text absent", 1, "no record matches"),
        arguments("tail --hold x", 2, "'--hold'"),
        arguments("tail --where a=", 2, "where \"a=\""),
        arguments("tail --node n9", 1, "node \"n9\" is unknown; known: n1"),
        arguments("audit --node n9", 1, "node \"n9\" is unknown"),
        arguments("audit --from-id x", 2, "'--from-id'"));
  }

  @ParameterizedTest
  @MethodSource
  void wrongQueries(String commandLine, int exitCode, String says) {
    assertRefused(run(commandLine + " --url " + cluster.url()), exitCode, says);
  }

  static Stream<Arguments> unusableCollectors() {
    return Stream.of(
        arguments("collector extra", "'extra' is one argument too many"),
        arguments("collector --listen nowhere", "listen = \"nowhere\" (--listen)"),
        arguments("collector --partition-bytes 5", "1048576..8589934592"),
        arguments("collector --config @gone.yaml", "gone.yaml: no such file"),
        arguments("collector --config @data", "is a directory"),
        arguments("collector --config @list.yaml", "not a YAML map"),
        arguments("collector --config @broken.yaml", "is not YAML"),
        arguments("collector --config @strange.yaml", "unknown key \"lisen\""),
        arguments("collector --config @value.yaml", "partition.bytes = \"12\""),
        arguments("collector PORTS --data @three.log", "not a directory; name another"),
        arguments("collector PORTS --data @three.log/below", "three.log"),
        arguments("collector PORTS --data /proc/x", "cannot be used"),
        arguments("collector PORTS --data @data", "is in use by another collector (pid "),
        arguments("collector PORTS --data @future", "has format version \"99\""),
        arguments("collector --data @a --http 127.0.0.1:0 --listen AGENTS", "in use"),
        arguments("collector --data @b --listen 127.0.0.1:0 --http READERS", "in use"),
        arguments("collector --data @c --listen 0.0.0.0:0", "--insecure"),
        arguments("collector --data @d --listen 127.0.0.1:0 --http 0.0.0.0:0", "--insecure"),
        arguments("collector --data @e --insecure=maybe", "true or false"));
  }

  @ParameterizedTest
  @MethodSource
  void unusableCollectors(String commandLine, String says) {
    assertRefused(run(commandLine), 2, says);
  }

  @Test
  void badValueOfTheEnvironmentIsRefusedByItsName() {
    VdslProcess collector =
        VdslProcess.startIn(Map.of("VDSL_WINDOW_BYTES", "many"), directory, "collector");
    collector.await(TIMEOUT);
    assertRefused(collector, 2, "window.bytes = \"many\" (VDSL_WINDOW_BYTES)");
    VdslProcess nodes = VdslProcess.startIn(Map.of("VDSL_URL", "gopher://x"), directory, "nodes");
    nodes.await(TIMEOUT);
    assertRefused(nodes, 2, "gopher://x");
  }

  @Test
  void directoryOfAnotherClusterOrNodeIsRefused() throws IOException {
    Path file = Files.writeString(directory.resolve("kept.log"), "kept\n");
    String kept = directory.resolve("kept").toString();
    cluster.stop();
    try (VdslProcess ship = cluster.startShipping("n2", file, "--dir", kept, "--follow")) {
      Cluster.awaitState("collector missed", () -> ship.error().contains("connect_failed"));
      assertThat(ship.terminate()).isEqualTo(143);
    }
    cluster.restart();
    try (VdslProcess ship = cluster.startShipping("n2", file, "--dir", kept, "--follow")) {
      Cluster.awaitState("stored", () -> cluster.knows("n2", 1));
      assertThat(ship.terminate()).isZero();
    }
    try (VdslProcess ship = cluster.startShipping("n3", file, "--dir", kept)) {
      ship.await(TIMEOUT);
      assertRefused(ship, 2, "belongs to node n2, not n3; choose another directory");
    }
    Path elsewhere = Files.createDirectories(directory.resolve("elsewhere"));
    Files.writeString(file, "kept\nmore\n");
    try (Cluster other = Cluster.start(elsewhere);
        VdslProcess ship = other.startShipping("n2", file, "--dir", kept)) {
      ship.await(TIMEOUT);
      assertRefused(ship, 2, "belongs to cluster ");
    }
  }

  @Test
  void readersThatAreNoTerminalGetPlainText() {
    VdslProcess help = run("ship --help");
    assertThat(help.await(TIMEOUT)).isZero();
    assertThat(help.text()).contains("--multiline").doesNotContain("\u001b");
    assertThat(help.error()).isEmpty();
  }

  private static VdslProcess run(String commandLine) {
    List<String> arguments = new ArrayList<>();
    Arrays.stream(commandLine.split(" "))
        .filter(word -> !word.isEmpty())
        .map(word -> word.replaceFirst("^@", directory + "/"))
        .map(word -> word.replace("AGENTS", cluster.agentAddress()))
        .map(word -> word.replace("READERS", cluster.httpAddress()))
        .forEach(
            word ->
                arguments.addAll(
                    word.equals("PORTS")
                        ? List.of("--listen", "127.0.0.1:0", "--http", "127.0.0.1:0")
                        : List.of(word)));
    VdslProcess command = VdslProcess.start(directory, arguments.toArray(String[]::new));
    command.await(TIMEOUT);
    return command;
  }

  /** What went well before may be reported too, each a line; what went wrong is the last one. */
  private static void assertRefused(VdslProcess command, int exitCode, String says) {
    String error =
        new String(command.error().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    assertThat(command.await(TIMEOUT)).as(error).isEqualTo(exitCode);
    assertThat(error).doesNotContain("\tat ").doesNotContain("Exception");
    List<String> lines = error.lines().toList();
    assertThat(lines).filteredOn(line -> line.startsWith("vdsl: ")).hasSize(1);
    assertThat(lines.get(lines.size() - 1)).startsWith("vdsl: ").contains(says);
  }
}
