package vdsl.cli.demo;

/**
 * Shows what the demo does: one line that is rewritten where a person watches, else a line now and
 * then. Confined to one thread.
 */
final class ProgressLine {
  /** Where lines stay, one every few seconds is enough. */
  private static final long LINE_INTERVAL_NS = 3_000_000_000L;

  private static final String START_OF_LINE = "\r\u001b[K";

  private final DemoContext.Terminal terminal;
  private long lastLineNs;
  private boolean lineIsOpen;

  ProgressLine(DemoContext.Terminal terminal) {
    this.terminal = terminal;
  }

  /** Shows a state that changes all the time. */
  void show(String state, long nowNs) {
    if (terminal.rewritesLines()) {
      rewrite(state);
    } else if (nowNs - lastLineNs >= LINE_INTERVAL_NS) {
      lastLineNs = nowNs;
      terminal.err().println("vdsl: " + state);
    }
  }

  /** Shows what happens once. */
  void tell(String event) {
    if (terminal.rewritesLines()) {
      rewrite(event);
    } else {
      terminal.err().println("vdsl: " + event);
    }
  }

  private void rewrite(String text) {
    terminal.err().print(START_OF_LINE + text);
    terminal.err().flush();
    lineIsOpen = true;
  }

  /** Leaves a clean line behind. */
  void end() {
    if (lineIsOpen) {
      terminal.err().print(START_OF_LINE);
      terminal.err().flush();
      lineIsOpen = false;
    }
  }
}
