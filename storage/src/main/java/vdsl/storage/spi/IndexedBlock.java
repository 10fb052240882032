package vdsl.storage.spi;

import java.util.List;
import java.util.SortedMap;
import vdsl.block.BlockBody;
import vdsl.block.BlockKind;
import vdsl.block.Stamp;
import vdsl.block.Tombstone;
import vdsl.record.LogType;
import vdsl.record.Severity;

/**
 * A block and what an engine indexes of it, derived once from its checked bytes.
 *
 * @param minTimeNs earliest cluster time in the block, in nanoseconds since the epoch
 * @param maxTimeNs latest cluster time in the block, in nanoseconds since the epoch
 * @param levelCounts records per level
 * @param types distinct types, sorted
 * @param filter encoded {@link vdsl.block.TokenFilter}; empty where there is none
 */
public record IndexedBlock(
    StoredBlock block,
    long minTimeNs,
    long maxTimeNs,
    SortedMap<Severity, Long> levelCounts,
    List<LogType> types,
    BlockBytes filter) {

  /**
   * Checks a received body against its stamp and derives the index from it.
   *
   * @throws vdsl.block.BlockFormatException if the body is damaged or not what the stamp says
   */
  public static IndexedBlock check(StoredBlock block) {
    return block.stamp().kind() == BlockKind.RECORDS
        ? BlockIndexing.ofRecords(block, BlockBody.parse(block.body().array()))
        : BlockIndexing.ofTombstone(block, Tombstone.decode(block.body().array()));
  }

  public Stamp stamp() {
    return block.stamp();
  }
}
