package vdsl.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The wall clock of a live service is set an hour ahead and two hours back, by libfaketime, beside
 * a service whose clock stays. Both read the monotonic clock of the host, so their true order is
 * known.
 */
class WallClockStepTest {
  private static final Path LIBRARIES = Path.of("/usr/lib");
  private static final Pattern TEXT =
      Pattern.compile("wall (\\d+) call from (-?\\d+) last to (-?\\d+)");
  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int RECORDS_BETWEEN_STEPS = 500;
  private static final long HOUR_MS = 3_600_000;

  /** What lies between the two readings of one call, and what a clock is not set by. */
  private static final long READING_MS = 60_000;

  @TempDir private Path directory;

  /**
   * A record.
   *
   * @param fromNs the monotonic clock before the call
   * @param lastToNs the same after the call before it
   */
  private record Reading(
      String node, long id, long timeNs, long boundNs, long wallMs, long fromNs, long lastToNs) {
    static Optional<Reading> parse(String line) throws IOException {
      JsonNode record = JSON.readTree(line);
      Matcher text = TEXT.matcher(record.path("text").asText());
      if (!text.matches()) {
        return Optional.empty();
      }
      Instant time = Instant.parse(record.path("time").asText());
      return Optional.of(
          new Reading(
              record.path("node").asText(),
              record.path("id").asLong(),
              time.getEpochSecond() * 1_000_000_000 + time.getNano(),
              record.path("bound_ns").asLong(Long.MAX_VALUE),
              Long.parseLong(text.group(1)),
              Long.parseLong(text.group(2)),
              Long.parseLong(text.group(3))));
    }
  }

  @Test
  void stepsOfAWallClockByHoursChangeNothingInTheOrder() throws Exception {
    Optional<Path> library = library();
    assumeTrue(library.isPresent(), "skipped: libfaketime is not installed");
    Path wall = Files.writeString(directory.resolve("wall"), "+0\n");
    Map<String, String> stepped =
        Map.of(
            "LD_PRELOAD",
            library.orElseThrow().toString(),
            "FAKETIME_TIMESTAMP_FILE",
            wall.toString(),
            "FAKETIME_NO_CACHE",
            "1",
            "FAKETIME_DONT_FAKE_MONOTONIC",
            "1");
    try (Cluster cluster = Cluster.start(directory);
        VdslProcess steady = start(Map.of(), "steady", cluster);
        VdslProcess other = start(stepped, "stepped", cluster)) {
      awaitMoreRecords(cluster);
      set(wall, "+3600\n");
      awaitSteps(other, 1);
      awaitMoreRecords(cluster);
      set(wall, "-3600\n");
      awaitSteps(other, 2);
      awaitMoreRecords(cluster);
      Files.createFile(directory.resolve(Producer.STOP_NAME));
      assertThat(steady.await(TIMEOUT)).as(steady.error()).isZero();
      assertThat(other.await(TIMEOUT)).as(other.error()).isZero();

      List<Reading> readings = readings(cluster);

      assertThat(stepsOf(readings)).containsExactly(1L, -2L);
      assertThat(largestErrorBeyondBoundsNs(readings)).isNegative();
      assertThat(idsByTime(readings, "stepped")).isSorted();
      assertThat(idsByTime(readings, "steady")).isSorted();
      cluster.assertAuditIsClean();
    }
  }

  private static Optional<Path> library() throws IOException {
    try (Stream<Path> files = Files.walk(LIBRARIES, 3)) {
      return files.filter(file -> file.endsWith("libfaketimeMT.so.1")).findFirst();
    }
  }

  private VdslProcess start(Map<String, String> environment, String node, Cluster cluster) {
    return VdslProcess.startMainIn(
        environment,
        SteppedService.class,
        directory,
        directory.resolve(node).toString(),
        node,
        cluster.agentAddress(),
        directory.toString());
  }

  private static void awaitMoreRecords(Cluster cluster) throws IOException, InterruptedException {
    long before = cluster.lastId("stepped");
    Cluster.awaitState(
        "more records", () -> cluster.lastId("stepped") >= before + RECORDS_BETWEEN_STEPS);
  }

  private static void awaitSteps(VdslProcess service, int count) {
    Cluster.awaitState(
        count + " steps",
        () -> service.text().lines().filter(SteppedService.STEPPED::equals).count() == count);
  }

  /** Whole or not at all: the library reads the file at every call. */
  private void set(Path wall, String offset) throws IOException {
    Path next = Files.writeString(directory.resolve("wall.next"), offset);
    Files.move(next, wall, StandardCopyOption.ATOMIC_MOVE);
  }

  private static List<Reading> readings(Cluster cluster) throws IOException {
    VdslProcess query = cluster.read("query", "--format", "jsonl");
    assertThat(query.await(TIMEOUT)).as(query.error()).isZero();
    List<Reading> readings = new ArrayList<>();
    for (String line : Files.readAllLines(query.output())) {
      Reading.parse(line).ifPresent(readings::add);
    }
    return readings;
  }

  /** By how many hours the wall clock of the stepped service was set, one after the other. */
  private static List<Long> stepsOf(List<Reading> readings) {
    List<Long> steps = new ArrayList<>();
    long offsetMs = Long.MIN_VALUE;
    for (Reading reading : readings) {
      if (reading.node().equals("stepped")) {
        long nowMs = reading.wallMs() - reading.fromNs() / 1_000_000;
        if (offsetMs != Long.MIN_VALUE && Math.abs(nowMs - offsetMs) > READING_MS) {
          steps.add(Math.round((double) (nowMs - offsetMs) / HOUR_MS));
        }
        offsetMs = nowMs;
      }
    }
    return steps;
  }

  /**
   * Cluster time less the monotonic clock is one number, and a record's reading was made during its
   * call: by how much two records are further from agreeing than their bounds allow.
   */
  private static long largestErrorBeyondBoundsNs(List<Reading> readings) {
    long highestLow = Long.MIN_VALUE;
    long lowestHigh = Long.MAX_VALUE;
    for (String node : List.of("steady", "stepped")) {
      List<Reading> own = readings.stream().filter(each -> each.node().equals(node)).toList();
      for (int i = 0; i < own.size() - 1; i++) {
        Reading reading = own.get(i);
        long toNs = own.get(i + 1).lastToNs();
        highestLow = Math.max(highestLow, reading.timeNs() - reading.boundNs() - toNs);
        lowestHigh = Math.min(lowestHigh, reading.timeNs() + reading.boundNs() - reading.fromNs());
      }
    }
    return highestLow - lowestHigh;
  }

  private static List<Long> idsByTime(List<Reading> readings, String node) {
    return readings.stream()
        .filter(reading -> reading.node().equals(node))
        .map(Reading::id)
        .toList();
  }
}
