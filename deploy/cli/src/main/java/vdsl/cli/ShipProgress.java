package vdsl.cli;

import java.io.PrintStream;
import vdsl.agent.transport.Progress;

/**
 * Shows how far shipping has come: one line that is rewritten where a person watches, else a line
 * now and then. Confined to one thread.
 */
final class ShipProgress {
  /** Where lines stay, one every ten seconds is enough. */
  private static final long LINE_INTERVAL_NS = 10_000_000_000L;

  /** A line that is rewritten changes about as fast as it can be read. */
  private static final long REWRITE_INTERVAL_NS = 200_000_000L;

  private static final double NS_PER_SECOND = 1e9;

  private final PrintStream err;
  private final boolean rewrites;
  private long lastLineNs;
  private boolean lineIsOpen;

  ShipProgress(PrintStream err, boolean rewrites) {
    this.err = err;
    this.rewrites = rewrites;
  }

  void show(Progress progress, long elapsedNs) {
    if (elapsedNs - lastLineNs < (rewrites ? REWRITE_INTERVAL_NS : LINE_INTERVAL_NS)) {
      return;
    }
    lastLineNs = elapsedNs;
    String state = progress.isConnected() ? "" : progress.lastError().map(e -> "; " + e).orElse("");
    String line =
        String.format(
            "%,d records read, %,d acknowledged, %,.0f/s%s",
            progress.recordsDrained(),
            progress.recordsAcknowledged(),
            progress.recordsAcknowledged() / Math.max(1e-3, elapsedNs / NS_PER_SECOND),
            state);
    if (rewrites) {
      err.print("\r\u001b[K" + line);
      err.flush();
      lineIsOpen = true;
    } else {
      err.println(line);
    }
  }

  /** Leaves a clean line behind. */
  void end() {
    if (lineIsOpen) {
      err.print("\r\u001b[K");
      err.flush();
      lineIsOpen = false;
    }
  }
}
