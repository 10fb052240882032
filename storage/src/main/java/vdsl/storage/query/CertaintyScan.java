package vdsl.storage.query;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import vdsl.record.LogRecord;
import vdsl.record.NodeId;
import vdsl.storage.index.SaturatedMath;
import vdsl.time.TimeMap;

/**
 * Tells of each record of an answer, as it comes, whether it is certainly behind all records before
 * it. The true time of a record lies in [time - bound, time + bound], so it is if that interval
 * begins after those of all others have ended (true time as an interval: Corbett et al., Spanner,
 * 2012). Among the records of one node a higher Id settles it too: bounds say how far a node's
 * clock may be off the cluster's, not off itself.
 *
 * <p>Memory is that of one entry per node met. Confined to one thread.
 */
final class CertaintyScan {
  private final boolean descending;
  private final Map<NodeId, Seen> seen = new HashMap<>();

  /** The interval that ends last, and the one that does among those of all other nodes. */
  private Optional<Reach> furthest = Optional.empty();

  private Optional<Reach> furthestOfOthers = Optional.empty();

  /** How far the intervals of a node's records reach. */
  private record Reach(NodeId node, long endNs) {}

  /** Of one node's records before: the place of the last Id, and how far the intervals reach. */
  private record Seen(long idPlace, long endNs) {}

  CertaintyScan(RecordQuery.Direction direction) {
    this.descending = direction == RecordQuery.Direction.DESCENDING;
  }

  /** Takes the next record of the answer. */
  Certainty next(LogRecord record) {
    boolean unlimited = record.timeBoundNs() == TimeMap.BOUND_UNLIMITED_NS;
    long earliestNs = SaturatedMath.subtract(record.timeNs(), record.timeBoundNs());
    long latestNs = SaturatedMath.add(record.timeNs(), record.timeBoundNs());
    long beginNs = unlimited ? Long.MIN_VALUE : descending ? ~latestNs : earliestNs;
    long endNs = unlimited ? Long.MAX_VALUE : descending ? ~earliestNs : latestNs;
    boolean certain =
        isBehindOthers(record.node(), beginNs)
            && isBehindOwn(record.node(), place(record.id()), beginNs);
    extend(record.node(), place(record.id()), endNs);
    return certain ? Certainty.CERTAIN : Certainty.CONCURRENT;
  }

  /** Numbers grow along the answer: the complement turns an order around without overflow. */
  private long place(long id) {
    return descending ? ~id : id;
  }

  private boolean isBehindOthers(NodeId node, long beginNs) {
    Optional<Reach> others =
        furthest.filter(reach -> !reach.node().equals(node)).or(() -> furthestOfOthers);
    return others.filter(reach -> beginNs <= reach.endNs()).isEmpty();
  }

  /** Where the orders of time and Ids part, no more is known than the intervals tell. */
  private boolean isBehindOwn(NodeId node, long idPlace, long beginNs) {
    Seen own = seen.get(node);
    return own == null || idPlace > own.idPlace() || beginNs > own.endNs();
  }

  private void extend(NodeId node, long idPlace, long endNs) {
    seen.merge(
        node,
        new Seen(idPlace, endNs),
        (before, now) ->
            new Seen(
                Math.max(before.idPlace(), now.idPlace()), Math.max(before.endNs(), now.endNs())));
    Reach reach = new Reach(node, endNs);
    if (furthest.isEmpty() || furthest.get().node().equals(node)) {
      furthest = Optional.of(further(furthest, reach));
    } else if (endNs > furthest.get().endNs()) {
      furthestOfOthers = furthest;
      furthest = Optional.of(reach);
    } else {
      furthestOfOthers = Optional.of(further(furthestOfOthers, reach));
    }
  }

  private static Reach further(Optional<Reach> before, Reach now) {
    return before.filter(reach -> reach.endNs() >= now.endNs()).orElse(now);
  }
}
