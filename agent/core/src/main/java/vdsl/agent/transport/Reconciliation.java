package vdsl.agent.transport;

import java.util.Optional;
import vdsl.agent.spool.Numbering;
import vdsl.agent.spool.Spool;
import vdsl.agent.spool.SpooledBlock;
import vdsl.record.IdRange;
import vdsl.wire.proto.Cursor;

/**
 * Decides where to go on when a collector has said where it stands with the node. Nothing but the
 * spool's own points is compared with the collector's cursor.
 *
 * <p>Exactly once, in short. Block k of the spool has one set of Ids as long as the numbering
 * stands, and its stamp's chain folds every block before it. The collector stores a block only
 * right behind its cursor and only if the chain there is the block's own {@code before}, answers a
 * block it has already as accepted, and any other block at or below its cursor as a conflict. Where
 * it does not know the node it stores whatever comes first: so nothing is sent behind the first
 * unacknowledged block before that one was accepted.
 *
 * <ol>
 *   <li>A block acknowledged is stored: it leaves the spool, once.
 *   <li>Cursor and chain equal one of our points: the collector has exactly the blocks up to there
 *       (64-bit collisions apart), so they are acknowledged and the rest follows.
 *   <li>A lost block (its header damaged, or a run of them, or of blocks that were given up) has a
 *       digest that was made up here, so that no chain behind it can be compared. There the
 *       cursor's own words count: an incarnation is drawn at random and has one writer, in it a
 *       sequence and the Id that the block ends with were said of one end of a block only, be it
 *       sent as it is or as the last of a run, and the chain let nothing be stored without all
 *       before it. So a cursor of our incarnation at one of our points, or within a lost run, has
 *       everything up to there, and its chain is ours from now on. What is left of the run is what
 *       the tombstone covers.
 *   <li>Otherwise the blocks are sent as they are, one at a time. Those the collector has are
 *       answered as accepted. A conflict for the first unacknowledged block k says that k is not
 *       stored under these Ids; then no block after k is, or ever will be, because each would have
 *       needed k in the chain before it. So k and all after it may take new Ids behind the cursor,
 *       and every one is stored once. A conflict for another block decides nothing, for the answer
 *       to an earlier one is still open; the next connection sends one at a time and finds out.
 *   <li>A tombstone in the place of lost blocks is not what may have been stored there, so that a
 *       conflict for it says nothing of the kind. If the cursor is of our incarnation, the Ids are
 *       taken by the blocks themselves, up to the cursor: the next connection goes on from there.
 *       Otherwise the block behind it decides: accepted, it has all before it stored; in conflict,
 *       it and the lost ones get new Ids as above. If there is none behind, or the cursor has not
 *       come that far and so nothing behind is stored, they get them at once: a tombstone too many
 *       is better than a loss that nobody is told of.
 *   <li>Blocks that never were under way (the directory never connected, or has nothing
 *       unacknowledged) take the Ids behind the cursor at once.
 *   <li>A cursor behind the acknowledged point is a collector that lost what it had acknowledged: a
 *       tombstone from the cursor to that point carries the chain over the gap. It is kept nowhere:
 *       if it gets lost, the same cursor asks for it again.
 * </ol>
 */
final class Reconciliation {
  /** Where to go on. */
  sealed interface Decision {
    /** Blocks up to this point are stored; go on after it. */
    record Continue(Numbering acknowledged) implements Decision {}

    /** Write this numbering down, then go on. */
    record Renumber(Numbering numbering) implements Decision {}

    /** Cover these Ids by a tombstone whose chain begins at the given one, then go on. */
    record Cover(IdRange ids, long chainBefore) implements Decision {}

    /** The collector's history is another one: send one block at a time and let it judge. */
    record Probe() implements Decision {}
  }

  private Reconciliation() {}

  /**
   * Compares the spool with a collector of this cluster.
   *
   * @param cursor empty if the collector does not know the node
   * @param newIncarnation used where a new one has to begin
   */
  static Decision decide(
      Spool spool, String clusterId, Optional<Cursor> cursor, long newIncarnation) {
    Numbering own = spool.numbering();
    if (!own.isConnected()) {
      return new Decision.Renumber(
          own.renumbered(
              clusterId,
              own.incarnation(),
              cursor.map(Cursor::getLastId).orElse(0L),
              cursor.map(Cursor::getChain).orElse(own.chain())));
    }
    if (cursor.isEmpty()) {
      return new Decision.Continue(own);
    }
    Cursor theirs = cursor.get();
    if (theirs.getLastId() < own.lastId()) {
      return new Decision.Cover(
          new IdRange(theirs.getLastId() + 1, own.lastId()), theirs.getChain());
    }
    Optional<Numbering> shared = sharedPoint(spool, theirs);
    if (shared.isPresent()) {
      return new Decision.Continue(shared.get());
    }
    return spool.blockCount() == 0
        ? new Decision.Renumber(behind(own, theirs, newIncarnation))
        : new Decision.Probe();
  }

  /** The acknowledged point under Ids that follow a collector's cursor, in a new incarnation. */
  static Numbering behind(Numbering own, Cursor cursor, long newIncarnation) {
    return own.renumbered(own.clusterId(), newIncarnation, cursor.getLastId(), cursor.getChain());
  }

  private static Optional<Numbering> sharedPoint(Spool spool, Cursor cursor) {
    Numbering point = spool.numbering();
    boolean chainIsKnown = true;
    while (point.lastId() < cursor.getLastId()) {
      Optional<SpooledBlock> next = spool.blockAfter(point.sequence());
      if (next.isEmpty()) {
        return Optional.empty();
      }
      boolean isLost = next.get() instanceof SpooledBlock.Lost;
      chainIsKnown &= !isLost;
      Numbering after = point.after(next.get());
      point = isLost && isWithin(cursor, point, after) ? at(cursor, point) : after;
    }
    if (point.lastId() != cursor.getLastId()) {
      return Optional.empty();
    }
    if (point.chain() == cursor.getChain()) {
      return Optional.of(point);
    }
    boolean isOurs =
        point.incarnation() == cursor.getIncarnation() && point.sequence() == cursor.getSequence();
    return isOurs && !chainIsKnown ? Optional.of(at(cursor, point)) : Optional.empty();
  }

  /** Whether a cursor of ours stands between two blocks of a lost run. */
  private static boolean isWithin(Cursor cursor, Numbering before, Numbering after) {
    return cursor.getIncarnation() == before.incarnation()
        && cursor.getSequence() > before.sequence()
        && cursor.getSequence() < after.sequence()
        && cursor.getLastId() < after.lastId();
  }

  /** Our point at the cursor's Id, with the history that the collector has of it. */
  private static Numbering at(Cursor cursor, Numbering point) {
    return new Numbering(
        point.clusterId(),
        point.incarnation(),
        cursor.getSequence(),
        point.records() + cursor.getLastId() - point.lastId(),
        cursor.getLastId(),
        cursor.getChain());
  }
}
