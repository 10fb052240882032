package vdsl.demo;

import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;
import vdsl.time.WallClock;

/**
 * Logs what happens to orders through SLF4J, as any service does. So that the command can check the
 * log, every record also has the number of the call in its thread, which the journal counts, what
 * step of which hop of which request it is, and what the node's own clock says. Thread-safe.
 */
final class RequestLog {
  /** Where in a call between two nodes a record stands; the order of these is the true one. */
  enum Step {
    SEND("send"),
    RECEIVE("receive"),
    ANSWER("answer"),
    RETURN("return"),
    /** Not in a call. */
    NONE("none");

    private final String text;

    Step(String text) {
      this.text = text;
    }
  }

  private final Logger log;
  private final CallJournal journal;
  private final WallClock clock;

  RequestLog(String object, CallJournal journal, WallClock clock) {
    this.log = LoggerFactory.getLogger(object);
    this.journal = journal;
    this.clock = clock;
  }

  void debug(Order order, String pattern, Object... arguments) {
    log(Level.DEBUG, order, Step.NONE, Optional.empty(), pattern, arguments);
  }

  void info(Order order, Step step, String pattern, Object... arguments) {
    log(Level.INFO, order, step, Optional.empty(), pattern, arguments);
  }

  void warn(Order order, Step step, String pattern, Object... arguments) {
    log(Level.WARN, order, step, Optional.empty(), pattern, arguments);
  }

  void error(Order order, Exception cause, String pattern, Object... arguments) {
    log(Level.ERROR, order, Step.NONE, Optional.of(cause), pattern, arguments);
  }

  private void log(
      Level level,
      Order order,
      Step step,
      Optional<Exception> cause,
      String pattern,
      Object... arguments) {
    CallJournal.Slot calls = journal.ofThread();
    LoggingEventBuilder event =
        log.atLevel(level)
            .addKeyValue("n", calls.begin())
            .addKeyValue("request", order.number())
            .addKeyValue("hop", order.hop())
            .addKeyValue("step", step.text);
    cause
        .map(event::setCause)
        .orElse(event)
        .addKeyValue("clock", Instant.ofEpochSecond(0, clock.nowNs()).toString())
        .log(pattern, arguments);
    calls.end();
  }
}
