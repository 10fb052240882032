package vdsl.collector.ingest;

import java.util.Optional;
import vdsl.block.Stamp;
import vdsl.record.IdRange;
import vdsl.record.NodeId;
import vdsl.storage.spi.NodeCursor;
import vdsl.storage.spi.StoredBlock;

/**
 * Decides whether a block continues its node's history. Without state and without I/O of its own.
 *
 * <pre>
 *                 cursor.lastId
 *                      |
 *  stored Ids  ........|
 *                      |[ first .. last ]        Accepted, if the chains join
 *      [first..last]   |                         Duplicate, if the same block is stored, else Conflict
 *                  [ first .. last ]             Conflict
 *                      |    [ first .. last ]    Gap
 * </pre>
 */
final class Admission {
  /** The blocks that came before. */
  @FunctionalInterface
  interface History {
    /**
     * The block of a node that begins at an Id.
     *
     * @throws vdsl.storage.spi.StoreException if that cannot be told now
     */
    Earlier blockAt(NodeId node, long firstId);
  }

  /** What is stored where a block wants to be. */
  sealed interface Earlier {
    /** Nothing that begins there. */
    record None() implements Earlier {}

    record Stored(StoredBlock block) implements Earlier {}

    /** A block with these Ids, whose bytes are damaged. */
    record Damaged(IdRange ids) implements Earlier {}
  }

  private Admission() {}

  /**
   * Judges one block.
   *
   * @param cursor where its node stands; empty if nothing of the node is known
   * @param ip the node's address, for the next cursor
   * @param history asked only for a block below the cursor
   */
  static Verdict judge(
      StoredBlock candidate, Optional<NodeCursor> cursor, String ip, History history) {
    Stamp block = candidate.stamp();
    if (cursor.isEmpty()) {
      return new Verdict.Accepted(after(block, ip));
    }
    NodeCursor known = cursor.get();
    if (block.ids().first() - 1 == known.lastId()) {
      return judgeNext(block, known, ip);
    }
    if (block.ids().first() > known.lastId()) {
      return new Verdict.Gap();
    }
    if (block.ids().last() > known.lastId()) {
      return new Verdict.Conflict(
          "Ids " + block.ids() + " overlap the cursor at " + known.lastId());
    }
    return judgeKnown(candidate, history);
  }

  private static Verdict judgeNext(Stamp block, NodeCursor cursor, String ip) {
    if (block.chain().before() != cursor.chain()) {
      return new Verdict.Conflict(
          "Ids %s continue another history: chain %016x before, cursor at %016x"
              .formatted(block.ids(), block.chain().before(), cursor.chain()));
    }
    if (block.identity().incarnation() == cursor.incarnation()
        && block.identity().sequence() <= cursor.sequence()) {
      return new Verdict.Conflict(
          "sequence "
              + block.identity().sequence()
              + " comes after "
              + cursor.sequence()
              + " of the same incarnation");
    }
    return new Verdict.Accepted(after(block, ip));
  }

  private static Verdict judgeKnown(StoredBlock candidate, History history) {
    Stamp block = candidate.stamp();
    Earlier earlier = history.blockAt(block.node(), block.ids().first());
    if (earlier instanceof Earlier.Stored stored) {
      return isSame(stored.block(), candidate)
          ? new Verdict.Duplicate()
          : otherRecords(block, stored.block().stamp());
    }
    if (earlier instanceof Earlier.Damaged damaged && damaged.ids().equals(block.ids())) {
      return new Verdict.Unverified();
    }
    return new Verdict.Conflict("no stored block begins at Id " + block.ids().first());
  }

  private static Verdict otherRecords(Stamp block, Stamp stored) {
    return new Verdict.Conflict(
        "Ids %s (%s) hold other records: %s (%s) is stored"
            .formatted(block.ids(), block.body(), stored.ids(), stored.body()));
  }

  /** Both bodies are at hand, so the bytes themselves are compared: checksums may collide. */
  private static boolean isSame(StoredBlock stored, StoredBlock candidate) {
    return stored.stamp().kind() == candidate.stamp().kind()
        && stored.stamp().ids().equals(candidate.stamp().ids())
        && stored.body().equals(candidate.body());
  }

  private static NodeCursor after(Stamp block, String ip) {
    return new NodeCursor(
        block.node(),
        block.ids().last(),
        block.identity().incarnation(),
        block.identity().sequence(),
        block.chain().after(),
        ip);
  }
}
