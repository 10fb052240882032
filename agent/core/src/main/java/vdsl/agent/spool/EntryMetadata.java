package vdsl.agent.spool;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import vdsl.block.BlockFormatException;
import vdsl.block.Tombstone;

/**
 * The metadata of an entry, little-endian. A block has positions only, those of its contributing
 * sources; a checkpoint has a numbering and the runs given up behind it before the positions of all
 * sources.
 *
 * <pre>
 * numbering   i64 incarnation, i64 sequence, i64 records, i64 last Id, i64 chain,
 *             u16 length and UTF-8 of the cluster's Id
 * dropped     u8 count, then of each: i64 sequence of its last block, i64 records at its end,
 *             u16 length and bytes of its tombstone
 * positions   u32 count, then of each: i64 position, i64 fingerprint,
 *             u16 length and UTF-8 of the source's name
 * </pre>
 */
final class EntryMetadata {
  private static final int NUMBERING_BYTES = 5 * Long.BYTES + Short.BYTES;
  private static final int DROPPED_BYTES = 2 * Long.BYTES + Short.BYTES;
  static final int POSITION_BYTES = 2 * Long.BYTES + Short.BYTES;

  /** Files that one agent reads: every checkpoint names all of them. */
  static final int SOURCE_COUNT_MAX = 16_384;

  /** That many sources with paths of ordinary length. */
  static final int POSITIONS_BYTES_MAX = 3 << 20;

  /**
   * What a checkpoint says.
   *
   * @param dropped runs of blocks that were given up: the first begins behind the numbering, each
   *     other where the one before ends
   */
  record Checkpoint(
      Numbering numbering, List<SpooledBlock.Lost> dropped, List<SourcePosition> positions) {}

  private EntryMetadata() {}

  static byte[] encodeBlock(Collection<SourcePosition> positions) {
    List<byte[]> names = names(positions);
    byte[] encoded = new byte[checked(positionsBytes(names))];
    ByteBuffer out = ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN);
    putPositions(out, positions, names);
    return encoded;
  }

  static byte[] encodeCheckpoint(
      Numbering numbering, List<SpooledBlock.Lost> dropped, Collection<SourcePosition> positions) {
    List<byte[]> names = names(positions);
    byte[] clusterId = numbering.clusterId().getBytes(StandardCharsets.UTF_8);
    int bytes = NUMBERING_BYTES + clusterId.length + droppedBytes(dropped) + positionsBytes(names);
    byte[] encoded = new byte[checked(bytes)];
    ByteBuffer out = ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN);
    out.putLong(numbering.incarnation()).putLong(numbering.sequence());
    out.putLong(numbering.records()).putLong(numbering.lastId()).putLong(numbering.chain());
    out.putShort((short) clusterId.length).put(clusterId);
    putDropped(out, dropped);
    putPositions(out, positions, names);
    return encoded;
  }

  /** The positions of a block; empty if the bytes are none. */
  static Optional<List<SourcePosition>> decodeBlock(ByteBuffer segment, EntryHeader header) {
    try {
      return Optional.of(positions(slice(segment, header)));
    } catch (BufferUnderflowException | IllegalArgumentException invalid) {
      return Optional.empty();
    }
  }

  /** A checkpoint; empty if the bytes are none. */
  static Optional<Checkpoint> decodeCheckpoint(ByteBuffer segment, EntryHeader header) {
    try {
      ByteBuffer in = slice(segment, header);
      long incarnation = in.getLong();
      long sequence = in.getLong();
      long records = in.getLong();
      long lastId = in.getLong();
      long chain = in.getLong();
      Numbering numbering =
          new Numbering(string(in), incarnation, sequence, records, lastId, chain);
      List<SpooledBlock.Lost> dropped = dropped(in, numbering);
      return Optional.of(new Checkpoint(numbering, dropped, positions(in)));
    } catch (BufferUnderflowException | IllegalArgumentException | BlockFormatException invalid) {
      return Optional.empty();
    }
  }

  private static int checked(int bytes) {
    if (bytes > EntryHeader.METADATA_BYTES_MAX) {
      throw new IllegalArgumentException(
          "metadata of " + bytes + " bytes, at most " + EntryHeader.METADATA_BYTES_MAX);
    }
    return bytes;
  }

  private static List<byte[]> names(Collection<SourcePosition> positions) {
    if (positions.size() > SOURCE_COUNT_MAX) {
      throw new IllegalArgumentException(
          positions.size() + " sources, at most " + SOURCE_COUNT_MAX);
    }
    return positions.stream()
        .map(position -> position.source().getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  private static int positionsBytes(List<byte[]> names) {
    int bytes = Integer.BYTES + names.size() * POSITION_BYTES;
    for (byte[] name : names) {
      bytes += name.length;
    }
    return bytes;
  }

  private static int droppedBytes(List<SpooledBlock.Lost> dropped) {
    int bytes = Byte.BYTES;
    for (SpooledBlock.Lost run : dropped) {
      bytes += DROPPED_BYTES + run.digest().bytes();
    }
    return bytes;
  }

  private static void putDropped(ByteBuffer out, List<SpooledBlock.Lost> dropped) {
    out.put((byte) dropped.size());
    for (SpooledBlock.Lost run : dropped) {
      byte[] tombstone = run.tombstone().encode();
      out.putLong(run.sequence()).putLong(run.endRecord());
      out.putShort((short) tombstone.length).put(tombstone);
    }
  }

  private static List<SpooledBlock.Lost> dropped(ByteBuffer in, Numbering numbering) {
    List<SpooledBlock.Lost> dropped = new ArrayList<>();
    long records = numbering.records();
    for (int left = Byte.toUnsignedInt(in.get()); left > 0; left--) {
      long sequence = in.getLong();
      long endRecord = in.getLong();
      byte[] tombstone = new byte[Short.toUnsignedInt(in.getShort())];
      in.get(tombstone);
      dropped.add(SpooledBlock.Lost.of(sequence, records, endRecord, Tombstone.decode(tombstone)));
      records = endRecord;
    }
    return dropped;
  }

  private static void putPositions(
      ByteBuffer out, Collection<SourcePosition> positions, List<byte[]> names) {
    out.putInt(names.size());
    int index = 0;
    for (SourcePosition position : positions) {
      byte[] name = names.get(index++);
      out.putLong(position.position()).putLong(position.fingerprint());
      out.putShort((short) name.length).put(name);
    }
  }

  private static ByteBuffer slice(ByteBuffer segment, EntryHeader header) {
    int start = header.position() + EntryHeader.BYTES;
    return segment
        .duplicate()
        .limit(start + header.metadata().bytes())
        .position(start)
        .slice()
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  private static List<SourcePosition> positions(ByteBuffer in) {
    int count = in.getInt();
    if (count < 0 || count > SOURCE_COUNT_MAX) {
      throw new IllegalArgumentException("source count " + count);
    }
    List<SourcePosition> positions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long position = in.getLong();
      long fingerprint = in.getLong();
      positions.add(new SourcePosition(string(in), position, fingerprint));
    }
    return positions;
  }

  private static String string(ByteBuffer in) {
    byte[] utf8 = new byte[Short.toUnsignedInt(in.getShort())];
    in.get(utf8);
    return new String(utf8, StandardCharsets.UTF_8);
  }
}
