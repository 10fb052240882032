package vdsl.agent.spool;

import java.nio.ByteBuffer;
import java.util.Optional;
import vdsl.block.BlockLimits;
import vdsl.block.BodyDigest;

/**
 * First bytes of an entry, little-endian. It has a checksum of its own, so that a block whose body
 * is damaged still tells how many Ids it takes. The position keeps bytes that merely look like an
 * entry, such as a spool shipped as a log, from being taken for one.
 *
 * <pre>
 *  0  u32  magic "VDSE"
 *  4  u8   kind: 1 block, 2 checkpoint
 *  5  u8   0, three times
 *  8  u32  position of this entry in its segment
 * 12  u32  length of the metadata that follow the header
 * 16  u32  crc32c of the metadata
 * 20  u32  length of the body that follows the metadata; 0 in a checkpoint
 * 24  u32  crc32c of the body
 * 28  u32  records in the block; 0 in a checkpoint
 * 32  i64  sequence of the block; in a checkpoint that of the last block before it
 * 40  i64  records spooled by this directory before this entry
 * 48  i64  wall clock when the block was begun, nanoseconds since the epoch; 0 in a checkpoint
 * 56  u32  0
 * 60  u32  crc32c of bytes 0..59
 * </pre>
 *
 * @param position of the entry in its segment
 */
record EntryHeader(
    Kind kind, int position, Extent metadata, Extent body, Place place, long wallNs) {
  static final int MAGIC = 0x45534456; // "VDSE"
  static final int BYTES = 64;

  /** A numbering, runs given up, and {@link EntryMetadata#POSITIONS_BYTES_MAX} of positions. */
  static final int METADATA_BYTES_MAX = 4 << 20;

  private static final int KIND_OFFSET = 4;
  private static final int POSITION_OFFSET = 8;
  private static final int METADATA_OFFSET = 12;
  private static final int BODY_OFFSET = 20;
  private static final int RECORD_COUNT_OFFSET = 28;
  private static final int SEQUENCE_OFFSET = 32;
  private static final int FIRST_RECORD_OFFSET = 40;
  private static final int WALL_OFFSET = 48;
  private static final int CRC_OFFSET = 60;

  /** What an entry is. */
  enum Kind {
    BLOCK(1),
    CHECKPOINT(2);

    private final int code;

    Kind(int code) {
      this.code = code;
    }
  }

  /** Length and checksum of a run of bytes. */
  record Extent(int bytes, int crc32c) {
    static final Extent EMPTY = new Extent(0, 0);

    static Extent of(byte[] bytes) {
      return new Extent(bytes.length, Checksum.of(bytes, 0, bytes.length));
    }

    static Extent of(BodyDigest body) {
      return new Extent(body.bytes(), body.crc32c());
    }

    boolean holds(ByteBuffer segment, int offset) {
      return offset + bytes <= segment.limit() && Checksum.of(segment, offset, bytes) == crc32c;
    }
  }

  /** Where an entry stands in the order of blocks and records. */
  record Place(long sequence, long firstRecord, int recordCount) {}

  /** The same entry elsewhere. */
  EntryHeader at(int newPosition) {
    return new EntryHeader(kind, newPosition, metadata, body, place, wallNs);
  }

  int bodyPosition() {
    return position + BYTES + metadata.bytes();
  }

  /** Length of the whole entry. */
  int entryBytes() {
    return BYTES + metadata.bytes() + body.bytes();
  }

  /** Appends the header to a little-endian buffer. */
  void encodeTo(ByteBuffer out) {
    int start = out.position();
    out.putInt(MAGIC).putInt(kind.code).putInt(position);
    out.putInt(metadata.bytes()).putInt(metadata.crc32c());
    out.putInt(body.bytes()).putInt(body.crc32c());
    out.putInt(place.recordCount()).putLong(place.sequence()).putLong(place.firstRecord());
    out.putLong(wallNs).putInt(0);
    out.putInt(Checksum.of(out, start, CRC_OFFSET));
  }

  /** The header that stands whole at a position of a little-endian segment, if one does. */
  static Optional<EntryHeader> decode(ByteBuffer segment, int position) {
    if (position + BYTES > segment.limit()
        || segment.getInt(position) != MAGIC
        || segment.getInt(position + POSITION_OFFSET) != position
        || segment.getInt(position + CRC_OFFSET) != Checksum.of(segment, position, CRC_OFFSET)) {
      return Optional.empty();
    }
    int code = segment.getInt(position + KIND_OFFSET);
    if (code != Kind.BLOCK.code && code != Kind.CHECKPOINT.code) {
      return Optional.empty();
    }
    EntryHeader header =
        new EntryHeader(
            code == Kind.BLOCK.code ? Kind.BLOCK : Kind.CHECKPOINT,
            position,
            extent(segment, position + METADATA_OFFSET),
            extent(segment, position + BODY_OFFSET),
            new Place(
                segment.getLong(position + SEQUENCE_OFFSET),
                segment.getLong(position + FIRST_RECORD_OFFSET),
                segment.getInt(position + RECORD_COUNT_OFFSET)),
            segment.getLong(position + WALL_OFFSET));
    return header.isSane() ? Optional.of(header) : Optional.empty();
  }

  private static Extent extent(ByteBuffer segment, int offset) {
    return new Extent(segment.getInt(offset), segment.getInt(offset + Integer.BYTES));
  }

  /** Bounds every length before anything is allocated or added. */
  private boolean isSane() {
    boolean isBlock = kind == Kind.BLOCK;
    return metadata.bytes() >= 0
        && metadata.bytes() <= METADATA_BYTES_MAX
        && body.bytes() >= (isBlock ? 1 : 0)
        && body.bytes() <= (isBlock ? BlockLimits.BODY_BYTES_MAX : 0)
        && place.recordCount() >= (isBlock ? 1 : 0)
        && place.recordCount() <= (isBlock ? BlockLimits.RECORD_COUNT_MAX : 0)
        && place.sequence() >= Numbering.SEQUENCE_ORIGIN
        && place.firstRecord() >= 0;
  }
}
