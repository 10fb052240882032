package vdsl.agent.transport;

import java.util.List;
import java.util.random.RandomGenerator;
import vdsl.block.BlockBuilder;
import vdsl.fault.CrashPoint;
import vdsl.record.NodeId;
import vdsl.time.TickSource;
import vdsl.time.UptimeSource;
import vdsl.time.WallClock;

/**
 * What a transport works with.
 *
 * @param collectors of one cluster, tried in turn
 */
public record TransportConfig(
    NodeId node,
    List<CollectorAddress> collectors,
    Blocks blocks,
    LinkTimings timings,
    HostIdentity host,
    Surroundings surroundings) {
  /** Whether what happens to a node's clock stands among its records. */
  public enum ClockRecords {
    WRITTEN,
    /** For records that are a file's lines and nothing else. */
    LEFT_OUT
  }

  /**
   * How blocks are built.
   *
   * @param flushIntervalNs a block is closed this long after its first record, in nanoseconds
   */
  public record Blocks(
      long flushIntervalNs, BlockBuilder.Compression compression, ClockRecords clockRecords) {
    /** Recent enough for a reader who waits, long enough for hundreds of records. */
    public static final long FLUSH_INTERVAL_NS_DEFAULT = 200_000_000L;

    /** A tombstone for a damaged block tells its records' time within a minute. */
    public static final long FLUSH_INTERVAL_NS_MAX = 30_000_000_000L;

    public Blocks {
      if (flushIntervalNs < 0 || flushIntervalNs > FLUSH_INTERVAL_NS_MAX) {
        throw new IllegalArgumentException(
            "flushIntervalNs " + flushIntervalNs + " not in 0.." + FLUSH_INTERVAL_NS_MAX);
      }
    }

    public Blocks withClockRecords(ClockRecords changed) {
      return new Blocks(flushIntervalNs, compression, changed);
    }
  }

  /** Clocks, chance and the places where tests step in. */
  public record Surroundings(
      TickSource ticks,
      WallClock wall,
      UptimeSource uptime,
      RandomGenerator random,
      CrashPoint crashPoint) {}

  public TransportConfig {
    collectors = List.copyOf(collectors);
    if (collectors.isEmpty()) {
      throw new IllegalArgumentException("collectors: at least one HOST:PORT is needed");
    }
  }
}
