package vdsl.agent.spool;

import java.util.Collections;
import java.util.TreeMap;
import vdsl.block.BodyDigest;
import vdsl.block.Tombstone;

/**
 * What is kept in memory of one block of the spool. Immutable.
 *
 * <p>A run of blocks whose headers are unreadable, or that were given up, is one block here: the
 * records around it tell how many records it had, and its sequence is that of the last of them. Its
 * body is the tombstone that covers them.
 */
public sealed interface SpooledBlock {
  /** Around a damaged block's neighbours in time, to be sure that its records lie within. */
  long DAMAGE_MARGIN_NS = 60_000_000_000L;

  long sequence();

  /** Records spooled by this directory before this block. */
  long firstRecord();

  long recordCount();

  /** Digest that the node's chain is continued with. */
  BodyDigest digest();

  /** Wall clock when the block was begun; of a lost one the latest it can be; in nanoseconds. */
  long wallNs();

  /** Records spooled by this directory up to the end of this block. */
  default long endRecord() {
    return firstRecord() + recordCount();
  }

  /** The body that covers the block's Ids if it has none of its own; the same at every call. */
  Tombstone tombstone();

  /** A block that can be read. */
  record Stored(
      long sequence,
      long firstRecord,
      long recordCount,
      BodyDigest digest,
      long wallNs,
      BodyLocation location)
      implements SpooledBlock {
    static Stored of(EntryHeader header, long segment) {
      return new Stored(
          header.place().sequence(),
          header.place().firstRecord(),
          header.place().recordCount(),
          new BodyDigest(header.body().bytes(), header.body().crc32c()),
          header.wallNs(),
          new BodyLocation(segment, header.bodyPosition()));
    }

    @Override
    public Tombstone tombstone() {
      return damaged(wallNs);
    }
  }

  /**
   * Where a body is.
   *
   * @param segment number of the segment
   * @param position of the body's first byte in the segment
   */
  record BodyLocation(long segment, int position) {}

  /** Blocks of which nothing is left but the gap between their neighbours, or their tombstone. */
  record Lost(
      long sequence, long firstRecord, long recordCount, BodyDigest digest, Tombstone tombstone)
      implements SpooledBlock {
    /** Blocks of which the one begun at wallNs, in nanoseconds, is the next that is left. */
    static Lost between(long sequence, long firstRecord, long endRecord, long wallNs) {
      return of(sequence, firstRecord, endRecord, damaged(wallNs));
    }

    static Lost of(long sequence, long firstRecord, long endRecord, Tombstone tombstone) {
      BodyDigest digest = BodyDigest.of(tombstone.encode());
      return new Lost(sequence, firstRecord, endRecord - firstRecord, digest, tombstone);
    }

    /** Whether the blocks were given up; otherwise they are damaged. */
    boolean isDropped() {
      return tombstone.cause() == Tombstone.Cause.DROPPED;
    }

    @Override
    public long wallNs() {
      return tombstone.toNs();
    }

    /** What is left of it after the first records of the directory: of unknown levels. */
    Lost after(long records) {
      if (records <= firstRecord) {
        return this;
      }
      Tombstone rest =
          new Tombstone(
              tombstone.cause(),
              tombstone.fromNs(),
              tombstone.toNs(),
              Collections.emptySortedMap(),
              tombstone.reason());
      return of(sequence, records, endRecord(), rest);
    }
  }

  private static Tombstone damaged(long wallNs) {
    return new Tombstone(
        Tombstone.Cause.DAMAGED,
        wallNs - DAMAGE_MARGIN_NS,
        wallNs + DAMAGE_MARGIN_NS,
        new TreeMap<>(),
        "damaged in the spool of the node");
  }
}
