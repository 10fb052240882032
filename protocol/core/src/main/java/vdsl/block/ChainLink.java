package vdsl.block;

import vdsl.record.IdRange;

/**
 * A node's history folded into 64 bits, before and after one block. Two histories that differ
 * anywhere before a point differ there in their chain with overwhelming probability, so that an
 * agent and a collector can tell by one number whether they speak of the same records.
 */
public record ChainLink(long before, long after) {
  /** The chain of a node before its first block. */
  public static final long ORIGIN = 0;

  // The finaliser constants of SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number
  // generators, OOPSLA 2014).
  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;
  private static final long MIX_1 = 0xbf58476d1ce4e5b9L;
  private static final long MIX_2 = 0x94d049bb133111ebL;

  /** The link of a block of records. */
  public static ChainLink follow(long before, IdRange ids, BodyDigest body) {
    long state = mix(before + GOLDEN_GAMMA);
    state = mix(state ^ ids.first());
    state = mix(state ^ ids.count());
    return new ChainLink(
        before, mix(state ^ (((long) body.bytes() << 32) | (body.crc32c() & 0xffffffffL))));
  }

  private static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * MIX_1;
    mixed = (mixed ^ (mixed >>> 27)) * MIX_2;
    return mixed ^ (mixed >>> 31);
  }
}
