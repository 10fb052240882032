package vdsl.cli;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import vdsl.agent.capture.RecordBuilder;
import vdsl.agent.capture.RecordWriter;
import vdsl.record.Severity;

/**
 * Logs the lines of one input, each together with how far the input was read behind it. A line that
 * finds no room is kept, and no other is taken before it: lines can wait, unlike a service.
 * Confined to one thread.
 */
final class LineRecorder implements LineSink {
  private final LineFormat format;
  private final LineInput input;
  private final RecordWriter writer;
  private Optional<RecordBuilder> waiting = Optional.empty();

  LineRecorder(LineFormat format, LineInput input, RecordWriter writer) {
    this.format = format;
    this.input = input;
    this.writer = writer;
  }

  @Override
  public boolean isReady() {
    if (waiting.isPresent() && waiting.get().tryLog()) {
      waiting = Optional.empty();
    }
    return waiting.isEmpty();
  }

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
    waiting = Optional.of(record);
    var unused = isReady();
  }
}
