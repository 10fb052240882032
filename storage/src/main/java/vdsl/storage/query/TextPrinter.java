package vdsl.storage.query;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.OptionalLong;
import vdsl.record.Attribute;
import vdsl.record.LogRecord;
import vdsl.record.LogType;
import vdsl.record.Utf8;

/**
 * Writes one line per record for people. Whatever could act on a terminal or break the line is
 * escaped ({@link VisibleText}), stack traces too. Confined to one thread.
 *
 * <pre>2026-11-23T10:00:00.123456789Z n1 17 INFO  hdfs  Received block  thread=main</pre>
 */
final class TextPrinter implements RecordPrinter {
  /** Width of most levels, so that objects stand below each other. */
  private static final int LEVEL_WIDTH = 5;

  /** Stands before a record that may belong before one above it. */
  private static final char CONCURRENT_MARK = '~';

  private final OutputBuffer out;
  private final Optional<CertaintyScan> certainties;
  private final boolean bounds;
  private final TimestampText timestamp = new TimestampText();

  TextPrinter(OutputStream out, Optional<CertaintyScan> certainties, boolean bounds) {
    this.out = new OutputBuffer(out);
    this.certainties = certainties;
    this.bounds = bounds;
  }

  @Override
  public void print(LogRecord record) throws IOException {
    if (certainties.isPresent()) {
      out.put(certainties.get().next(record) == Certainty.CERTAIN ? ' ' : CONCURRENT_MARK);
      out.put(' ');
    }
    out.put(timestamp.of(record.timeNs()), 0, TimestampText.BYTES);
    out.put(' ');
    if (bounds) {
      padded(BoundText.of(record.timeBoundNs()), BoundText.WIDTH);
      out.put(' ');
    }
    out.put(record.node().value());
    out.put(' ');
    out.put(record.id());
    out.put(' ');
    padded(record.level().toString(), LEVEL_WIDTH);
    out.put(' ');
    if (!record.type().equals(LogType.APP)) {
      out.put(record.type().value());
      out.put(' ');
    }
    out.put(VisibleText.of(record.object()));
    out.put("  ");
    text(record.text());
    attributes(record);
    out.put('\n');
  }

  private void padded(String ascii, int width) throws IOException {
    out.put(ascii);
    for (int used = ascii.length(); used < width; used++) {
      out.put(' ');
    }
  }

  private void text(Utf8 text) throws IOException {
    if (isPlainAscii(text)) {
      out.put(text.array(), 0, text.length());
    } else {
      out.put(VisibleText.of(text.toString()));
    }
  }

  private static boolean isPlainAscii(Utf8 text) {
    for (byte next : text.array()) {
      if (!VisibleText.isPlainAscii(next)) {
        return false;
      }
    }
    return true;
  }

  private void attributes(LogRecord record) throws IOException {
    OptionalLong eventTimeNs = record.eventTimeNs();
    if (record.attributes().isEmpty() && eventTimeNs.isEmpty()) {
      return;
    }
    out.put(' ');
    for (Attribute attribute : record.attributes()) {
      out.put(' ');
      out.put(VisibleText.of(attribute.key()));
      out.put('=');
      out.put(quotedIfNeeded(VisibleText.of(attribute.value().toString())));
    }
    if (eventTimeNs.isPresent()) {
      out.put(" event_time=");
      out.put(timestamp.of(eventTimeNs.getAsLong()), 0, TimestampText.BYTES);
    }
  }

  private static String quotedIfNeeded(String value) {
    boolean needed = value.isEmpty() || value.indexOf(' ') >= 0 || value.indexOf('"') >= 0;
    return needed ? '"' + value.replace("\"", "\\\"") + '"' : value;
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }
}
