package vdsl.storage.spi;

import vdsl.block.BlockKind;
import vdsl.record.IdRange;
import vdsl.record.NodeId;

/**
 * Names one stored block within its store, with what is needed to put blocks in order.
 *
 * @param minTimeNs earliest cluster time in the block, in nanoseconds since the epoch
 * @param maxTimeNs latest cluster time in the block, in nanoseconds since the epoch
 * @param handle the engine's own name for the block; meaningless to others
 */
public record BlockRef(
    NodeId node, BlockKind kind, IdRange ids, long minTimeNs, long maxTimeNs, Handle handle) {

  /**
   * Where an engine keeps a block.
   *
   * @param partition number of the engine's partition
   * @param row position in it
   */
  public record Handle(long partition, long row) {}
}
