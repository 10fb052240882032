package vdsl.agent;

import org.jspecify.annotations.Nullable;
import vdsl.agent.capture.RecordBuilder;
import vdsl.agent.capture.RecordWriter;
import vdsl.record.Severity;

/**
 * Logs for one object. A call with arguments boxes them, as every varargs call does; the fluent
 * form allocates nothing:
 *
 * <pre>{@code
 * log.info("user {} took {} ms", 42, 3.5);
 * log.at(Severity.INFO, "user {} took {} ms").arg(42).arg(3.5).with("region", "eu").log();
 * }</pre>
 *
 * No call throws, and none blocks for longer than the policy for a full buffer says. Thread-safe.
 */
public final class Logger {
  private final String object;
  private final RecordWriter writer;

  Logger(String object, RecordWriter writer) {
    this.object = object;
    this.writer = writer;
  }

  public String object() {
    return object;
  }

  /** Begins a record that the caller describes and gives away by {@link RecordBuilder#log}. */
  public RecordBuilder at(Severity level, @Nullable String pattern) {
    return writer.begin(level, object, String.valueOf(pattern));
  }

  public boolean trace(@Nullable String pattern, @Nullable Object @Nullable ... arguments) {
    return log(Severity.TRACE, pattern, arguments);
  }

  public boolean debug(@Nullable String pattern, @Nullable Object @Nullable ... arguments) {
    return log(Severity.DEBUG, pattern, arguments);
  }

  public boolean info(@Nullable String pattern, @Nullable Object @Nullable ... arguments) {
    return log(Severity.INFO, pattern, arguments);
  }

  public boolean warn(@Nullable String pattern, @Nullable Object @Nullable ... arguments) {
    return log(Severity.WARN, pattern, arguments);
  }

  public boolean error(@Nullable String pattern, @Nullable Object @Nullable ... arguments) {
    return log(Severity.ERROR, pattern, arguments);
  }

  /**
   * Logs one record. A throwable as the last argument becomes the record's exception.
   *
   * @return false if the record was given up because the buffer is full or closed; it is counted
   */
  public boolean log(
      Severity level, @Nullable String pattern, @Nullable Object @Nullable ... arguments) {
    RecordBuilder record = at(level, pattern);
    if (arguments == null) {
      return record.log();
    }
    int count = arguments.length;
    if (count > 0 && arguments[count - 1] instanceof Throwable thrown) {
      count--;
      record.thrown(thrown);
    }
    for (int i = 0; i < count; i++) {
      record.arg(arguments[i]);
    }
    return record.log();
  }
}
