package vdsl.agent.buffer;

/**
 * Settings of a double buffer.
 *
 * @param halfBytes {@code buffer.half}: size of each half, in bytes; a power of two
 * @param stallNs {@code buffer.stall}: how long a drain waits at a frame that a live process has
 *     claimed and not committed, and how long closing waits for such frames, in nanoseconds
 */
public record BufferConfig(int halfBytes, long stallNs) {
  /** Below it, padding for the longest frame takes too large a part of a half. */
  public static final int HALF_BYTES_MIN = 1 << 20;

  /** Two of them and two pages are within what one mapping, addressed by an int, can hold. */
  public static final int HALF_BYTES_MAX = 256 << 20;

  /** 80,000 records of 100 bytes: some milliseconds of a burst, seconds of an ordinary service. */
  public static final int HALF_BYTES_DEFAULT = 8 << 20;

  /** Far longer than a collector of garbage stops a thread, far shorter than a reader waits. */
  public static final long STALL_NS_DEFAULT = 10_000_000_000L;

  public static final BufferConfig DEFAULT = new BufferConfig(HALF_BYTES_DEFAULT, STALL_NS_DEFAULT);

  public BufferConfig {
    if (!isHalfBytes(halfBytes)) {
      throw new IllegalArgumentException(
          "buffer.half "
              + halfBytes
              + " is not a power of two in "
              + HALF_BYTES_MIN
              + ".."
              + HALF_BYTES_MAX);
    }
    if (stallNs < 0) {
      throw new IllegalArgumentException("buffer.stall " + stallNs + " ns not in 0..2^63-1");
    }
  }

  static boolean isHalfBytes(int bytes) {
    return bytes >= HALF_BYTES_MIN && bytes <= HALF_BYTES_MAX && Integer.bitCount(bytes) == 1;
  }
}
