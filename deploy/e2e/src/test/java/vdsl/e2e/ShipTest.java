package vdsl.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the options of ship promise, by the real command. */
class ShipTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  /** 128 + SIGTERM. */
  private static final int TERMINATED = 143;

  @TempDir private static Path directory;
  private static Cluster cluster;

  @BeforeAll
  static void startCluster() {
    cluster = Cluster.start(directory);
  }

  @AfterAll
  static void audit() {
    try (Cluster audited = cluster) {
      audited.assertAuditIsClean();
    }
  }

  @Test
  void secondFileContinuesTheIds() throws IOException {
    Path first = Lines.write(directory.resolve("first.log"), 2000, 1);
    Path second = write("second.log", "2001\n2002\n");
    cluster.ship("two", first);
    cluster.ship("two", second);
    assertThat(cluster.query("two", "--ids", "2001..", "--format", "raw"))
        .containsExactly("2001", "2002");
    assertThat(cluster.query("two", "--ids", "1..2000", "--format", "raw"))
        .isEqualTo(Files.readAllLines(first));
  }

  @Test
  void filesOfOneCallFollowEachOther() throws IOException {
    Path first = write("a.log", "a1\na2\n");
    Path second = write("b.log", "b1\n");
    cluster.ship("ab", first, second.toString());
    assertThat(cluster.query("ab", "--format", "raw")).containsExactly("a1", "a2", "b1");
  }

  @Test
  void standardInputIsShippedToItsEnd() throws IOException {
    Path input = write("input.log", "in 1\nin 2");
    try (VdslProcess ship =
        VdslProcess.startReading(
            input,
            directory,
            "ship",
            "--collector",
            cluster.agentAddress(),
            "--node",
            "stdin",
            "--object",
            "o",
            "-")) {
      assertThat(ship.await(TIMEOUT)).as(ship.error()).isZero();
    }
    assertThat(cluster.query("stdin", "--format", "raw")).containsExactly("in 1", "in 2");
  }

  @Test
  void stackTraceLevelAndTimeAreRead() throws IOException {
    Path file =
        write(
            "trace.log",
            """
            2015-10-18 18:01:47,978 ERROR failed
            \tat a.B.c(B.java:1)
            Caused by: java.io.IOException: x
            \t... 3 more
            2015-10-18 18:01:48,000 WARN  [main] next
            """);
    cluster.ship(
        "trace",
        file,
        "--multiline",
        "java",
        "--level-regex",
        "^\\S+ \\S+ (\\w+)",
        "--time-format",
        "yyyy-MM-dd HH:mm:ss,SSS",
        "--type",
        "TRACE");
    List<String> records = cluster.query("trace", "--format", "jsonl");
    assertThat(records).hasSize(2);
    JsonNode failed = JSON.readTree(records.get(0));
    assertThat(failed.path("text").asText())
        .endsWith(
            "failed\n\tat a.B.c(B.java:1)\nCaused by:" + " java.io.IOException: x\n\t... 3 more");
    assertThat(failed.path("level").asText()).isEqualTo("ERROR");
    assertThat(failed.path("type").asText()).isEqualTo("TRACE");
    assertThat(failed.path("event_time").asText()).startsWith("2015-10-18T18:01:47.978");
    assertThat(cluster.query("trace", "--level", "WARN", "--format", "raw")).hasSize(1);
  }

  @Test
  void followedFileGoesOnThroughRotationAndRestart() throws IOException {
    Path file = write("follow.log", "1\n2\n");
    try (VdslProcess ship = cluster.startShipping("follow", file, "--follow")) {
      awaitStored("follow", 2);
      append(file, "3\n4");
      awaitStored("follow", 3);
      append(file, "\n5\n");
      Files.move(file, directory.resolve("follow.log.1"));
      write("follow.log", "6\n7\n");
      awaitStored("follow", 7);
      append(file, "8\nunfinis");
      awaitStored("follow", 8);
      assertThat(ship.terminate()).as(ship.error()).isZero();
      assertThat(ship.error()).contains("what was read is acknowledged");
    }
    append(file, "hed\n10\n");
    try (VdslProcess ship = cluster.startShipping("follow", file, "--follow")) {
      awaitStored("follow", 10);
      assertThat(ship.terminate()).isZero();
    }
    assertThat(cluster.query("follow", "--format", "raw"))
        .containsExactly("1", "2", "3", "4", "5", "6", "7", "8", "unfinished", "10");
  }

  @Test
  void directoryIsKeptWhileItIsNeededAndRemovedAfterwards() throws IOException {
    Path kept = directory.resolve("own");
    Path file = write("own.log", "1\n2\n3\n");
    try (VdslProcess ship =
        cluster.startShipping("own", file, "--dir", kept.toString(), "--rate", "1")) {
      Cluster.awaitState("directory made", () -> Files.isDirectory(kept));
      assertThat(ship.await(TIMEOUT)).isZero();
    }
    assertThat(kept).doesNotExist();
    assertThat(cluster.query("own", "--format", "raw")).containsExactly("1", "2", "3");
  }

  @Test
  void rateIsKept() throws IOException {
    Path file = Lines.write(directory.resolve("rate.log"), 300, 1);
    VdslProcess ship = cluster.ship("rate", file, "--rate", "150");
    String seconds = ship.error().replaceAll("(?s).* in (\\d+\\.\\d) s .*", "$1");
    assertThat(Double.parseDouble(seconds)).isBetween(1.7, 10.0);
  }

  @Test
  void signalWhileTheCollectorIsAwayLosesAndDoublesNothing() throws IOException {
    Path file = Lines.write(directory.resolve("away.log"), 20_000, 5);
    assertThat(cluster.stop()).as(cluster.collector().error()).isZero();
    assertThat(cluster.collector().error()).contains("vdsl: collector ended");
    try (VdslProcess ship = cluster.startShipping("away", file)) {
      Cluster.awaitState("collector missed", () -> ship.error().contains("connect_failed"));
      assertThat(ship.terminate()).as(ship.error()).isEqualTo(TERMINATED);
      assertThat(ship.error())
          .containsPattern("vdsl: interrupted .*; [0-9,]+ records wait in .*; run the same");
    }
    cluster.restart();
    cluster.ship("away", file);
    cluster.assertStored("away", file);
  }

  @Test
  void collectorEndsInOrderWhileAnAgentIsConnected() throws IOException {
    Path file = write("connected.log", "1\n");
    try (VdslProcess ship = cluster.startShipping("connected", file, "--follow")) {
      awaitStored("connected", 1);
      assertThat(cluster.stop()).isZero();
      append(file, "2\n");
      cluster.restart();
      awaitStored("connected", 2);
      assertThat(ship.terminate()).isZero();
    }
  }

  private static void awaitStored(String node, int id) {
    Cluster.awaitState(node + " " + id, () -> cluster.knows(node, id));
  }

  private static Path write(String name, String lines) throws IOException {
    return Files.writeString(directory.resolve(name), lines);
  }

  private static void append(Path file, String lines) throws IOException {
    Files.writeString(file, lines, StandardOpenOption.APPEND);
  }
}
