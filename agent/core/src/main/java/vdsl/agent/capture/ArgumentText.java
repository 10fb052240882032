package vdsl.agent.capture;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import vdsl.agent.status.StatusEvent;
import vdsl.agent.status.StatusLog;

/**
 * Text of what has no binary form, asked for in the caller's thread: by its own {@code toString},
 * which may throw, log, or call itself for ever. Thread-safe.
 */
final class ArgumentText {
  /** An argument that logs while it is turned into text may do so once; then it is only named. */
  private final ThreadLocal<Boolean> isAsking = new ThreadLocal<>();

  private final StatusLog status;

  ArgumentText(StatusLog status) {
    this.status = status;
  }

  String of(Object value) {
    if (value instanceof CharSequence || value instanceof Number || value instanceof Enum) {
      return ask(value);
    }
    if (isAsking.get() != null) {
      return value.getClass().getName();
    }
    isAsking.set(true);
    try {
      return ask(value);
    } finally {
      isAsking.remove();
    }
  }

  /** Whatever is thrown is the argument's own fault, and must not reach the caller of the log. */
  private String ask(Object value) {
    try {
      return value.getClass().isArray() ? arrayText(value) : String.valueOf(value.toString());
    } catch (Throwable thrown) {
      failed(value, thrown);
      return "("
          + value.getClass().getName()
          + ".toString threw "
          + thrown.getClass().getName()
          + ")";
    }
  }

  /** Names the classes only: a message is somebody's code again. */
  private void failed(Object value, Throwable thrown) {
    status.report(
        StatusEvent.ARGUMENT_FAILED,
        value.getClass().getName() + " as a text threw " + thrown.getClass().getName());
  }

  private static String arrayText(Object array) {
    String nested = Arrays.deepToString(new Object[] {array});
    return nested.substring(1, nested.length() - 1);
  }

  /**
   * Adds a throwable's type, message and stack trace to a record; of one that is logged while an
   * argument or another throwable is turned into text, the type.
   */
  void describe(Throwable thrown, RecordBuilder record) {
    record.with("exception.type", thrown.getClass().getName());
    if (isAsking.get() != null) {
      return;
    }
    isAsking.set(true);
    try {
      String message = thrown.getMessage();
      if (message != null) {
        record.with("exception.message", message);
      }
      StringWriter trace = new StringWriter();
      thrown.printStackTrace(new PrintWriter(trace));
      record.with("exception.stacktrace", trace.toString());
    } catch (Throwable failed) {
      failed(thrown, failed);
    } finally {
      isAsking.remove();
    }
  }
}
