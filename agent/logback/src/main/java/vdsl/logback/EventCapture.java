package vdsl.logback;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import vdsl.agent.capture.RecordBuilder;
import vdsl.agent.capture.RecordWriter;
import vdsl.record.Severity;

/**
 * Takes Logback's events over as records: pattern and arguments as the caller gave them, everything
 * else as attributes. Whatever an event has may be null. Thread-safe.
 */
final class EventCapture {
  /** Attribute that names the event's markers. */
  static final String MARKER_KEY = "marker";

  private static final String MARKER_SEPARATOR = ",";

  /** What SLF4J shows in place of nothing. */
  private static final String NULL_TEXT = "null";

  private final RecordWriter writer;

  EventCapture(RecordWriter writer) {
    this.writer = writer;
  }

  /**
   * Leaves a record of the event in the buffer. An event that fails to tell a part of itself, by
   * whatever exception, is recorded without the rest.
   */
  void take(ILoggingEvent event) {
    RecordBuilder record =
        writer.begin(severity(event.getLevel()), event.getLoggerName(), textOf(event.getMessage()));
    try {
      describe(event, record);
    } finally {
      record.log();
    }
  }

  private static void describe(ILoggingEvent event, RecordBuilder record) {
    Object[] arguments = event.getArgumentArray();
    if (arguments != null) {
      for (Object argument : arguments) {
        record.arg(argument);
      }
    }
    record.thread(textOf(event.getThreadName()));
    addMarkers(event.getMarkerList(), record);
    addPairs(event.getKeyValuePairs(), record);
    try {
      addContext(event.getMDCPropertyMap(), record);
    } finally {
      // Last: a long stack trace may leave no room for anything behind it.
      addThrown(event.getThrowableProxy(), record);
    }
  }

  private static Severity severity(Level level) {
    int number = level.toInt();
    if (number >= Level.ERROR_INT) {
      return Severity.ERROR;
    }
    if (number >= Level.WARN_INT) {
      return Severity.WARN;
    }
    if (number >= Level.INFO_INT) {
      return Severity.INFO;
    }
    return number >= Level.DEBUG_INT ? Severity.DEBUG : Severity.TRACE;
  }

  private static void addMarkers(@Nullable List<Marker> markers, RecordBuilder record) {
    if (markers == null || markers.isEmpty()) {
      return;
    }
    String names =
        markers.size() == 1
            ? markers.get(0).getName()
            : markers.stream().map(Marker::getName).collect(Collectors.joining(MARKER_SEPARATOR));
    record.with(MARKER_KEY, names);
  }

  private static void addContext(@Nullable Map<String, String> context, RecordBuilder record) {
    if (context == null || context.isEmpty()) {
      return;
    }
    for (Map.Entry<String, String> entry : context.entrySet()) {
      record.with(textOf(entry.getKey()), entry.getValue());
    }
  }

  private static void addPairs(@Nullable List<KeyValuePair> pairs, RecordBuilder record) {
    if (pairs == null) {
      return;
    }
    for (KeyValuePair pair : pairs) {
      record.with(textOf(pair.key), pair.value);
    }
  }

  /** An event that was serialized once has its throwable as texts only. */
  private static void addThrown(@Nullable IThrowableProxy proxy, RecordBuilder record) {
    if (proxy instanceof ThrowableProxy living) {
      record.thrown(living.getThrowable());
    } else if (proxy != null) {
      record.with("exception.type", proxy.getClassName());
      if (proxy.getMessage() != null) {
        record.with("exception.message", proxy.getMessage());
      }
      record.with("exception.stacktrace", ThrowableProxyUtil.asString(proxy));
    }
  }

  private static String textOf(@Nullable String text) {
    return Objects.requireNonNullElse(text, NULL_TEXT);
  }
}
