package vdsl.block;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import vdsl.record.Severity;

/**
 * Body of a block that covers Ids whose records are gone: it makes a loss provable and explained.
 * Layout: docs/format/block.md.
 *
 * @param fromNs earliest time the records can have, in nanoseconds since the epoch
 * @param toNs latest time the records can have, in nanoseconds since the epoch
 * @param levelCounts records per level, as far as known; the rest is of unknown level
 * @param reason one sentence for people, at most {@value #REASON_LENGTH_MAX} characters
 */
public record Tombstone(
    Cause cause, long fromNs, long toNs, SortedMap<Severity, Long> levelCounts, String reason) {
  /** One sentence. */
  public static final int REASON_LENGTH_MAX = 512;

  static final int MAGIC = 0x54424456; // "VDBT"
  static final int VERSION = 1;

  /** Why the records are gone. */
  public enum Cause {
    /** Given up by the agent because its spool was full. */
    DROPPED(1),
    /** Removed by an operator. */
    DELETED(2),
    /** Unreadable: a checksum failed. */
    DAMAGED(3),
    /** Acknowledged once, but the collector was restored to an earlier state. */
    RESTORED(4);

    private final int code;

    Cause(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }

    static Cause ofCode(int code) {
      for (Cause cause : values()) {
        if (cause.code == code) {
          return cause;
        }
      }
      throw new BlockFormatException("tombstone cause " + code + " not in 1..4");
    }
  }

  public Tombstone {
    if (toNs < fromNs) {
      throw new IllegalArgumentException("toNs " + toNs + " before fromNs " + fromNs);
    }
    if (reason.length() > REASON_LENGTH_MAX) {
      throw new IllegalArgumentException(
          "reason of " + reason.length() + " characters, at most " + REASON_LENGTH_MAX);
    }
    levelCounts = Collections.unmodifiableSortedMap(new TreeMap<>(levelCounts));
  }

  public byte[] encode() {
    ByteWriter out = new ByteWriter(128);
    out.u32(MAGIC);
    out.u16(VERSION);
    out.u8(cause.code());
    out.u8(0);
    out.i64(fromNs);
    out.i64(toNs);
    out.varint(levelCounts.size());
    for (Map.Entry<Severity, Long> entry : levelCounts.entrySet()) {
      out.u8(entry.getKey().number());
      out.varint(entry.getValue());
    }
    out.string(reason);
    out.seal();
    return out.toByteArray();
  }

  /**
   * Reads an encoded tombstone.
   *
   * @throws BlockFormatException if the bytes are damaged, or of another version
   */
  public static Tombstone decode(byte[] bytes) {
    ByteReader in = ByteReader.checked(bytes, "tombstone");
    in.expectMagic(MAGIC, VERSION);
    try {
      Cause cause = Cause.ofCode(in.u8());
      in.expectZero(in.u8(), "flags");
      long fromNs = in.i64();
      long toNs = in.i64();
      TreeMap<Severity, Long> levelCounts = new TreeMap<>();
      for (int left = in.count(Severity.NUMBER_MAX); left > 0; left--) {
        levelCounts.put(new Severity(in.u8()), in.varint());
      }
      String reason = in.string(4 * REASON_LENGTH_MAX);
      in.expectEnd();
      return new Tombstone(cause, fromNs, toNs, levelCounts, reason);
    } catch (IllegalArgumentException invalid) {
      throw new BlockFormatException("tombstone: " + invalid.getMessage(), invalid);
    }
  }
}
