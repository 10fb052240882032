package vdsl.agent.transport;

import java.nio.charset.StandardCharsets;
import java.util.List;
import vdsl.agent.spool.SourcePosition;
import vdsl.block.BlockBuilder;
import vdsl.record.LogType;
import vdsl.record.Severity;

/** The lines "0", "1", ... up to a count, from the position the spool remembers. */
final class LinesSource implements RecordSource {
  static final String NAME = "lines";

  private final int count;
  private final int linesPerDrain;
  private int next;

  LinesSource(List<SourcePosition> positions, int count, int linesPerDrain) {
    this.count = count;
    this.linesPerDrain = linesPerDrain;
    next = positions.stream().mapToInt(position -> (int) position.position()).max().orElse(0);
  }

  @Override
  public int drainTo(BlockBuilder block) {
    int drained = 0;
    while (next < count && drained < linesPerDrain && !block.isFull()) {
      byte[] line = Integer.toString(next).getBytes(StandardCharsets.UTF_8);
      block.begin(next, Severity.INFO, LogType.APP, "o", "127.0.0.1", 1);
      block.text(line, 0, line.length);
      block.end();
      next++;
      drained++;
    }
    return drained;
  }

  @Override
  public List<SourcePosition> positions() {
    return List.of(new SourcePosition(NAME, next, 0));
  }

  @Override
  public boolean isExhausted() {
    return next == count;
  }
}
