package vdsl.storage.query;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Bytes that pass their checksum and are nonsense all the same, as a hostile agent sends them. */
final class Damage {
  private static final int TRAILER_ROTATION = 15;
  private static final int TRAILER_DELTA = 0xa282ead8;

  private Damage() {}

  /** Overwrites the end of an uncompressed body, where its frame 2 is, and signs it anew. */
  static byte[] inFrame2(byte[] body) {
    byte[] damaged = body.clone();
    int end = damaged.length - Integer.BYTES;
    Arrays.fill(damaged, end - 4, end, (byte) 0xff);
    CRC32C crc = new CRC32C();
    crc.update(damaged, 0, end);
    int masked = Integer.rotateRight((int) crc.getValue(), TRAILER_ROTATION) + TRAILER_DELTA;
    ByteBuffer.wrap(damaged).order(ByteOrder.LITTLE_ENDIAN).putInt(end, masked);
    return damaged;
  }
}
