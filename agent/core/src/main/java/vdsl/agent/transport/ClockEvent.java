package vdsl.agent.transport;

import java.util.Locale;
import vdsl.block.BlockBuilder;
import vdsl.record.LogType;
import vdsl.record.Severity;
import vdsl.record.Value;
import vdsl.template.Template;
import vdsl.time.TimeMap;

/**
 * Something that happened to a node's clock and that a reader of its log should know of, as one
 * CLOCK record.
 *
 * @param detail half a sentence for people
 * @param ticks raw time of it
 * @param state how the clock is since
 */
record ClockEvent(Kind kind, String detail, long ticks, State state) {
  /** The object of what the platform itself has to say. */
  private static final String OBJECT = "vdsl";

  private static final Template TEXT = Template.of("clock {}: {}");

  /** What happens to clocks. */
  enum Kind {
    /** Earlier times have proved wrong: a new generation begins. */
    STEPPED(true, "stepped"),
    /** Exchanges stay away, or the host stood still: times promise less and less, or nothing. */
    SYNC_LOST(true, "lost sync"),
    SYNC_REGAINED(false, "regained sync"),
    MASTER_CHANGED(false, "changed its master"),
    /** The host's wall clock, which nothing in the order depends on. */
    WALL_STEPPED(true, "of the wall was set");

    private final boolean isWarning;
    private final String words;

    Kind(boolean isWarning, String words) {
      this.isWarning = isWarning;
      this.words = words;
    }
  }

  /**
   * A node's clock.
   *
   * @param offsetNs the host's wall clock minus cluster time
   * @param boundNs largest error of cluster time
   */
  record State(long offsetNs, long boundNs, int generation, long epoch) {}

  /**
   * Adds the record.
   *
   * @param leftOut events before it that got no record
   */
  void recordTo(BlockBuilder block, HostIdentity host, long leftOut) {
    Severity level = kind.isWarning ? Severity.WARN : Severity.INFO;
    block.begin(ticks, level, LogType.CLOCK, OBJECT, host.ip(), host.pid());
    block.template(TEXT);
    block.argument(Value.of(kind.words));
    block.argument(Value.of(detail));
    block.attribute("event", Value.of(kind.name().toLowerCase(Locale.ROOT)));
    block.attribute("offset_ns", Value.of(state.offsetNs()));
    if (state.boundNs() != TimeMap.BOUND_UNLIMITED_NS) {
      block.attribute("bound_ns", Value.of(state.boundNs()));
    }
    block.attribute("generation", Value.of((long) state.generation()));
    block.attribute("epoch", Value.of(state.epoch()));
    if (leftOut > 0) {
      block.attribute("left_out", Value.of(leftOut));
    }
    block.end();
  }
}
