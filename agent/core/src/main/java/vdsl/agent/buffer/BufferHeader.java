package vdsl.agent.buffer;

import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.zip.CRC32C;
import vdsl.time.BootId;
import vdsl.time.ClockAnchor;

/**
 * First bytes of a buffer file, little-endian; written once, before the file gets its name.
 *
 * <pre>
 *  0  u32  magic "VDBU"
 *  4  u16  version
 *  6  u16  length of this header, checksum included
 *  8  i64  identity of the buffer, random
 * 16  i64  boot id of the host, upper half
 * 24  i64  boot id of the host, lower half
 * 32  i64  raw ticks when the buffer was made
 * 40  i64  wall clock at the same moment, nanoseconds since the epoch
 * 48  i64  process id of the owner, in its own namespace
 * 56  u32  bytes of each half
 * 60  u32  crc32c of bytes 0..59
 * </pre>
 *
 * @param identity tells this buffer from all others; part of the file's name
 * @param anchor of the clock whose raw ticks the frames carry
 * @param pid for people to read: whether the owner lives is told by its lock alone
 */
public record BufferHeader(long identity, ClockAnchor anchor, long pid, int halfBytes) {
  static final int BYTES = 64;

  private static final int MAGIC = 0x55424456; // "VDBU"
  private static final int VERSION = 1;
  private static final int VERSION_OFFSET = 4;
  private static final int LENGTH_OFFSET = 6;
  private static final int IDENTITY_OFFSET = 8;
  private static final int BOOT_OFFSET = 16;
  private static final int ANCHOR_TICKS_OFFSET = 32;
  private static final int ANCHOR_WALL_OFFSET = 40;
  private static final int PID_OFFSET = 48;
  private static final int HALF_BYTES_OFFSET = 56;
  private static final int CRC_OFFSET = 60;

  public BufferHeader {
    if (!BufferConfig.isHalfBytes(halfBytes)) {
      throw new IllegalArgumentException("half of " + halfBytes + " bytes");
    }
  }

  /** Writes the header at the start of a little-endian buffer. */
  void encodeTo(ByteBuffer out) {
    UUID boot = anchor.boot().value();
    out.putInt(0, MAGIC).putShort(VERSION_OFFSET, (short) VERSION);
    out.putShort(LENGTH_OFFSET, (short) BYTES).putLong(IDENTITY_OFFSET, identity);
    out.putLong(BOOT_OFFSET, boot.getMostSignificantBits());
    out.putLong(BOOT_OFFSET + Long.BYTES, boot.getLeastSignificantBits());
    out.putLong(ANCHOR_TICKS_OFFSET, anchor.ticks()).putLong(ANCHOR_WALL_OFFSET, anchor.wallNs());
    out.putLong(PID_OFFSET, pid).putInt(HALF_BYTES_OFFSET, halfBytes);
    out.putInt(CRC_OFFSET, crc32c(out));
  }

  /**
   * Reads the header at the start of a little-endian buffer.
   *
   * @throws BufferException if there is none that this version knows
   */
  static BufferHeader decode(ByteBuffer in, String file) {
    if (in.limit() < BYTES || in.getInt(0) != MAGIC || in.getInt(CRC_OFFSET) != crc32c(in)) {
      throw new BufferException(file + " is no buffer: its header is damaged or missing");
    }
    int version = Short.toUnsignedInt(in.getShort(VERSION_OFFSET));
    if (version != VERSION || in.getShort(LENGTH_OFFSET) != BYTES) {
      throw new BufferException(file + " has version " + version + ", this is " + VERSION);
    }
    int halfBytes = in.getInt(HALF_BYTES_OFFSET);
    if (!BufferConfig.isHalfBytes(halfBytes)) {
      throw new BufferException(file + " has halves of " + halfBytes + " bytes");
    }
    UUID boot = new UUID(in.getLong(BOOT_OFFSET), in.getLong(BOOT_OFFSET + Long.BYTES));
    ClockAnchor anchor =
        new ClockAnchor(
            new BootId(boot), in.getLong(ANCHOR_TICKS_OFFSET), in.getLong(ANCHOR_WALL_OFFSET));
    return new BufferHeader(in.getLong(IDENTITY_OFFSET), anchor, in.getLong(PID_OFFSET), halfBytes);
  }

  private static int crc32c(ByteBuffer header) {
    CRC32C crc = new CRC32C();
    crc.update(header.slice(0, CRC_OFFSET));
    return (int) crc.getValue();
  }
}
