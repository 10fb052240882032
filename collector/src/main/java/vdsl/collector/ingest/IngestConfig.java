package vdsl.collector.ingest;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * How the agents' side is set up.
 *
 * @param listen address to bind; port 0 for any free one
 * @param windowBytes unacknowledged bytes of blocks one agent may have under way
 * @param quarantine directory for conflicting blocks, made when the first one comes
 */
public record IngestConfig(
    InetSocketAddress listen, long windowBytes, SyncPeriod syncPeriod, Path quarantine) {
  /**
   * Between two bursts of sync signals to one agent, in nanoseconds.
   *
   * @param minNs while little is known of the agent's clock
   * @param maxNs while it is well known
   */
  public record SyncPeriod(long minNs, long maxNs) {
    /** Bursts closer together cost more than they tell. */
    public static final long MS_LEAST = 10;

    /** An agent takes half a minute without exchanges for a loss of sync. */
    public static final long MS_MOST = 20_000;

    /** At 300 ppm two clocks part by 30 µs meanwhile, about half of a round trip in one room. */
    public static final long MIN_MS_DEFAULT = 100;

    /** With a rate known to 1 ppm they part by 10 µs meanwhile. */
    public static final long MAX_MS_DEFAULT = 10_000;

    public static final SyncPeriod DEFAULT = ofMillis(MIN_MS_DEFAULT, MAX_MS_DEFAULT);

    public SyncPeriod {
      if (minNs <= 0 || maxNs < minNs) {
        throw new IllegalArgumentException(
            "sync period " + minNs + ".." + maxNs + " ns is not 0 < min <= max");
      }
    }

    public static SyncPeriod ofMillis(long minMs, long maxMs) {
      return new SyncPeriod(
          TimeUnit.MILLISECONDS.toNanos(minMs), TimeUnit.MILLISECONDS.toNanos(maxMs));
    }
  }

  /** One largest frame must fit. */
  public static final long WINDOW_BYTES_MIN = 2L << 20;

  /** Half of what all agents together may have waiting. */
  public static final long WINDOW_BYTES_MAX = IngestLimits.QUEUE_BYTES_MAX / 2;

  public static final long WINDOW_BYTES_DEFAULT = 8L << 20;

  public IngestConfig {
    if (windowBytes < WINDOW_BYTES_MIN || windowBytes > WINDOW_BYTES_MAX) {
      throw new IllegalArgumentException(
          "windowBytes " + windowBytes + " not in " + WINDOW_BYTES_MIN + ".." + WINDOW_BYTES_MAX);
    }
  }
}
