package vdsl.block;

import java.util.zip.CRC32C;

/**
 * Checksum at the end of an encoding: CRC-32C (RFC 3720, appendix B.4) of all bytes before, masked.
 * Unmasked, the CRC of an encoding together with its trailer would be the same number for all
 * encodings, and every checksum around it ({@link BodyDigest}, the spool's) would be blind. The
 * mask is that of LevelDB's log format. Thread-safe: it has no state.
 */
final class Trailer {
  static final int BYTES = Integer.BYTES;

  private static final int ROTATION = 15;
  private static final int MASK_DELTA = 0xa282ead8;

  private Trailer() {}

  static int of(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return Integer.rotateRight((int) crc.getValue(), ROTATION) + MASK_DELTA;
  }
}
