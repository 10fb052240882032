package vdsl.storage.query;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import vdsl.record.IdRange;
import vdsl.record.NodeId;

/**
 * One question to a store, as {@link QueryParameters} reads it. Immutable.
 *
 * @param nodes nodes wanted; empty for all
 * @param ids Ids wanted, of every node wanted
 * @param times cluster times wanted
 * @param limit most records wanted, from 1
 */
public record RecordQuery(
    Set<NodeId> nodes,
    Optional<IdRange> ids,
    TimeRange times,
    RecordFilter filter,
    Direction direction,
    OptionalLong limit) {

  /** Which end of the order comes first. */
  public enum Direction {
    ASCENDING,
    DESCENDING
  }

  /** Every record, in ascending order. */
  public static final RecordQuery ALL =
      new RecordQuery(
          Set.of(),
          Optional.empty(),
          TimeRange.ALL,
          RecordFilter.ANY,
          Direction.ASCENDING,
          OptionalLong.empty());

  public RecordQuery {
    nodes = Set.copyOf(nodes);
    if (limit.isPresent() && limit.getAsLong() < 1) {
      throw new IllegalArgumentException("limit " + limit.getAsLong() + " not in 1..2^63-1");
    }
  }

  /** By Id where a range of one node's Ids is wanted, else by (LogTime, node, Id). */
  RecordOrder order() {
    return new RecordOrder(ids.isPresent() && nodes.size() == 1, direction);
  }

  /** The same question, without an end but that of the records. */
  public RecordQuery withoutLimit() {
    return new RecordQuery(nodes, ids, times, filter, direction, OptionalLong.empty());
  }

  /** Earliest cluster time wanted, in nanoseconds since the epoch; empty if any is. */
  public OptionalLong earliestNs() {
    return times.fromNs() == Long.MIN_VALUE
        ? OptionalLong.empty()
        : OptionalLong.of(times.fromNs());
  }

  /** The same question of these cluster times, both ends included, instead of its own. */
  public RecordQuery between(long fromNs, long toNs) {
    return new RecordQuery(nodes, ids, new TimeRange(fromNs, toNs), filter, direction, limit);
  }

  /** The same question of these Ids of one node, in their order, instead of its own. */
  public RecordQuery ofIds(NodeId node, IdRange range) {
    return new RecordQuery(
        Set.of(node), Optional.of(range), times, filter, Direction.ASCENDING, limit);
  }

  /** The same question of so many of its last records, the last one first. */
  public RecordQuery lastOnes(long count) {
    return new RecordQuery(nodes, ids, times, filter, Direction.DESCENDING, OptionalLong.of(count));
  }

  /**
   * A question that reads little of what goes before the position, and misses nothing after it.
   * What tells of losses may stand outside the times and Ids that it is found by: the range left
   * never gets empty, and never wider.
   */
  RecordQuery narrowedTo(RecordPosition position) {
    boolean descending = order().descending();
    if (order().byId()) {
      IdRange whole = ids.orElseThrow();
      long id = Math.max(whole.first(), Math.min(whole.last(), position.id()));
      IdRange left = descending ? new IdRange(whole.first(), id) : new IdRange(id, whole.last());
      return new RecordQuery(nodes, Optional.of(left), times, filter, direction, limit);
    }
    long timeNs = Math.max(times.fromNs(), Math.min(times.toNs(), position.timeNs()));
    TimeRange left =
        descending ? new TimeRange(times.fromNs(), timeNs) : new TimeRange(timeNs, times.toNs());
    return new RecordQuery(nodes, ids, left, filter, direction, limit);
  }
}
