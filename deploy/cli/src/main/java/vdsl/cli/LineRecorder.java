package vdsl.cli;

import java.nio.charset.StandardCharsets;
import vdsl.block.BlockBuilder;
import vdsl.record.Severity;
import vdsl.time.TickSource;

/** Adds lines to a block as records. Confined to one thread. */
final class LineRecorder {
  private final LineFormat format;
  private final String ip;
  private final int pid;
  private final TickSource clock;

  LineRecorder(LineFormat format, String ip, int pid, TickSource clock) {
    this.format = format;
    this.ip = ip;
    this.pid = pid;
    this.clock = clock;
  }

  /**
   * Adds one record.
   *
   * @param cutBytes bytes the line had beyond those given
   */
  void record(BlockBuilder block, byte[] bytes, int offset, int length, long cutBytes) {
    Severity level = Severity.INFO;
    String line = "";
    if (format.readsText()) {
      line = new String(bytes, offset, length, StandardCharsets.UTF_8);
      level = format.level(line);
    }
    block.begin(clock.ticks(), level, format.type(), format.object(), ip, pid);
    block.text(bytes, offset, length);
    if (cutBytes > 0) {
      block.truncated(cutBytes);
    }
    if (format.eventTime().isPresent()) {
      format.eventTime().get().parse(line).ifPresent(block::eventTime);
    }
    block.end();
  }
}
