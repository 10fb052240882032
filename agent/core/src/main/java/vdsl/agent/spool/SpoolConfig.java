package vdsl.agent.spool;

import java.nio.file.Path;
import vdsl.record.NodeId;
import vdsl.time.BootId;

/**
 * What a spool is opened with.
 *
 * @param directory the node's directory; made if absent
 * @param boot this boot of the host
 * @param segmentBytes size at which a segment is closed
 * @param spoolBytes bound of all segments together
 * @param whenFull what happens at the bound
 */
public record SpoolConfig(
    Path directory,
    NodeId node,
    BootId boot,
    int segmentBytes,
    long spoolBytes,
    SyncPolicy syncPolicy,
    SpoolFull whenFull) {
  /** Bound of a spool unless configured: hours of a busy service. */
  public static final long SPOOL_BYTES_DEFAULT = 1L << 30;

  /** Room for the four segments below, each longer than the longest entry. */
  public static final long SPOOL_BYTES_MIN = 16L << 20;

  /** Recovery reads a segment at a time into memory, and space comes back a segment at a time. */
  public static final int SEGMENT_BYTES_DEFAULT = 16 << 20;

  /** Room for a header, two checkpoints and a block. */
  public static final int SEGMENT_BYTES_MIN = 1 << 10;

  /** One segment is written while others are sent: with fewer the writer waits for the last ack. */
  private static final int SEGMENT_COUNT_MIN = 4;

  public SpoolConfig {
    if (segmentBytes < SEGMENT_BYTES_MIN || segmentBytes > SEGMENT_BYTES_DEFAULT) {
      throw new IllegalArgumentException(
          "segmentBytes "
              + segmentBytes
              + " not in "
              + SEGMENT_BYTES_MIN
              + ".."
              + SEGMENT_BYTES_DEFAULT);
    }
    if (spoolBytes / SEGMENT_COUNT_MIN < segmentBytes) {
      throw new IllegalArgumentException(
          "spoolBytes " + spoolBytes + " below " + SEGMENT_COUNT_MIN + " x " + segmentBytes);
    }
  }

  /** A spool that refuses blocks at its bound. */
  public SpoolConfig(
      Path directory,
      NodeId node,
      BootId boot,
      int segmentBytes,
      long spoolBytes,
      SyncPolicy syncPolicy) {
    this(directory, node, boot, segmentBytes, spoolBytes, syncPolicy, SpoolFull.BLOCK);
  }

  /** The same spool, but for what happens at its bound. */
  public SpoolConfig withFull(SpoolFull changed) {
    return new SpoolConfig(directory, node, boot, segmentBytes, spoolBytes, syncPolicy, changed);
  }

  /** A spool bounded to spoolBytes, in segments of the default size or a quarter of the bound. */
  public static SpoolConfig of(
      Path directory, NodeId node, BootId boot, long spoolBytes, SyncPolicy syncPolicy) {
    if (spoolBytes < SPOOL_BYTES_MIN) {
      throw new IllegalArgumentException(
          "spool.bytes " + spoolBytes + " not in " + SPOOL_BYTES_MIN + "..2^63-1");
    }
    int segmentBytes = (int) Math.min(SEGMENT_BYTES_DEFAULT, spoolBytes / SEGMENT_COUNT_MIN);
    return new SpoolConfig(directory, node, boot, segmentBytes, spoolBytes, syncPolicy);
  }
}
