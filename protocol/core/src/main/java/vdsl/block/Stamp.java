package vdsl.block;

import java.util.ArrayList;
import java.util.List;
import vdsl.record.IdRange;
import vdsl.record.NodeId;
import vdsl.time.TimeMap;

/**
 * Places a block's body: whose it is, which Ids its records have, where it stands in the node's
 * history and how its raw ticks become cluster time. Written when the block is first sent, so that
 * a body can be spooled before the node knows its Ids or its time. Layout: docs/format/block.md.
 *
 * @param kind what the body holds
 * @param ids Ids of the body's records; record i has Id ids.first() + i
 * @param body length and checksum of the body this stamp belongs to
 * @param chain the node's history before and after this block
 */
public record Stamp(
    BlockIdentity identity,
    BlockKind kind,
    IdRange ids,
    BodyDigest body,
    ChainLink chain,
    TimeMap timeMap) {
  static final int MAGIC = 0x53424456; // "VDBS"
  static final int VERSION = 1;

  /** Longest encoding: fixed fields, the longest node name and a full time map, in bytes. */
  public static final int BYTES_MAX = 128 + NodeId.LENGTH_MAX + 24 * TimeMap.KNOT_COUNT_MAX;

  public Stamp {
    if (kind == BlockKind.RECORDS && ids.count() > BlockLimits.RECORD_COUNT_MAX) {
      throw new IllegalArgumentException(
          "record count " + ids.count() + " not in 1.." + BlockLimits.RECORD_COUNT_MAX);
    }
  }

  public NodeId node() {
    return identity.node();
  }

  public byte[] encode() {
    ByteWriter out = new ByteWriter(256);
    out.u32(MAGIC);
    out.u16(VERSION);
    out.u8(kind.code());
    out.u8(0);
    out.i64(identity.incarnation());
    out.i64(identity.sequence());
    out.i64(ids.first());
    out.i64(ids.count());
    out.u32(body.bytes());
    out.u32(body.crc32c());
    out.i64(chain.before());
    out.i64(chain.after());
    out.i64(timeMap.epoch());
    out.u32(timeMap.generation());
    out.string(identity.node().value());
    out.varint(timeMap.knots().size());
    for (TimeMap.Knot knot : timeMap.knots()) {
      out.i64(knot.ticks());
      out.i64(knot.timeNs());
      out.i64(knot.boundNs());
    }
    out.seal();
    return out.toByteArray();
  }

  /**
   * Reads an encoded stamp.
   *
   * @throws BlockFormatException if the bytes are damaged, or of another version
   */
  public static Stamp decode(byte[] bytes) {
    if (bytes.length > BYTES_MAX) {
      throw new BlockFormatException("stamp of " + bytes.length + " bytes, at most " + BYTES_MAX);
    }
    ByteReader in = ByteReader.checked(bytes, "stamp");
    in.expectMagic(MAGIC, VERSION);
    try {
      return decodeFields(in);
    } catch (IllegalArgumentException | ArithmeticException invalid) {
      throw new BlockFormatException("stamp: " + invalid.getMessage(), invalid);
    }
  }

  private static Stamp decodeFields(ByteReader in) {
    BlockKind kind = BlockKind.ofCode(in.u8());
    in.expectZero(in.u8(), "flags");
    long incarnation = in.i64();
    long sequence = in.i64();
    IdRange ids = IdRange.ofCount(in.i64(), in.i64());
    BodyDigest body = new BodyDigest(in.u32(), in.u32());
    ChainLink chain = new ChainLink(in.i64(), in.i64());
    long epoch = in.i64();
    int generation = in.u32();
    NodeId node = new NodeId(in.string(NodeId.LENGTH_MAX));
    int knotCount = in.count(TimeMap.KNOT_COUNT_MAX);
    List<TimeMap.Knot> knots = new ArrayList<>(knotCount);
    for (int i = 0; i < knotCount; i++) {
      knots.add(new TimeMap.Knot(in.i64(), in.i64(), in.i64()));
    }
    in.expectEnd();
    TimeMap timeMap = new TimeMap(epoch, generation, knots);
    return new Stamp(
        new BlockIdentity(node, incarnation, sequence), kind, ids, body, chain, timeMap);
  }
}
