package vdsl.collector.ingest;

import java.net.InetSocketAddress;
import java.nio.file.Path;

/**
 * How the agents' side is set up.
 *
 * @param listen address to bind; port 0 for any free one
 * @param windowBytes unacknowledged bytes of blocks one agent may have under way
 * @param quarantine directory for conflicting blocks, made when the first one comes
 */
public record IngestConfig(InetSocketAddress listen, long windowBytes, Path quarantine) {
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
