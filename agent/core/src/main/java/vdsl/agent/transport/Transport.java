package vdsl.agent.transport;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import vdsl.agent.spool.SourcePosition;
import vdsl.agent.spool.Spool;
import vdsl.agent.spool.SyncPolicy;
import vdsl.agent.status.AgentThread;
import vdsl.agent.status.StatusEvent;
import vdsl.agent.status.StatusLog;
import vdsl.fault.CrashPoint;

/**
 * The one thread of a node that drains records, spools them as blocks and ships these. It owns the
 * spool, the source and the connection; the public methods may be called from any thread.
 */
public final class Transport implements AutoCloseable {
  /** Nobody signals the thread: it looks again after this long when there was nothing to do. */
  private static final long IDLE_PARK_MIN_NS = 500_000L;

  /** ... and after this long when there has been nothing for a while: 200 looks a second. */
  private static final long IDLE_PARK_MAX_NS = 5_000_000L;

  /** Idle rounds at the short pause: a record that follows soon is not kept waiting. */
  private static final int IDLE_ROUNDS_SHORT = 100;

  /** Drained records are forced to the medium within this (sync policy "interval"). */
  static final long SYNC_INTERVAL_NS = 100_000_000L;

  /** ... or when this much was appended, whatever comes first. */
  static final long SYNC_BYTES = 1L << 20;

  /** Time to drain, sync and ship on {@link #close()} unless said otherwise. */
  private static final Duration CLOSE_BOUND = Duration.ofSeconds(5);

  /** For the thread to end after its bound: one file access and one loop. */
  private static final Duration JOIN_SLACK = Duration.ofSeconds(5);

  private final TransportConfig config;
  private final Spool spool;
  private final StatusLog status;
  private final RecordSource source;
  private final BlockDrain drain;
  private final EventLoopGroup group;
  private final CollectorLink link;
  private final AckLatency ackLatency;
  private final Thread thread;
  private final long recordsAtStart;
  private final long acknowledgedAtStart;

  private final AtomicLong syncsAsked = new AtomicLong();
  private final AtomicLong positionsAsked = new AtomicLong();
  private volatile Positions positions = new Positions(0, List.of());
  private volatile long syncsServed;
  private volatile Progress progress = Progress.NONE;
  private volatile boolean isStopping;
  private volatile long stopDeadlineNs;
  private volatile boolean hasEnded;
  private long syncedNs;
  private boolean hasWorkedToStop;
  private long syncedTold;
  private long acknowledgedTold;
  private int idleRounds;
  private Optional<String> fault = Optional.empty();

  /** Answer to whoever asked for the positions up to a ticket. */
  private record Positions(long ticket, List<SourcePosition> all) {}

  /** A transport that takes the spool over: it is closed together with this. */
  public Transport(TransportConfig config, Spool spool, RecordSource source, StatusLog status) {
    this.config = config;
    this.spool = spool;
    this.source = source;
    this.status = status;
    recordsAtStart = spool.records();
    acknowledgedAtStart = spool.numbering().records();
    ClockEvents clockEvents = new ClockEvents(config.surroundings().ticks().ticks());
    drain = new BlockDrain(config, spool, source, status, clockEvents);
    group =
        new MultiThreadIoEventLoopGroup(
            1, (ThreadFactory) work -> new AgentThread(work, "io"), NioIoHandler.newFactory());
    link = new CollectorLink(config, spool, status, group, clockEvents);
    ackLatency = new AckLatency(config.surroundings().ticks(), spool.lastSequence());
    thread = new AgentThread(this::run, "transport");
  }

  /** Starts the thread. */
  public void start() {
    syncedNs = nowNs();
    source.spooled(spool.lastSequence());
    publish();
    thread.start();
  }

  public Progress progress() {
    return progress;
  }

  /** How long blocks of this transport took from their end to their acknowledgement. */
  public LatencyCounts ackLatency() {
    return ackLatency.counts();
  }

  /**
   * Waits until every record drained before this call is on the medium.
   *
   * @return false if that was not so in time
   */
  public boolean sync(Duration timeout) {
    long ticket = syncsAsked.incrementAndGet();
    LockSupport.unpark(thread);
    return await(() -> syncsServed >= ticket, timeout);
  }

  /**
   * How far every source was read by the records that are spooled.
   *
   * @return empty if the thread did not answer in time
   */
  public Optional<List<SourcePosition>> positions(Duration timeout) {
    long ticket = positionsAsked.incrementAndGet();
    LockSupport.unpark(thread);
    return await(() -> positions.ticket() >= ticket, timeout)
        ? Optional.of(positions.all())
        : Optional.empty();
  }

  /**
   * Waits until the source is exhausted and all its records are acknowledged.
   *
   * @return false if that was not so in time, or never will be: see {@link Progress#failure}
   */
  public boolean awaitAcknowledged(Duration timeout) {
    return await(() -> progress.isComplete(), timeout);
  }

  private boolean await(BooleanSupplier condition, Duration timeout) {
    long deadlineNs = nowNs() + saturatedNs(timeout);
    while (!condition.getAsBoolean()) {
      boolean isHopeless = hasEnded || progress.failure().isPresent();
      if (isHopeless || nowNs() - deadlineNs >= 0 || Thread.currentThread().isInterrupted()) {
        return condition.getAsBoolean();
      }
      LockSupport.parkNanos(IDLE_PARK_MIN_NS);
    }
    return true;
  }

  /** Half of the range, so that a deadline can still be compared with the clock. */
  private static long saturatedNs(Duration timeout) {
    long boundNs = Long.MAX_VALUE / 2;
    return timeout.compareTo(Duration.ofNanos(boundNs)) >= 0 ? boundNs : timeout.toNanos();
  }

  /** Waits until the thread has ended, by {@link #close} or by a fault; false if not in time. */
  public boolean awaitEnd(Duration timeout) {
    try {
      thread.join(Math.max(1, timeout.toMillis()));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    return hasEnded;
  }

  @Override
  public void close() {
    close(CLOSE_BOUND);
  }

  /**
   * Drains and spools what the source has, ships it unless no collector is there, and ends, all
   * within a bound. Collectors that were not tried yet are: a process may be over before its first
   * connection stands. Idempotent.
   *
   * @return what remained
   */
  public Progress close(Duration bound) {
    if (!isStopping) {
      stopDeadlineNs = nowNs() + saturatedNs(bound);
      isStopping = true;
      LockSupport.unpark(thread);
    }
    if (thread.getState() == Thread.State.NEW) {
      release();
      return progress;
    }
    try {
      thread.join(bound.plus(JOIN_SLACK).toMillis());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    return progress;
  }

  private void run() {
    try {
      long nowNs = nowNs();
      while (!(isStopping && isWoundUp(nowNs))) {
        forgetInterrupt();
        if (doWork(nowNs) == 0) {
          idle();
        } else {
          idleRounds = 0;
        }
        nowNs = nowNs();
      }
    } catch (RuntimeException | Error failure) {
      fault = Optional.of("transport thread failed: " + failure);
      status.report(StatusEvent.TRANSPORT_FAILED, failure.toString());
    } finally {
      release();
    }
  }

  /** An interrupt ends nothing here, but every park and every channel would break on it. */
  private static void forgetInterrupt() {
    var unused = Thread.interrupted();
  }

  /** A pause after a round without work; short as long as something may come at any moment. */
  private void idle() {
    boolean isAwaited = link.isUnderWay() || isStopping;
    idleRounds = isAwaited ? 0 : Math.min(idleRounds + 1, IDLE_ROUNDS_SHORT);
    LockSupport.parkNanos(idleRounds < IDLE_ROUNDS_SHORT ? IDLE_PARK_MIN_NS : IDLE_PARK_MAX_NS);
  }

  /** One round; returns how much there was to do. */
  private int doWork(long nowNs) {
    long asked = syncsAsked.get();
    boolean isLast = isStopping;
    boolean flush = isLast || asked > syncsServed || source.isSyncAsked();
    int drained = drain.doWork(nowNs, flush);
    ackLatency.closed(spool.lastSequence());
    if (isSyncDue(drained, flush, nowNs)) {
      sync(nowNs);
    }
    if (flush && !drain.hasOpenRecords() && spool.unsyncedBytes() == 0) {
      syncsServed = asked;
    }
    int work = drained + link.doWork(nowNs);
    ackLatency.acknowledged(spool.numbering().sequence());
    hasWorkedToStop |= isLast;
    tellSource();
    publish();
    long ticket = positionsAsked.get();
    if (ticket > positions.ticket()) {
      positions = new Positions(ticket, spool.positions());
    }
    return work;
  }

  /** Sequence up to which nobody waits any more for blocks to be on the medium. */
  private long synced() {
    return spool.syncPolicy() == SyncPolicy.NONE ? spool.lastSequence() : spool.syncedSequence();
  }

  private void tellSource() {
    long synced = synced();
    long acknowledged = spool.numbering().sequence();
    if (synced != syncedTold || acknowledged != acknowledgedTold) {
      syncedTold = synced;
      acknowledgedTold = acknowledged;
      source.progressed(synced, acknowledged);
    }
  }

  /** Idle or not, one force serves all blocks appended since the last. */
  private boolean isSyncDue(int drained, boolean flush, long nowNs) {
    if (spool.unsyncedBytes() == 0) {
      syncedNs = nowNs;
      return false;
    }
    return switch (spool.syncPolicy()) {
      case EACH -> true;
      case INTERVAL ->
          flush
              || drained == 0
              || spool.unsyncedBytes() >= SYNC_BYTES
              || nowNs - syncedNs >= SYNC_INTERVAL_NS;
      case NONE -> flush;
    };
  }

  private void sync(long nowNs) {
    if (spool.sync(nowNs)) {
      syncedNs = nowNs;
      config.surroundings().crashPoint().reached(CrashPoint.Step.SPOOL_SYNCED);
    }
  }

  /** What was there when the end was asked for is looked for once more, whatever was before. */
  private boolean isWoundUp(long nowNs) {
    if (nowNs - stopDeadlineNs >= 0) {
      return true;
    }
    if (!hasWorkedToStop) {
      return false;
    }
    OptionalLong own = source.lastOwnSequence();
    if (own.isPresent()) {
      boolean isOwnShipped = spool.numbering().sequence() >= own.getAsLong();
      return synced() >= own.getAsLong() && (isOwnShipped || !link.isPromising());
    }
    boolean isSpooled =
        !drain.hasOpenRecords()
            && (spool.unsyncedBytes() == 0 || spool.syncPolicy() == SyncPolicy.NONE);
    boolean isShipped = spool.blockCount() == 0 || !link.isPromising();
    return drain.wasIdle() && isSpooled && isShipped;
  }

  private void publish() {
    long acknowledged = spool.numbering().records();
    long unacknowledged = spool.records() - acknowledged;
    Progress now =
        new Progress(
            drain.recordsDrained(),
            spool.records() - recordsAtStart,
            acknowledged - acknowledgedAtStart,
            unacknowledged,
            spool.bytes(),
            link.sentBytes(),
            drain.isFinished() && unacknowledged == 0,
            link.isConnected(),
            link.isPromising(),
            link.lastError(),
            fault.or(link::failure));
    if (!now.equals(progress)) {
      progress = now;
    }
  }

  /** Whatever fails on the way, the directory is given free: others wait for it. */
  private void release() {
    try {
      link.close();
    } finally {
      try {
        source.close();
      } finally {
        spool.close();
        publish();
        var unused = group.shutdownGracefully(0, JOIN_SLACK.toSeconds(), TimeUnit.SECONDS);
        hasEnded = true;
      }
    }
  }

  private long nowNs() {
    return config.surroundings().ticks().ticks();
  }
}
