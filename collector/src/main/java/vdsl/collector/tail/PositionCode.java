package vdsl.collector.tail;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.zip.CRC32C;
import vdsl.record.LogRecord;
import vdsl.record.NodeId;
import vdsl.storage.query.RecordPosition;

/**
 * Writes positions as the ids of events, opaque to clients. A position is of one cluster and one
 * choice of nodes: of another choice it would not say what was seen of the others. Immutable.
 *
 * <pre>
 * "1." Base64url(
 *   i64 timeNs | u8 length, name | varint id         the place
 *   varint count
 *   count * ( u8 shared | u8 length, rest | varint )  names in order, less what each shares with
 *                                                     the one before; last Id seen
 *   u32 CRC-32C of cluster, nodes chosen and all the above )
 * </pre>
 */
final class PositionCode {
  private static final String VERSION = "1.";
  private static final int CHECKSUM_BYTES = 4;
  private static final int VARINT_BYTES_MAX = 9;
  private static final int VARINT_BITS = 7;
  private static final int VARINT_MORE = 0x80;
  private static final int PLACE_BYTES_MAX = Long.BYTES + 1 + NodeId.LENGTH_MAX + VARINT_BYTES_MAX;

  private final byte[] scope;

  /**
   * A code of one cluster.
   *
   * @param nodes nodes chosen; empty for all
   */
  PositionCode(UUID clusterId, Collection<NodeId> nodes) {
    String names = String.join(",", new TreeSet<>(nodes.stream().map(NodeId::value).toList()));
    scope = (clusterId + ":" + names).getBytes(StandardCharsets.US_ASCII);
  }

  /** The part of a position that does not change from record to record. */
  static byte[] encodeSeen(SortedMap<NodeId, Long> seenIds) {
    ByteBuffer out =
        ByteBuffer.allocate(
            VARINT_BYTES_MAX + seenIds.size() * (2 + NodeId.LENGTH_MAX + VARINT_BYTES_MAX));
    putVarint(out, seenIds.size());
    byte[] before = {};
    for (Map.Entry<NodeId, Long> seen : seenIds.entrySet()) {
      byte[] name = ascii(seen.getKey());
      int shared = sharedLength(before, name);
      out.put((byte) shared).put((byte) (name.length - shared));
      out.put(name, shared, name.length - shared);
      putVarint(out, seen.getValue());
      before = name;
    }
    return bytes(out);
  }

  private static int sharedLength(byte[] one, byte[] other) {
    int length = 0;
    while (length < Math.min(one.length, other.length) && one[length] == other[length]) {
      length++;
    }
    return length;
  }

  /** How long a position with these nodes can get, in characters. */
  static int lengthMax(byte[] encodedSeen) {
    int byteCount = PLACE_BYTES_MAX + encodedSeen.length + CHECKSUM_BYTES;
    return VERSION.length() + (byteCount * 4 + 2) / 3;
  }

  String encode(RecordPosition place, byte[] encodedSeen) {
    ByteBuffer out = ByteBuffer.allocate(PLACE_BYTES_MAX + encodedSeen.length + CHECKSUM_BYTES);
    byte[] name = ascii(place.node());
    out.putLong(place.timeNs()).put((byte) name.length).put(name);
    putVarint(out, place.id());
    out.put(encodedSeen);
    out.putInt(checksum(out.array(), out.position()));
    return VERSION + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(out));
  }

  /** Reads what {@link #encode} wrote in the same scope; empty if it is anything else. */
  Optional<TailPosition> decode(String encoded) {
    if (!encoded.startsWith(VERSION) || encoded.length() > TailLimits.POSITION_LENGTH_MAX) {
      return Optional.empty();
    }
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(encoded.substring(VERSION.length()));
      int checked = bytes.length - CHECKSUM_BYTES;
      if (checked < 0 || ByteBuffer.wrap(bytes).getInt(checked) != checksum(bytes, checked)) {
        return Optional.empty();
      }
      return Optional.of(read(ByteBuffer.wrap(bytes, 0, checked)));
    } catch (IllegalArgumentException | BufferUnderflowException invalid) {
      return Optional.empty();
    }
  }

  private static TailPosition read(ByteBuffer in) {
    RecordPosition place =
        new RecordPosition(
            in.getLong(), name(in, new byte[0], 0), getVarint(in, LogRecord.ID_FIRST - 1));
    long count = getVarint(in, 0);
    SortedMap<NodeId, Long> seenIds = new TreeMap<>();
    byte[] before = {};
    for (long i = 0; i < count; i++) {
      NodeId node = name(in, before, Byte.toUnsignedInt(in.get()));
      seenIds.put(node, getVarint(in, LogRecord.ID_FIRST - 1));
      before = ascii(node);
    }
    if (in.hasRemaining()) {
      throw new IllegalArgumentException(in.remaining() + " bytes too many");
    }
    return new TailPosition(place, seenIds);
  }

  private static NodeId name(ByteBuffer in, byte[] before, int shared) {
    byte[] name = new byte[shared + Byte.toUnsignedInt(in.get())];
    if (shared > before.length) {
      throw new IllegalArgumentException(shared + " of " + before.length + " characters shared");
    }
    System.arraycopy(before, 0, name, 0, shared);
    in.get(name, shared, name.length - shared);
    return new NodeId(new String(name, StandardCharsets.US_ASCII));
  }

  private int checksum(byte[] bytes, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(scope);
    checksum.update(bytes, 0, length);
    return (int) checksum.getValue();
  }

  private static byte[] ascii(NodeId node) {
    return node.value().getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] bytes(ByteBuffer written) {
    byte[] bytes = new byte[written.position()];
    written.flip().get(bytes);
    return bytes;
  }

  /** Seven bits a byte, the lowest first; not negative. */
  private static void putVarint(ByteBuffer out, long value) {
    long rest = value;
    while (rest >= VARINT_MORE) {
      out.put((byte) (rest | VARINT_MORE));
      rest >>>= VARINT_BITS;
    }
    out.put((byte) rest);
  }

  private static long getVarint(ByteBuffer in, long least) {
    long value = 0;
    for (int i = 0; i < VARINT_BYTES_MAX; i++) {
      byte next = in.get();
      value |= (long) (next & (VARINT_MORE - 1)) << (i * VARINT_BITS);
      if (next >= 0) {
        if (value < least) {
          throw new IllegalArgumentException(value + " below " + least);
        }
        return value;
      }
    }
    throw new IllegalArgumentException("number too long");
  }
}
