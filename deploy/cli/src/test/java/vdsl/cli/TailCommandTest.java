package vdsl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vdsl.agent.AgentConfig;
import vdsl.agent.LogAgent;
import vdsl.agent.capture.CaptureConfig;
import vdsl.agent.status.StatusLog;
import vdsl.agent.transport.CollectorAddress;
import vdsl.collector.Collector;
import vdsl.collector.CollectorConfig;
import vdsl.collector.CollectorKey;
import vdsl.collector.ConfigSource;
import vdsl.fault.CrashPoint;
import vdsl.record.NodeId;
import vdsl.time.TickSource;
import vdsl.time.WallClock;

/** The command against a collector and agents in this process. */
class TailCommandTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final int agentPort = freePort();
  private final int httpPort = freePort();
  private final Map<String, LogAgent> agents = new HashMap<>();
  private final List<Running> tails = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @TempDir private Path directory;
  private Collector collector;

  @BeforeEach
  void startCollector() {
    collector =
        new Collector(
            CollectorConfig.of(
                ConfigSource.of(
                    Map.of(
                        CollectorKey.DATA,
                        directory.resolve("data").toString(),
                        CollectorKey.LISTEN,
                        "127.0.0.1:" + agentPort,
                        CollectorKey.HTTP,
                        "127.0.0.1:" + httpPort),
                    Map.of(),
                    Optional.empty())));
    collector.start();
  }

  @AfterEach
  void end() {
    tails.forEach(Running::stopReading);
    agents.values().forEach(LogAgent::close);
    collector.close();
    threads.shutdownNow();
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException none) {
      throw new UncheckedIOException(none);
    }
  }

  private LogAgent agent(String node) {
    return agents.computeIfAbsent(
        node,
        name ->
            LogAgent.start(
                AgentConfig.of(
                    new NodeId(name),
                    directory.resolve(name),
                    List.of(CollectorAddress.parse("127.0.0.1:" + agentPort))),
                CaptureConfig.DEFAULT,
                new StatusLog(line -> {}, TickSource.system())));
  }

  private void log(String node, int first, int last) {
    for (int i = first; i <= last; i++) {
      assertThat(agent(node).logger("shop").info("call {}", i)).isTrue();
    }
  }

  /** The command in a thread of its own. */
  private final class Running {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final PrintStream printed = new PrintStream(out, false, StandardCharsets.UTF_8);
    private final CompletableFuture<Integer> exitCode;

    Running(String... options) {
      List<String> arguments =
          new ArrayList<>(List.of("tail", "--url", "http://127.0.0.1:" + httpPort));
      arguments.addAll(List.of(options));
      CliContext context =
          new CliContext(
              new CliContext.Streams(
                  InputStream.nullInputStream(),
                  printed,
                  new PrintStream(err, true, StandardCharsets.UTF_8)),
              Map.of(),
              TickSource.system(),
              WallClock.system(),
              CrashPoint.NONE,
              new EndRequest());
      exitCode =
          CompletableFuture.supplyAsync(
              () -> Vdsl.run(context, arguments.toArray(String[]::new)), threads);
      tails.add(this);
    }

    String text() {
      return out.toString(StandardCharsets.UTF_8);
    }

    List<String> lines() {
      return text().lines().toList();
    }

    String error() {
      return err.toString(StandardCharsets.UTF_8);
    }

    void awaitLines(int count) {
      await().atMost(TIMEOUT).until(() -> lines().size() >= count);
    }

    int end() throws Exception {
      return exitCode.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    }

    /** Nobody reads what is printed any more. */
    void stopReading() {
      printed.close();
    }
  }

  @Test
  void recordsOfAllNodesAreShownInOrderAsTheyCome() throws Exception {
    log("n1", 1, 1);
    Running tail = new Running("--from=-1m", "--limit", "400");
    tail.awaitLines(1);
    for (int i = 0; i < 100; i++) {
      log("n1", 2 * i + 2, 2 * i + 3);
      log("n2", 2 * i + 1, 2 * i + 2);
    }
    assertThat(tail.end()).isEqualTo(ExitCode.OK);
    assertThat(tail.lines()).hasSize(400).isSorted().noneMatch(line -> line.endsWith("[late]"));
    assertThat(tail.lines().get(0)).endsWith(" n1 1 INFO  shop  call 1  thread=main");
    assertThat(tail.error()).isEmpty();
  }

  @Test
  void connectionIsMadeAgainWithoutLossOrRepeatWhenTheCollectorIsBack() throws Exception {
    log("n1", 1, 100);
    Running tail = new Running("--from=-1m", "--type", "APP", "--limit", "300", "--format", "raw");
    tail.awaitLines(100);
    collector.close();
    await().atMost(TIMEOUT).until(() -> tail.error().contains("lost"));
    log("n1", 101, 200);
    startCollector();
    await().atMost(TIMEOUT).until(() -> tail.error().contains("connected again"));
    log("n1", 201, 300);
    assertThat(tail.end()).isEqualTo(ExitCode.OK);
    List<String> all = new ArrayList<>();
    for (int i = 1; i <= 300; i++) {
      all.add("call " + i);
    }
    assertThat(tail.lines()).containsExactlyInAnyOrderElementsOf(all);
  }

  @Test
  void everyFormatIsThatOfAQuery() throws Exception {
    log("n1", 1, 3);
    Running first = new Running("--from=-1m", "--limit", "3", "--format", "raw");
    assertThat(first.end()).isEqualTo(ExitCode.OK);
    assertThat(first.text()).isEqualTo("call 1\ncall 2\ncall 3\n");
    Running jsonl = new Running("-n", "2", "--limit", "2", "--format", "jsonl");
    assertThat(jsonl.end()).isEqualTo(ExitCode.OK);
    assertThat(jsonl.lines()).hasSize(2);
    assertThat(jsonl.lines().get(0)).startsWith("{\"id\":2,\"node\":\"n1\"").endsWith("}");
    Running csv = new Running("-n", "1", "--limit", "1", "--format", "csv");
    assertThat(csv.end()).isEqualTo(ExitCode.OK);
    assertThat(csv.text()).matches("(?s)id,node,.*,late\r\n3,n1,.*,call 3,.*,\r\n");
    Running text = new Running("-n", "3", "--limit", "1", "--text", "call 2");
    assertThat(text.end()).isEqualTo(ExitCode.OK);
    assertThat(text.lines()).hasSize(1);
    assertThat(text.text()).contains(" n1 2 INFO  shop  call 2");
  }

  @Test
  void tailEndsWhenNobodyReadsOn() throws Exception {
    log("n1", 1, 10);
    Running tail = new Running("--from=-1m");
    tail.awaitLines(10);
    tail.stopReading();
    log("n1", 11, 12);
    assertThat(tail.end()).isEqualTo(ExitCode.OK);
  }

  @Test
  void whatIsWrongIsSaidInOneLine() throws Exception {
    log("n1", 1, 1);
    Running seen = new Running("--from=-1m", "--limit", "1");
    assertThat(seen.end()).isEqualTo(ExitCode.OK);
    assertRefused(new Running("--node", "n9"), ExitCode.NOTHING, "node \"n9\" is unknown");
    assertRefused(new Running("--level", "LOUD"), ExitCode.USAGE, "level \"LOUD\"");
    assertRefused(new Running("--hold", "60001"), ExitCode.USAGE, "hold \"60001\"");
    assertRefused(new Running("-n", "-1"), ExitCode.USAGE, "last \"-1\"");
    assertRefused(new Running("--limit", "0"), ExitCode.USAGE, "--limit 0");
    collector.close();
    assertRefused(new Running(), ExitCode.UNREACHABLE, "no collector answers at");
  }

  private static void assertRefused(Running tail, int exitCode, String says) throws Exception {
    assertThat(tail.end()).isEqualTo(exitCode);
    assertThat(tail.error()).startsWith("vdsl: ").contains(says).hasLineCount(1);
    assertThat(tail.text()).isEmpty();
  }
}
