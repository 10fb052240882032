package vdsl.agent.spool;

import vdsl.block.ChainLink;
import vdsl.record.IdRange;

/**
 * Where a node's history stands after one block, and so the Ids of every block after it: they
 * follow without a gap, in the order of the spool. Blocks carry no Ids of their own, only the
 * number of records spooled before them, so giving all of them new Ids is one checkpoint.
 *
 * @param clusterId cluster the directory belongs to; empty if it never connected
 * @param incarnation random number of this life of the node's directory; never 0
 * @param sequence the block
 * @param records records this directory has spooled up to the end of the block
 * @param lastId Id of the block's last record; 0 before the first
 * @param chain the node's history after the block ({@link ChainLink})
 */
public record Numbering(
    String clusterId, long incarnation, long sequence, long records, long lastId, long chain) {
  /**
   * The sequence before a directory's first block. It is not 0, so that a tombstone that has to
   * come before the first block has a sequence of its own: this one.
   */
  public static final long SEQUENCE_ORIGIN = 1;

  public Numbering {
    if (incarnation == 0) {
      throw new IllegalArgumentException("incarnation must not be 0");
    }
    if (sequence < SEQUENCE_ORIGIN) {
      throw new IllegalArgumentException("sequence " + sequence + " not in 1..2^63-1");
    }
    if (records < 0 || lastId < 0) {
      throw new IllegalArgumentException(
          "records " + records + " or lastId " + lastId + " not in 0..2^63-1");
    }
  }

  /** The numbering of a directory that never connected. */
  public static Numbering unconnected(long incarnation) {
    return new Numbering("", incarnation, SEQUENCE_ORIGIN, 0, 0, ChainLink.ORIGIN);
  }

  public boolean isConnected() {
    return !clusterId.isEmpty();
  }

  /** Ids of a block after this point. */
  public IdRange ids(SpooledBlock block) {
    return IdRange.ofCount(
        Math.addExact(lastId + 1, block.firstRecord() - records), block.recordCount());
  }

  /** The point after the next block. */
  public Numbering after(SpooledBlock next) {
    if (next.firstRecord() != records) {
      throw new IllegalArgumentException(
          "block of record " + next.firstRecord() + " is not next after record " + records);
    }
    IdRange ids = ids(next);
    return new Numbering(
        clusterId,
        incarnation,
        next.sequence(),
        Math.addExact(records, next.recordCount()),
        ids.last(),
        ChainLink.follow(chain, ids, next.digest()).after());
  }

  /** The same point of the spool, under other Ids. */
  public Numbering renumbered(
      String newClusterId, long newIncarnation, long newLastId, long newChain) {
    return new Numbering(newClusterId, newIncarnation, sequence, records, newLastId, newChain);
  }
}
