package vdsl.cli;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;
import vdsl.agent.capture.RecordBuilder;
import vdsl.agent.capture.RecordWriter;
import vdsl.record.Severity;

/**
 * Logs the lines of one input, each together with how far the input was read behind it. While there
 * is no room it waits: lines can wait, unlike a service. Confined to one thread.
 */
final class LineRecorder implements LineSink {
  private static final long ROOM_PAUSE_NS = 200_000L;

  private final LineFormat format;
  private final LineInput input;
  private final RecordWriter writer;
  private final EndRequest end;

  LineRecorder(LineFormat format, LineInput input, RecordWriter writer, EndRequest end) {
    this.format = format;
    this.input = input;
    this.writer = writer;
    this.end = end;
  }

  /** A record that finds no room until the end is asked for is not made: its line stays unread. */
  @Override
  public void record(byte[] bytes, int offset, int length, long cutBytes, long endOffset) {
    Severity level = Severity.INFO;
    String line = "";
    if (format.readsText()) {
      line = new String(bytes, offset, length, StandardCharsets.UTF_8);
      level = format.level(line);
    }
    RecordBuilder record =
        writer.begin(level, format.object(), bytes, offset, length).type(format.type());
    if (cutBytes > 0) {
      record.truncated(cutBytes);
    }
    if (format.eventTime().isPresent()) {
      format.eventTime().get().parse(line).ifPresent(record::eventTime);
    }
    if (input.source().isPresent()) {
      record.readUpTo(input.source().get(), endOffset, input.fingerprint());
    }
    boolean isLogged = record.tryLog();
    while (!isLogged && !end.isMade()) {
      LockSupport.parkNanos(this, ROOM_PAUSE_NS);
      isLogged = record.tryLog();
    }
    if (!isLogged) {
      record.discard();
    }
  }
}
