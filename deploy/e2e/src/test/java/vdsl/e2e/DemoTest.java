package vdsl.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code vdsl demo} shows is so, and nothing is left of it. */
final class DemoTest {
  private static final Duration TIMEOUT = Duration.ofMinutes(3);
  private static final int OK = 0;
  private static final int SIGTERM = 143;
  private static final Pattern PAIRS = Pattern.compile("is there: ([0-9,]+) pairs of records");
  private static final Pattern CALLS =
      Pattern.compile(
          "Log calls: ([0-9,]+) returned.* Records: ([0-9,]+) stored, ([0-9,]+) lost, ([0-9,]+)"
              + " doubled");
  private static final Pattern KILLED =
      Pattern.compile("SIGKILL meanwhile: services (\\d+) times?, the collector (\\d+) times?");
  private static final Pattern URL = Pattern.compile("its HTTP API: (http://[0-9.:]+)\\. ");

  @TempDir private Path temp;

  @Test
  void everyRecordIsStoredOnceAndARequestIsFollowed() throws IOException {
    try (VdslProcess demo = VdslProcess.startDemo(temp, "--seconds=3")) {
      assertThat(demo.await(TIMEOUT)).as(demo::error).isEqualTo(OK);

      assertFiguresAreGood(demo.text());
      assertThat(demo.text())
          .contains("3 services on 3 nodes")
          .contains("calling orders for order")
          .containsPattern("stock +INFO +received order")
          .containsPattern("orders +INFO +stock answered in")
          .containsPattern("shop +INFO +order \\d+ is complete")
          .contains("Audit: ok");
      assertThat(demo.error()).contains("waiting until everything is stored");
    }
    assertNothingIsLeft();
  }

  @Test
  void nothingIsLostWhenServicesAndCollectorAreKilled() throws IOException {
    try (VdslProcess demo = VdslProcess.startDemo(temp, "--seconds=3", "--nodes=4", "--chaos")) {
      assertThat(demo.await(TIMEOUT)).as(demo::error).isEqualTo(OK);

      assertFiguresAreGood(demo.text());
      assertThat(number(demo.text(), KILLED, 1)).isPositive();
      assertThat(number(demo.text(), KILLED, 2)).isPositive();
    }
    assertNothingIsLeft();
  }

  @Test
  void collectorAnswersUntilTheUserEndsIt() throws IOException {
    try (VdslProcess demo = VdslProcess.startDemo(temp, "--seconds=1", "--keep")) {
      Awaitility.await()
          .atMost(TIMEOUT)
          .until(() -> !demo.isAlive() || demo.text().contains("  vdsl audit"));
      Matcher url = URL.matcher(demo.text());
      assertThat(url.find()).as(demo.text() + demo.error()).isTrue();
      try (VdslProcess query =
          VdslProcess.start(
              temp, "query", "--node=orders", "--ids=1..5", "--url=" + url.group(1))) {
        assertThat(query.await(TIMEOUT)).as(query::error).isEqualTo(OK);
        assertThat(query.text().lines()).hasSize(5);
      }
      assertThat(demo.terminate()).as(demo::error).isEqualTo(OK);
    }
    assertNothingIsLeft();
  }

  @Test
  void interruptedDemoLeavesNothing() throws IOException {
    try (VdslProcess demo = VdslProcess.startDemo(temp, "--seconds=600")) {
      Awaitility.await()
          .atMost(TIMEOUT)
          .until(() -> !demo.isAlive() || demo.error().contains("records stored"));

      assertThat(demo.terminate()).as(demo::error).isEqualTo(SIGTERM);
      assertThat(demo.text()).isEmpty();
    }
    assertNothingIsLeft();
  }

  private static void assertFiguresAreGood(String report) {
    assertThat(number(report, PAIRS, 1)).as(report).isPositive();
    assertThat(number(report, CALLS, 1)).isPositive();
    assertThat(number(report, CALLS, 2)).isGreaterThanOrEqualTo(number(report, CALLS, 1));
    assertThat(number(report, CALLS, 3)).isZero();
    assertThat(number(report, CALLS, 4)).isZero();
    assertThat(report).doesNotContain("FAILED");
  }

  private static long number(String report, Pattern pattern, int group) {
    Matcher found = pattern.matcher(report);
    assertThat(found.find()).as(report).isTrue();
    return Long.parseLong(found.group(group).replace(",", ""));
  }

  private void assertNothingIsLeft() {
    assertThat(temp.resolve("temporary")).isDirectoryNotContaining("glob:**vdsl-demo-*");
  }
}
