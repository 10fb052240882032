package vdsl.agent.transport;

import java.util.List;
import vdsl.agent.spool.SourcePosition;
import vdsl.block.BlockBuilder;

/**
 * Where a node's records come from: log files, the buffers of its processes. Called by the
 * transport thread only.
 */
public interface RecordSource {
  /**
   * Adds the records that are there now, until the block is full. Never waits.
   *
   * @return number of records added
   */
  int drainTo(BlockBuilder block);

  /**
   * How far the sources that contributed since the last call were read by the records drained so
   * far; others may be among them. Called when a block is closed.
   */
  List<SourcePosition> positions();

  /** True when no record will ever come any more. */
  boolean isExhausted();
}
