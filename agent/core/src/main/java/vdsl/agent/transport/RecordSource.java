package vdsl.agent.transport;

import java.util.List;
import java.util.OptionalLong;
import vdsl.agent.spool.SourcePosition;
import vdsl.block.BlockBuilder;
import vdsl.time.ClockAnchor;

/**
 * Where a node's records come from: the buffers of its processes, or whatever else has some. Called
 * by the transport thread only.
 */
public interface RecordSource {
  /**
   * Adds the records that are there now, of the boot that the block's anchor is of, until the block
   * is full. Never waits.
   *
   * @return number of records added
   */
  int drainTo(BlockBuilder block);

  /**
   * The clock of the records that come next, asked before a block is begun.
   *
   * @param here this boot's
   * @return another boot's, if its records are what is left to drain first
   */
  default ClockAnchor anchor(ClockAnchor here) {
    return here;
  }

  /**
   * How far the sources that contributed since the last call were read by the records drained so
   * far; others may be among them. Called when a block is closed.
   */
  List<SourcePosition> positions();

  /**
   * Sources that will never contribute again and whose positions nobody needs; each is told once.
   */
  default List<String> takeEnded() {
    return List.of();
  }

  /** What {@link #positions} told last is in the spool, up to the block of a sequence. */
  default void spooled(long sequence) {}

  /**
   * How far the blocks have come, told when that has changed.
   *
   * @param synced sequence up to which all are on the medium
   * @param acknowledged sequence up to which all are durable at a collector
   */
  default void progressed(long synced, long acknowledged) {}

  /** True while somebody waits for what was drained to be on the medium. */
  default boolean isSyncAsked() {
    return false;
  }

  /**
   * Sequence of the block with the last record of the process that the transport is in; empty while
   * there may be more of it. The transport may end then, though others go on.
   */
  default OptionalLong lastOwnSequence() {
    return OptionalLong.empty();
  }

  /** True when no record will ever come any more. */
  boolean isExhausted();

  /** Gives up what the source holds open. */
  default void close() {}
}
