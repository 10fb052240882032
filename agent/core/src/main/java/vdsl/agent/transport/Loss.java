package vdsl.agent.transport;

import java.util.Optional;
import vdsl.agent.capture.FrameReader;
import vdsl.block.BlockBuilder;
import vdsl.record.LogType;
import vdsl.record.Severity;
import vdsl.record.Value;
import vdsl.template.Template;

/**
 * Records of a process that got no Id, as one LOSS record that tells of them.
 *
 * @param count how many; 0 if that is not known
 * @param ticks raw time of the latest of them
 * @param levels per level, how many there are; empty if that is not known
 * @param counts what the process had rejected of each level by then
 */
record Loss(
    String cause, long count, long ticks, Optional<long[]> levels, Optional<long[]> counts) {
  /** The object of what the platform itself has to say; storage renders tombstones alike. */
  private static final String OBJECT = "vdsl";

  private static final Template TEXT = Template.of("{} records lost: {}");

  static Loss rejected(long count, long ticks, long[] before, long[] now) {
    long[] levels = new long[now.length];
    for (int level = 0; level < now.length; level++) {
      levels[level] = now[level] - before[level];
    }
    return new Loss(
        "the buffer of the process was full or closed",
        count,
        ticks,
        Optional.of(levels),
        Optional.of(now));
  }

  static Loss overdue(long count, long ticks) {
    return new Loss(
        "calls did not finish in time", count, ticks, Optional.empty(), Optional.empty());
  }

  static Loss unreadable(long ticks) {
    return new Loss(
        "the record is damaged in the buffer", 1, ticks, Optional.empty(), Optional.empty());
  }

  static Loss ofAside(String reason, long ticks) {
    return new Loss(reason, 0, ticks, Optional.empty(), Optional.empty());
  }

  void recordTo(BlockBuilder block, FrameReader process) {
    recordTo(block, process.ip(), process.pid());
  }

  void recordTo(BlockBuilder block, String ip, int pid) {
    block.begin(ticks, Severity.WARN, LogType.LOSS, OBJECT, ip, pid);
    block.template(TEXT);
    block.argument(Value.of(count));
    block.argument(Value.of(cause));
    block.attribute("count", Value.of(count));
    block.attribute("cause", Value.of(cause));
    levels.ifPresent(
        perLevel -> {
          for (int level = Severity.NUMBER_MIN; level < perLevel.length; level++) {
            if (perLevel[level] > 0) {
              block.attribute("count." + new Severity(level), Value.of(perLevel[level]));
            }
          }
        });
    block.end();
  }
}
