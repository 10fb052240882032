package vdsl.agent.transport;

import java.util.List;
import java.util.Optional;
import vdsl.agent.spool.SourcePosition;
import vdsl.agent.spool.Spool;
import vdsl.agent.status.StatusEvent;
import vdsl.agent.status.StatusLog;
import vdsl.block.BlockBody;
import vdsl.block.BlockBuilder;
import vdsl.fault.CrashPoint;
import vdsl.time.ClockAnchor;

/**
 * Takes records from the source, block by block, into the spool. While the spool refuses a block
 * nothing more is taken: the source feels it. A source that fails ends the transport; what of it is
 * not spooled is drained again by the next one. Confined to the transport thread.
 */
final class BlockDrain {
  /** An anchor older than this is read anew before the first record: the clocks drift apart. */
  private static final long ANCHOR_AGE_NS_MAX = 1_000_000_000L;

  private final TransportConfig config;
  private final Spool spool;
  private final RecordSource source;
  private final StatusLog status;
  private final ClockEvents clockEvents;
  private final BlockBuilder builder;

  private Optional<Built> waiting = Optional.empty();
  private boolean spoolWasFull;
  private boolean wasIdle;
  private ClockAnchor here;
  private long anchoredNs;
  private long firstRecordNs;
  private long recordsDrained;

  private record Built(BlockBody body, List<SourcePosition> positions) {}

  BlockDrain(
      TransportConfig config,
      Spool spool,
      RecordSource source,
      StatusLog status,
      ClockEvents clockEvents) {
    this.config = config;
    this.spool = spool;
    this.source = source;
    this.status = status;
    this.clockEvents = clockEvents;
    builder = new BlockBuilder(config.blocks().compression());
    here = builder.anchor();
    anchor(config.surroundings().ticks().ticks());
  }

  long recordsDrained() {
    return recordsDrained;
  }

  /** True when no record will come any more and all that came are in the spool. */
  boolean isFinished() {
    return waiting.isEmpty() && builder.recordCount() == 0 && source.isExhausted();
  }

  /** True when the source had nothing when it was last asked. */
  boolean wasIdle() {
    return wasIdle;
  }

  /** True when records that were drained are not in the spool yet. */
  boolean hasOpenRecords() {
    return waiting.isPresent() || builder.recordCount() > 0;
  }

  /**
   * Drains what is there, at most one block.
   *
   * @param flush whether the block is closed whatever its age
   * @return number of records drained
   */
  int doWork(long nowNs, boolean flush) {
    if (waiting.isPresent() && !append(waiting.get(), nowNs)) {
      return 0;
    }
    if (builder.recordCount() == 0) {
      prepare(nowNs);
    }
    int told = writesClockRecords() ? clockEvents.drainTo(builder, config.host()) : 0;
    int drained = told + source.drainTo(builder);
    wasIdle = drained == 0;
    if (drained > 0 && builder.recordCount() == drained) {
      firstRecordNs = nowNs;
    }
    recordsDrained += drained;
    if (builder.recordCount() > 0 && isDue(nowNs, flush)) {
      close(nowNs);
    }
    return drained;
  }

  private boolean writesClockRecords() {
    return config.blocks().clockRecords() == TransportConfig.ClockRecords.WRITTEN;
  }

  /** The open block is empty: it may take an anchor of another boot, or a newer one. */
  private void prepare(long nowNs) {
    ClockAnchor wanted = source.anchor(here);
    if (!wanted.equals(builder.anchor())) {
      builder.reset(wanted);
    }
    if (wanted.equals(here) && nowNs - anchoredNs > ANCHOR_AGE_NS_MAX) {
      anchor(nowNs);
    }
    for (String ended : source.takeEnded()) {
      spool.forget(ended);
    }
  }

  private boolean isDue(long nowNs, boolean flush) {
    return flush
        || builder.isFull()
        || nowNs - firstRecordNs >= config.blocks().flushIntervalNs()
        || source.isExhausted();
  }

  private void close(long nowNs) {
    Built built = new Built(builder.build(), source.positions());
    anchor(nowNs);
    waiting = Optional.of(built);
    append(built, nowNs);
  }

  private boolean append(Built built, long nowNs) {
    Spool.AppendResult result = spool.append(built.body(), built.positions(), nowNs);
    boolean isFull = result == Spool.AppendResult.FULL;
    if (isFull && !spoolWasFull) {
      status.report(
          StatusEvent.SPOOL_FULL,
          spool.bytes() + " bytes, " + spool.blockCount() + " blocks unacknowledged");
    }
    spoolWasFull = isFull;
    if (result != Spool.AppendResult.APPENDED) {
      return false;
    }
    waiting = Optional.empty();
    source.spooled(spool.lastSequence());
    config.surroundings().crashPoint().reached(CrashPoint.Step.SPOOL_WRITTEN);
    return true;
  }

  private void anchor(long nowNs) {
    anchoredNs = nowNs;
    TransportConfig.Surroundings surroundings = config.surroundings();
    here =
        new ClockAnchor(
            config.host().boot(), surroundings.ticks().ticks(), surroundings.wall().nowNs());
    builder.reset(here);
  }
}
