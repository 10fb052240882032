package vdsl.agent.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static vdsl.agent.spool.SpoolFixture.at;
import static vdsl.agent.spool.SpoolFixture.body;
import static vdsl.agent.spool.SpoolFixture.content;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vdsl.agent.status.StatusEvent;
import vdsl.agent.status.StatusLog;

/** Fails the n-th file access, then n + 1, until a run is clean. */
final class SpoolFaultTest {
  private static final int BLOCK_COUNT = 24;
  private static final int TRIES_MAX = 50;

  @TempDir Path temp;

  private long nowNs;

  @Test
  void failedAccessIsTriedAgainAndLosesNothing() {
    long n = 1;
    boolean failed = true;
    while (failed) {
      failed = run(temp.resolve("d" + n), n);
      n++;
    }
    assertThat(n).isGreaterThan(50);
  }

  private boolean run(Path directory, long n) {
    FaultyFiles files = new FaultyFiles();
    StatusLog status = SpoolFixture.status();
    List<String> acknowledged = new ArrayList<>();
    boolean failed;
    try (Spool spool = SpoolFixture.open(directory, files, status)) {
      files.failAt(n);
      until(() -> spool.renumber(SpoolTest.connected(spool, 0), nowNs));
      for (int i = 0; i < BLOCK_COUNT; i++) {
        int first = i;
        until(() -> spool.append(body(first, 1), at(first), nowNs) == Spool.AppendResult.APPENDED);
        if (i % 5 == 4) {
          until(() -> spool.sync(nowNs));
        }
        if (i == BLOCK_COUNT / 2) {
          acknowledged.addAll(acknowledgeHalf(spool));
        }
      }
      until(() -> spool.sync(nowNs));
      failed = files.hasFailed();
      files.kill();
    }
    try (Spool spool = SpoolFixture.open(directory)) {
      List<String> all = new ArrayList<>(acknowledged);
      all.addAll(content(spool).subList(resent(spool, acknowledged), content(spool).size()));
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < BLOCK_COUNT; i++) {
        expected.add(Integer.toString(i));
      }
      assertThat(all).as("access %d failed", n).isEqualTo(expected);
    }
    if (failed) {
      assertThat(
              status.countOf(StatusEvent.SPOOL_WRITE_FAILED)
                  + status.countOf(StatusEvent.SPOOL_SYNC_FAILED))
          .as("access %d failed", n)
          .isPositive();
    }
    return failed;
  }

  /** Acknowledged blocks may come back, if the process was killed before the next checkpoint. */
  private static int resent(Spool spool, List<String> acknowledged) {
    return acknowledged.size() - Math.toIntExact(spool.numbering().records());
  }

  private List<String> acknowledgeHalf(Spool spool) {
    int half = spool.blockCount() / 2;
    List<String> texts = new ArrayList<>();
    Numbering point = spool.numbering();
    for (int i = 0; i < half; i++) {
      texts.add(Long.toString(point.records()));
      point = point.after(spool.blockAfter(point.sequence()).orElseThrow());
    }
    spool.acknowledge(point, nowNs);
    return texts;
  }

  private interface Attempt {
    boolean succeeds();
  }

  private void until(Attempt attempt) {
    for (int i = 0; i < TRIES_MAX; i++) {
      if (attempt.succeeds()) {
        return;
      }
      nowNs += RetryPause.PAUSE_MAX_NS;
    }
    throw new AssertionError("no success after " + TRIES_MAX + " tries");
  }
}
