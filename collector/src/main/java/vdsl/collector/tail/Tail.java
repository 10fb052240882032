package vdsl.collector.tail;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import vdsl.collector.ingest.CommitFeed;
import vdsl.record.IdRange;
import vdsl.record.LogRecord;
import vdsl.record.NodeId;
import vdsl.storage.index.SaturatedMath;
import vdsl.storage.query.Interruption;
import vdsl.storage.query.QueryEngine;
import vdsl.storage.query.RecordPosition;
import vdsl.storage.query.RecordQuery;
import vdsl.storage.query.RecordStream;

/**
 * One client's view of what is logged, in the order of cluster time. Every record comes exactly
 * once; the order is final for nodes in contact, and what comes from others after its place has
 * passed is marked as late. The store is read again for each step: a tail keeps its position and
 * nothing else, however far its client is behind. Confined to one thread at a time.
 *
 * <p>A step first looks at the blocks that have become durable since the last one. Of those that
 * reach back before the place it gives what stands there, as late; now they are seen. Then it gives
 * what is seen and stands between the place and the {@link Horizon}, and moves the place there. So
 * place and Ids seen say at any moment which records were given ({@link TailPosition}).
 */
public final class Tail {
  private final CommitFeed feed;
  private final Horizon horizon;
  private final TailSource source;
  private final QueryEngine engine;
  private final RecordQuery query;
  private final PositionCode code;
  private final long holdNs;
  private final SeenIds seen;
  private final LateRecords late;
  private RecordPosition place;

  /** Number of the next block that the feed tells; what was told before is seen. */
  private long nextTold;

  /** True while the store has to be asked for what was told and is no longer named. */
  private boolean isBehind;

  private long stepNs = TailLimits.STEP_FIRST_NS;

  private Tail(TailSource source, TailRequest request, Interruption interruption, SeenIds seen) {
    this.source = source;
    this.feed = source.feed();
    this.horizon = source.horizon();
    this.engine = new QueryEngine(source.store(), interruption);
    this.query = request.query();
    this.code = request.code();
    this.holdNs = request.holdNs();
    this.seen = seen;
    this.late = new LateRecords(source.store(), engine, query, seen);
    this.place = RecordPosition.before(Long.MIN_VALUE);
  }

  static Tail open(TailSource source, TailRequest request, Interruption interruption) {
    // In this order: what is told in between is seen already, and passed over when its turn comes.
    long told = source.feed().count();
    SeenIds seen =
        request.start() instanceof TailStart.After after
            ? new SeenIds(request.query().nodes(), after.position().seenIds())
            : new SeenIds(request.query().nodes(), source.feed().lastIds());
    Tail tail = new Tail(source, request, interruption, seen);
    tail.nextTold = told;
    tail.begin(request.start());
    return tail;
  }

  private void begin(TailStart start) {
    long completeNs = horizon.reach(holdNs).completeNs();
    // A query names the nodes that are unknown, and finds the last records.
    RecordQuery lastOnes =
        query
            .between(Long.MIN_VALUE, completeNs)
            .lastOnes(start instanceof TailStart.Last last ? last.count() : 1);
    try (RecordStream records = engine.run(lastOnes)) {
      RecordPosition end = RecordPosition.before(completeNs + 1);
      if (start instanceof TailStart.Now) {
        place = end;
      } else if (start instanceof TailStart.From from) {
        place = RecordPosition.before(Math.min(from.timeNs(), completeNs + 1));
      } else if (start instanceof TailStart.After after) {
        place = after.position().place();
        isBehind = true;
        late.resumeAt(place);
      } else {
        place = end;
        while (records.hasNext()) {
          place = RecordPosition.of(records.next()).predecessor();
        }
      }
    }
  }

  /** Where the tail stands, for {@link TailRequest#parse}. */
  public String position() {
    return code.encode(place, seen.encoded());
  }

  /**
   * Takes a step: gives what is due, as much as there is room for.
   *
   * @return true if there may be more at once
   */
  public boolean advance(TailOutput out) throws IOException {
    Horizon.Reach reach = horizon.reach(holdNs);
    late.tellDropped(out);
    return !giveLate(out) || giveDue(out, reach);
  }

  /** Looks at what has become durable; false if there was no room for all that is late. */
  private boolean giveLate(TailOutput out) throws IOException {
    if (isBehind && !askStore(out)) {
      return false;
    }
    while (nextTold < feed.count()) {
      Optional<CommitFeed.Committed> told = feed.get(nextTold);
      if (told.isEmpty()) {
        isBehind = true;
        return giveLate(out);
      }
      if (!look(told.get(), out)) {
        return false;
      }
      nextTold++;
    }
    return true;
  }

  private boolean askStore(TailOutput out) throws IOException {
    long told = feed.count();
    for (Map.Entry<NodeId, Long> last : feed.lastIds().entrySet()) {
      NodeId node = last.getKey();
      if (seen.isFollowed(node)
          && seen.get(node) < last.getValue()
          && !late.give(place, node, new IdRange(seen.get(node) + 1, last.getValue()), out)) {
        return false;
      }
    }
    nextTold = told;
    isBehind = false;
    return true;
  }

  private boolean look(CommitFeed.Committed told, TailOutput out) throws IOException {
    NodeId node = told.node();
    long lastId = told.ids().last();
    if (!seen.isFollowed(node) || seen.get(node) >= lastId) {
      return true;
    }
    boolean follows = seen.find(node).isEmpty() || seen.get(node) + 1 == told.ids().first();
    if (follows && told.minTimeNs() > place.timeNs()) {
      seen.put(node, lastId);
      return true;
    }
    return late.give(place, node, new IdRange(seen.get(node) + 1, lastId), out);
  }

  /** Gives what stands up to the horizon; true if there may be more at once. */
  private boolean giveDue(TailOutput out, Horizon.Reach reach) throws IOException {
    if (reach.completeNs() < place.timeNs()) {
      return false;
    }
    long begunNs = source.ticks().ticks();
    long toNs = Math.min(reach.completeNs(), SaturatedMath.add(place.timeNs(), stepNs));
    RecordQuery due = query.between(place.timeNs(), toNs);
    try (RecordStream records = engine.runAfter(place, due)) {
      while (records.hasNext()) {
        LogRecord record = records.next();
        if (record.id() > seen.get(record.node())) {
          // Became durable during this step: the next one looks at it.
          continue;
        }
        if (!reach.covers(record)) {
          place = RecordPosition.of(record).predecessor();
          return false;
        }
        place = RecordPosition.of(record);
        if (!out.record(record, false)) {
          return true;
        }
      }
    }
    place = RecordPosition.before(toNs + 1);
    adaptStep(source.ticks().ticks() - begunNs);
    return toNs < reach.completeNs();
  }

  private void adaptStep(long workNs) {
    if (workNs > TailLimits.STEP_WORK_NS) {
      stepNs = Math.max(TailLimits.STEP_MIN_NS, stepNs / 2);
    } else if (workNs < TailLimits.STEP_WORK_NS / 4) {
      stepNs = Math.min(TailLimits.STEP_MAX_NS, stepNs * 2);
    }
  }
}
