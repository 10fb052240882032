package vdsl.collector.ingest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vdsl.block.Stamp;
import vdsl.collector.metrics.BlockOutcome;
import vdsl.collector.metrics.IngestMetrics;
import vdsl.collector.metrics.Refusal;
import vdsl.record.NodeId;
import vdsl.storage.spi.BlockStore;
import vdsl.storage.spi.NodeCursor;
import vdsl.time.TickSource;
import vdsl.wire.proto.Bye;

/**
 * The one thread that judges and stores blocks. It owns the cursors and the list of live sessions,
 * so that an agent's welcome tells exactly where the store stands. A group is what arrived while
 * the group before it was made durable; nothing waits while the thread is idle.
 *
 * <p>After a fault of the store nothing of the group is acknowledged, every session is told to come
 * back, and the thread tries the store with growing pauses until it works again.
 */
final class Committer {
  private static final Logger LOG = LoggerFactory.getLogger(Committer.class);

  private final SessionContext.Doors doors;
  private final BlockStore store;
  private final Quarantine quarantine;
  private final IngestMetrics metrics;
  private final StatusLog log;
  private final TickSource ticks;
  private final Thread thread = new Thread(this::run, "vdsl-committer");
  private final Map<NodeId, NodeCursor> cursors = new HashMap<>();
  private final LiveSessions live = new LiveSessions();
  private final CommitFeed feed;

  /** True once close has stopped waiting: whoever was to be answered is gone. */
  private volatile boolean givenUp;

  private volatile Set<NodeId> connectedNodes = Set.of();
  private long backOffNs = IngestLimits.BACK_OFF_FIRST_NS;

  Committer(SessionContext shared, BlockStore store, Quarantine quarantine, TickSource ticks) {
    this.doors = shared.doors();
    this.store = store;
    this.quarantine = quarantine;
    this.metrics = shared.metrics();
    this.log = shared.log();
    this.ticks = ticks;
    feed = new CommitFeed(doors.queue()::blockBytes);
  }

  /**
   * Reads the cursors and begins.
   *
   * @throws vdsl.storage.spi.StoreException if the store cannot be read
   */
  void start() {
    cursors.putAll(store.cursors());
    feed.standsAt(cursors.values());
    doors.health().works();
    thread.setDaemon(true);
    thread.start();
  }

  /** What has become durable. */
  CommitFeed feed() {
    return feed;
  }

  /** Nodes that have a session. */
  Set<NodeId> connectedNodes() {
    return connectedNodes;
  }

  /**
   * Settles what has arrived and ends; blocks that could not be settled in time are left to their
   * agents. A commit that hangs is not interrupted: that would close the store's file under it. Its
   * thread keeps what it owns, so that the waiting blocks are only counted then.
   *
   * @return number of blocks left
   */
  int close() {
    doors.queue().stop();
    try {
      thread.join(TimeUnit.NANOSECONDS.toMillis(IngestLimits.CLOSE_NS));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    doors.health().fails("closing");
    if (thread.isAlive()) {
      givenUp = true;
      LOG.error("a commit hangs; what waits for it is left to the agents");
      return doors.queue().blockCount();
    }
    List<Arrival> left = new ArrayList<>();
    doors.queue().takeAll(left);
    return abandon(left);
  }

  private void run() {
    List<Arrival> group = new ArrayList<>();
    try {
      settleUntilStopped(group);
    } catch (Throwable fatal) {
      onFatal(group, fatal);
    }
  }

  private void settleUntilStopped(List<Arrival> group) throws InterruptedException {
    boolean stopped = false;
    while (!stopped && !givenUp) {
      group.clear();
      doors.queue().takeGroup(group);
      // In this order: what comes in between is seen in the queue.
      long takenNs = doors.clocks().master().nowNs();
      boolean isAll = doors.queue().isEmpty();
      stopped = group.stream().anyMatch(Arrival.Stop.class::isInstance);
      try {
        settle(group);
        if (isAll) {
          feed.settledUntil(takenNs);
        }
      } catch (RuntimeException fault) {
        if (givenUp) {
          LOG.warn("the last commit ended after the collector: {}", fault.getMessage());
          return;
        }
        onFault(group, fault);
        group.clear();
        stopped |= !recover();
      }
    }
  }

  /** The thread ends, and with it all storing: only a restart of the collector helps. */
  private void onFatal(List<Arrival> group, Throwable fatal) {
    String reason = "the collector must be restarted, its committer has ended: " + fatal;
    doors.health().fails(reason);
    metrics.committerEnded();
    LOG.error("{}", reason, fatal);
    abandon(group);
    for (AgentSession session : doors.connections().sessions()) {
      session.refuse(Refusal.UNAVAILABLE, reason);
    }
  }

  private void settle(List<Arrival> arrivals) {
    CommitGroup group = new CommitGroup(cursors, store, quarantine);
    for (Arrival arrival : arrivals) {
      if (arrival instanceof Arrival.OfBlock block) {
        group.admit(block);
      }
    }
    long begunNs = ticks.ticks();
    group.commit();
    if (group.acceptedCount() > 0) {
      metrics.committed(group.acceptedCount(), ticks.ticks() - begunNs);
      backOffNs = IngestLimits.BACK_OFF_FIRST_NS;
    }
    for (CommitGroup.Judged judged : group.judged()) {
      note(judged);
    }
    group.settlements().forEach(this::answer);
    group.leftOut().forEach(this::letGo);
    arrivals.forEach(this::updateSessions);
    if (!live.nodes().equals(connectedNodes)) {
      connectedNodes = Set.copyOf(live.nodes());
    }
  }

  private void answer(AgentSession session, Settlement settlement) {
    session.settle(settlement);
    doors.queue().release(settlement.bytes());
  }

  private void letGo(CommitGroup.LeftOut block) {
    metrics.block(BlockOutcome.ABANDONED);
    metrics.storeFault();
    log.warn("block " + block.arrival().block().stamp().identity() + ": " + block.reason());
    doors.queue().release(block.arrival().bytes());
    block.arrival().session().refuse(Refusal.UNAVAILABLE, block.reason());
  }

  private void note(CommitGroup.Judged judged) {
    Stamp stamp = judged.block().stamp();
    Verdict verdict = judged.verdict();
    if (verdict instanceof Verdict.Accepted) {
      metrics.block(BlockOutcome.ACCEPTED);
      metrics.stored(stamp.ids().count(), stamp.body().bytes());
      feed.committed(stamp.node(), stamp.ids(), judged.block().minTimeNs());
      live.advance(judged.arrival().session(), stamp.node(), stamp.identity().incarnation());
    } else if (verdict instanceof Verdict.Duplicate) {
      metrics.block(BlockOutcome.DUPLICATE);
    } else if (verdict instanceof Verdict.Gap) {
      metrics.block(BlockOutcome.GAP);
    } else if (verdict instanceof Verdict.Unverified) {
      metrics.block(BlockOutcome.UNVERIFIED);
    } else if (verdict instanceof Verdict.Conflict conflict) {
      metrics.block(BlockOutcome.CONFLICT);
      quarantine.keep(judged.block().block(), "conflicts: " + conflict.reason());
    }
  }

  private void updateSessions(Arrival arrival) {
    if (arrival instanceof Arrival.Greeting greeting) {
      if (live.claim(greeting)) {
        greeting.session().welcome(Optional.ofNullable(cursors.get(greeting.node())));
      }
    } else if (arrival instanceof Arrival.Ended ended) {
      live.release(ended.session(), ended.node());
      doors.connections().remove(ended.session());
    }
  }

  private void onFault(List<Arrival> group, RuntimeException fault) {
    metrics.storeFault();
    String reason = "the store fails: " + fault.getMessage();
    doors.health().fails(reason);
    LOG.error("{}; agents are told to come back", reason, fault);
    abandon(group);
    for (AgentSession session : live.sessions()) {
      session.refuse(Refusal.UNAVAILABLE, reason);
    }
  }

  /** Counts blocks that get no answer and lets the agents' connections go. */
  private int abandon(List<Arrival> arrivals) {
    int blocks = 0;
    for (Arrival arrival : arrivals) {
      if (arrival instanceof Arrival.OfBlock block) {
        blocks++;
        metrics.block(BlockOutcome.ABANDONED);
        doors.queue().release(block.bytes());
      } else if (arrival instanceof Arrival.Greeting greeting) {
        greeting.session().refuse(Refusal.UNAVAILABLE, "the collector cannot store just now");
      } else if (arrival instanceof Arrival.Ended ended) {
        live.release(ended.session(), ended.node());
        doors.connections().remove(ended.session());
      }
    }
    return blocks;
  }

  /** Tries the store until it works; false if the collector ends first. */
  private boolean recover() throws InterruptedException {
    List<Arrival> late = new ArrayList<>();
    while (!doors.queue().awaitStop(backOffNs)) {
      backOffNs = Math.min(2 * backOffNs, IngestLimits.BACK_OFF_MAX_NS);
      doors.queue().takeAll(late);
      abandon(late);
      late.clear();
      try {
        Map<NodeId, NodeCursor> stored = store.cursors();
        // Writes what is there already: only a write shows that the store takes writes.
        store.commit(List.of(), stored.values());
        cursors.clear();
        cursors.putAll(stored);
        feed.standsAt(stored.values());
        doors.health().works();
        log.info("the store works again");
        return true;
      } catch (RuntimeException fault) {
        metrics.storeFault();
        log.warn("the store still fails: " + fault.getMessage());
      }
    }
    return false;
  }

  /** Ends every session that stands; for the closing thread, after {@link #close}. */
  static void endAll(Connections connections) {
    for (AgentSession session : connections.sessions()) {
      session.end(Bye.Reason.CLOSING, "the collector ends");
    }
  }
}
