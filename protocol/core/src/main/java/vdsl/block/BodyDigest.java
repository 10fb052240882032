package vdsl.block;

import java.util.zip.CRC32C;

/**
 * Length and checksum of a block's body.
 *
 * @param bytes 1..{@link BlockLimits#BODY_BYTES_MAX}
 * @param crc32c CRC-32C (RFC 3720, appendix B.4) of all of them
 */
public record BodyDigest(int bytes, int crc32c) {
  public BodyDigest {
    if (bytes < 1 || bytes > BlockLimits.BODY_BYTES_MAX) {
      throw new IllegalArgumentException(
          "body of " + bytes + " bytes not in 1.." + BlockLimits.BODY_BYTES_MAX);
    }
  }

  public static BodyDigest of(byte[] body) {
    CRC32C crc = new CRC32C();
    crc.update(body, 0, body.length);
    return new BodyDigest(body.length, (int) crc.getValue());
  }

  @Override
  public String toString() {
    return bytes + " bytes, crc32c " + String.format("%08x", crc32c);
  }
}
