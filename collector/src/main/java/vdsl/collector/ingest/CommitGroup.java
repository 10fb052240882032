package vdsl.collector.ingest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import vdsl.block.BlockIdentity;
import vdsl.record.NodeId;
import vdsl.storage.spi.BlockRef;
import vdsl.storage.spi.BlockStore;
import vdsl.storage.spi.IndexedBlock;
import vdsl.storage.spi.NodeCursor;
import vdsl.storage.spi.StoreException;
import vdsl.storage.spi.StoredBlock;
import vdsl.wire.proto.Ack;

/**
 * Blocks that are judged and made durable together. Later blocks of a group see the earlier ones as
 * if they were stored. A node whose block can be neither judged nor stored is left out from that
 * block on, so that it cannot keep the others' from being stored. Used once; confined to the
 * committer's thread.
 */
final class CommitGroup {
  /** A block and what admission said. */
  record Judged(Arrival.OfBlock arrival, Verdict verdict) {
    IndexedBlock block() {
      return arrival.block();
    }
  }

  /** A block that gets no answer, and why: its agent must send it again. */
  record LeftOut(Arrival.OfBlock arrival, String reason) {}

  private record Place(NodeId node, long firstId) {}

  private final Map<NodeId, NodeCursor> durable;
  private final BlockStore store;
  private final Quarantine quarantine;
  private final Map<NodeId, NodeCursor> advanced = new HashMap<>();
  private final Map<Place, StoredBlock> accepted = new HashMap<>();
  private final Map<NodeId, List<IndexedBlock>> blocks = new LinkedHashMap<>();
  private final List<Judged> judged = new ArrayList<>();
  private final Map<NodeId, String> faults = new HashMap<>();
  private final List<LeftOut> leftOut = new ArrayList<>();

  CommitGroup(Map<NodeId, NodeCursor> durable, BlockStore store, Quarantine quarantine) {
    this.durable = durable;
    this.store = store;
    this.quarantine = quarantine;
  }

  /** Judges a block against what is stored and what the group holds already. */
  void admit(Arrival.OfBlock arrival) {
    NodeId node = arrival.block().stamp().node();
    if (!faults.containsKey(node)) {
      try {
        judge(arrival, node);
        return;
      } catch (RuntimeException fault) {
        // Judging changes nothing stored: what fails there says nothing about other nodes' blocks.
        faults.put(node, "block cannot be judged: " + fault.getMessage());
      }
    }
    leaveOut(arrival);
  }

  private void judge(Arrival.OfBlock arrival, NodeId node) {
    IndexedBlock block = arrival.block();
    Verdict verdict = Admission.judge(block.block(), cursor(node), arrival.ip(), this::blockAt);
    if (verdict instanceof Verdict.Unverified
        && !quarantine.keep(block.block(), "is stored already, but damaged there")) {
      // Acknowledged, the agent would drop what may be the only sound copy.
      throw new StoreException("the stored copy is damaged, and this one cannot be kept");
    }
    judged.add(new Judged(arrival, verdict));
    if (verdict instanceof Verdict.Accepted next) {
      advanced.put(node, next.cursor());
      accepted.put(new Place(node, block.stamp().ids().first()), block.block());
      blocks.computeIfAbsent(node, first -> new ArrayList<>()).add(block);
    }
  }

  private void leaveOut(Arrival.OfBlock arrival) {
    String fault = faults.getOrDefault(arrival.block().stamp().node(), "");
    leftOut.add(new LeftOut(arrival, fault));
  }

  private Admission.Earlier blockAt(NodeId node, long firstId) {
    StoredBlock here = accepted.get(new Place(node, firstId));
    if (here != null) {
      return new Admission.Earlier.Stored(here);
    }
    return store.find(node, firstId).map(this::read).orElseGet(Admission.Earlier.None::new);
  }

  private Admission.Earlier read(BlockRef block) {
    try {
      return new Admission.Earlier.Stored(store.read(block));
    } catch (StoreException.DamagedBlock damaged) {
      return new Admission.Earlier.Damaged(block.ids());
    }
  }

  private Optional<NodeCursor> cursor(NodeId node) {
    NodeCursor cursor = advanced.get(node);
    return Optional.ofNullable(cursor == null ? durable.get(node) : cursor);
  }

  /**
   * Stores what was accepted, and returns when it is durable.
   *
   * @throws StoreException if it is unknown what of it is stored
   */
  void commit() {
    if (blocks.isEmpty()) {
      return;
    }
    try {
      store.commit(blocks.values().stream().flatMap(List::stream).toList(), advanced.values());
    } catch (IllegalArgumentException overlap) {
      // Nothing was stored; only alone does each node show whether it was the reason.
      List.copyOf(blocks.keySet()).forEach(this::commitAlone);
    }
    durable.putAll(advanced);
  }

  private void commitAlone(NodeId node) {
    try {
      store.commit(
          blocks.getOrDefault(node, List.of()), cursor(node).map(List::of).orElseGet(List::of));
    } catch (IllegalArgumentException overlap) {
      faults.put(node, "the node's blocks cannot be stored: " + overlap.getMessage());
      blocks.remove(node);
      advanced.remove(node);
      List<Judged> ofNode =
          judged.stream().filter(one -> one.block().stamp().node().equals(node)).toList();
      judged.removeAll(ofNode);
      ofNode.forEach(one -> leaveOut(one.arrival()));
    }
  }

  int acceptedCount() {
    return blocks.values().stream().mapToInt(List::size).sum();
  }

  List<Judged> judged() {
    return judged;
  }

  /** Blocks to be answered by a bye, after the settlements. */
  List<LeftOut> leftOut() {
    return leftOut;
  }

  /** What to tell each session after the commit. */
  Map<AgentSession, Settlement> settlements() {
    Map<AgentSession, Answering> bySession = new LinkedHashMap<>();
    for (Judged one : judged) {
      bySession
          .computeIfAbsent(one.arrival().session(), session -> new Answering())
          .add(one, cursor(one.block().stamp().node()));
    }
    Map<AgentSession, Settlement> settlements = new LinkedHashMap<>();
    bySession.forEach((session, answering) -> settlements.put(session, answering.settlement()));
    return settlements;
  }

  /** Answers to one session: neighbouring acceptances become one, and so do neighbouring gaps. */
  private static final class Answering {
    private final List<Ack> answers = new ArrayList<>();
    private long bytes;

    void add(Judged judged, Optional<NodeCursor> cursor) {
      bytes += judged.arrival().bytes();
      Ack.Verdict verdict = wireVerdict(judged.verdict());
      BlockIdentity identity = judged.block().stamp().identity();
      Ack ack = Answers.ack(verdict, identity, cursor, judged.arrival().way());
      int lastIndex = answers.size() - 1;
      if (lastIndex < 0 || !isNeighbour(answers.get(lastIndex), ack)) {
        answers.add(ack);
      } else if (verdict == Ack.Verdict.ACCEPTED) {
        answers.set(lastIndex, replacing(answers.get(lastIndex), ack));
      }
    }

    /** The way of the last block whose way is known. */
    private static Ack replacing(Ack earlier, Ack later) {
      return later.hasSync() || !earlier.hasSync()
          ? later
          : later.toBuilder().setSync(earlier.getSync()).build();
    }

    private static boolean isNeighbour(Ack earlier, Ack later) {
      return earlier.getVerdict() == later.getVerdict()
          && earlier.getIncarnation() == later.getIncarnation()
          && switch (later.getVerdict()) {
            case ACCEPTED -> earlier.getSequence() <= later.getSequence();
            case GAP -> true;
            case CONFLICT, DAMAGED, VERDICT_UNSPECIFIED, UNRECOGNIZED -> false;
          };
    }

    private static Ack.Verdict wireVerdict(Verdict verdict) {
      if (verdict instanceof Verdict.Conflict) {
        return Ack.Verdict.CONFLICT;
      }
      return verdict instanceof Verdict.Gap ? Ack.Verdict.GAP : Ack.Verdict.ACCEPTED;
    }

    Settlement settlement() {
      return new Settlement(answers, bytes);
    }
  }
}
