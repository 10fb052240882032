package vdsl.agent.spool;

import java.nio.charset.StandardCharsets;

/**
 * How far a source was read when a block was spooled. The spool keeps the newest one of every
 * source, so that after a crash reading goes on behind the last record that was spooled.
 *
 * @param source name of the source, unique in the node's directory; 1..{@value #SOURCE_BYTES_MAX}
 *     bytes of UTF-8
 * @param position first byte not yet read
 * @param fingerprint tells whether a source of that name is still the same one
 */
public record SourcePosition(String source, long position, long fingerprint) {
  /** The longest path of Linux. */
  public static final int SOURCE_BYTES_MAX = 4_096;

  public SourcePosition {
    int sourceBytes = source.getBytes(StandardCharsets.UTF_8).length;
    if (sourceBytes < 1 || sourceBytes > SOURCE_BYTES_MAX) {
      throw new IllegalArgumentException(
          "source name of " + sourceBytes + " bytes not in 1.." + SOURCE_BYTES_MAX);
    }
    if (position < 0) {
      throw new IllegalArgumentException("position " + position + " not in 0..2^63-1");
    }
  }
}
