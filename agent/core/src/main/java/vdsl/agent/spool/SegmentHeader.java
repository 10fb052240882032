package vdsl.agent.spool;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import vdsl.record.NodeId;
import vdsl.time.BootId;

/**
 * First bytes of a segment, little-endian. Magic, version, length and the place of the checksum
 * stay the same in every version.
 *
 * <pre>
 *  0  u32  magic "VDSS"
 *  4  u16  version
 *  6  u16  length of this header
 *  8  i64  number of the segment
 * 16  i64  boot id, upper half
 * 24  i64  boot id, lower half
 * 32  u8   sync policy
 * 33  u8   length of the node's name
 * 34  ...  the node's name, ASCII
 *     u32  crc32c of all before
 * </pre>
 */
record SegmentHeader(long number, BootId boot, SyncPolicy syncPolicy, NodeId node) {
  static final int MAGIC = 0x53534456; // "VDSS"
  static final int VERSION = 1;

  private static final int VERSION_OFFSET = Integer.BYTES;
  private static final int LENGTH_OFFSET = VERSION_OFFSET + Short.BYTES;
  private static final int FIXED_BYTES = 34;
  private static final int CRC_BYTES = Integer.BYTES;

  int encodedBytes() {
    return FIXED_BYTES + node.value().length() + CRC_BYTES;
  }

  ByteBuffer encode() {
    ByteBuffer out = ByteBuffer.allocate(encodedBytes()).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(MAGIC).putShort((short) VERSION).putShort((short) encodedBytes());
    out.putLong(number);
    out.putLong(boot.value().getMostSignificantBits());
    out.putLong(boot.value().getLeastSignificantBits());
    byte[] name = node.value().getBytes(StandardCharsets.US_ASCII);
    out.put((byte) syncPolicy.code()).put((byte) name.length).put(name);
    out.putInt(Checksum.of(out.array(), 0, out.position()));
    return out.flip();
  }

  /**
   * Reads the header of a segment; empty if it is damaged.
   *
   * @throws SpoolException if it is whole but of another version
   */
  static Optional<SegmentHeader> decode(ByteBuffer segment, String file) {
    int length = checkedLength(segment);
    if (length == 0) {
      return Optional.empty();
    }
    int version = Short.toUnsignedInt(segment.getShort(VERSION_OFFSET));
    if (version != VERSION) {
      throw new SpoolException(
          "spool segment "
              + file
              + " has format version "
              + version
              + ", this agent reads version "
              + VERSION
              + "; use the agent that wrote it");
    }
    ByteBuffer in = segment.duplicate().order(ByteOrder.LITTLE_ENDIAN).position(8);
    long number = in.getLong();
    BootId boot = new BootId(new UUID(in.getLong(), in.getLong()));
    SyncPolicy policy = SyncPolicy.ofCode(in.get());
    byte[] name = new byte[in.get()];
    in.get(name);
    NodeId node = new NodeId(new String(name, StandardCharsets.US_ASCII));
    return Optional.of(new SegmentHeader(number, boot, policy, node));
  }

  /** Length of a header whose checksum holds, else 0. */
  private static int checkedLength(ByteBuffer segment) {
    if (segment.limit() < FIXED_BYTES + CRC_BYTES || segment.getInt(0) != MAGIC) {
      return 0;
    }
    int length = Short.toUnsignedInt(segment.getShort(LENGTH_OFFSET));
    if (length < FIXED_BYTES + CRC_BYTES || length > segment.limit()) {
      return 0;
    }
    int crc32c = Checksum.of(segment, 0, length - CRC_BYTES);
    return segment.getInt(length - CRC_BYTES) == crc32c ? length : 0;
  }
}
