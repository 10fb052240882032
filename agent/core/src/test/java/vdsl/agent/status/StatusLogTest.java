package vdsl.agent.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class StatusLogTest {
  private final List<String> lines = new ArrayList<>();
  private final AtomicLong nowNs = new AtomicLong(5);
  private final StatusLog log = new StatusLog(lines::add, nowNs::get);

  @Test
  void repeatedEventHasOneLinePerIntervalAndSaysWhatWasLeftOut() {
    log.report(StatusEvent.SPOOL_FULL, "a");
    log.report(StatusEvent.SPOOL_FULL, "b");
    log.report(StatusEvent.SPOOL_FULL, "c");
    nowNs.addAndGet(StatusLog.LINE_INTERVAL_NS);
    log.report(StatusEvent.SPOOL_FULL, "d");
    assertThat(lines)
        .containsExactly(
            "vdsl agent: spool_full: a",
            "vdsl agent: spool_full: d (and 2 more since the last line)");
  }

  @Test
  void everyEventIsCountedWhetherItHadALineOrNot() {
    log.report(StatusEvent.SPOOL_FULL, "a");
    log.report(StatusEvent.SPOOL_FULL, "b");
    log.count(StatusEvent.BLOCK_RESENT);
    assertThat(log.counters())
        .containsEntry("spool_full", 2L)
        .containsEntry("block_resent", 1L)
        .hasSize(StatusEvent.values().length);
  }

  @Test
  void oneKindDoesNotSilenceAnother() {
    log.report(StatusEvent.SPOOL_FULL, "a");
    log.report(StatusEvent.CONNECTED, "b");
    assertThat(lines).hasSize(2);
  }
}
