package vdsl.collector.ingest;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import vdsl.time.TickSource;

/**
 * The agents' side's own log, limited to {@value IngestLimits#STATUS_LINES_MAX} lines per period:
 * what is left out is counted here, and every event has its meter. Thread-safe.
 */
final class StatusLog {
  private static final Logger LOG = LoggerFactory.getLogger("vdsl.collector.ingest");

  private final TickSource ticks;
  private long periodBeganNs;
  private int lines;
  private long leftOut;

  StatusLog(TickSource ticks) {
    this.ticks = ticks;
    periodBeganNs = ticks.ticks();
  }

  void warn(String line) {
    write(Level.WARN, line);
  }

  void info(String line) {
    write(Level.INFO, line);
  }

  private void write(Level level, String line) {
    long leftOutBefore = admit();
    if (leftOutBefore > 0) {
      LOG.warn("{} lines left out", leftOutBefore);
    }
    if (leftOutBefore >= 0) {
      LOG.atLevel(level).log(line);
    }
  }

  /** Number of lines left out before this one, or -1 if this one is left out. */
  private synchronized long admit() {
    long nowNs = ticks.ticks();
    if (nowNs - periodBeganNs >= IngestLimits.STATUS_PERIOD_NS) {
      periodBeganNs = nowNs;
      lines = 0;
    }
    if (lines >= IngestLimits.STATUS_LINES_MAX) {
      leftOut++;
      return -1;
    }
    lines++;
    long leftOutBefore = leftOut;
    leftOut = 0;
    return leftOutBefore;
  }
}
