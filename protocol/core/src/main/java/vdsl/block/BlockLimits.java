package vdsl.block;

/** Every limit of the block format, with its reason. */
public final class BlockLimits {
  /** An agent closes a block here: small enough to travel often, large enough to compress. */
  public static final int OPEN_RECORD_COUNT_MAX = 4_096;

  /** An agent closes a block before its uncompressed columns pass this, in bytes. */
  public static final int OPEN_RAW_BYTES_MAX = 1 << 20;

  /** Sealing merges up to this many records: 64k would be 7 % smaller but slower to read. */
  public static final int RECORD_COUNT_MAX = 16_384;

  /** Text and attributes of one record together, in bytes; what is longer is truncated. */
  public static final int RECORD_BYTES_MAX = 64 << 10;

  /** One frame of a block, uncompressed, in bytes: 4 MiB of a sealed block plus its columns. */
  public static final int FRAME_RAW_BYTES_MAX = 8 << 20;

  /** A body as stored or sent, in bytes: two frames that do not compress, index and filter. */
  public static final int BODY_BYTES_MAX = 16 << 20;

  /** A body as an agent sends it, in bytes: 1 MiB raw that does not compress, index and filter. */
  public static final int OPEN_BODY_BYTES_MAX = (1 << 20) + (768 << 10);

  /** Attributes of one record: an MDC and key-values of any sane service. */
  public static final int ATTRIBUTE_COUNT_MAX = 256;

  /** Distinct attribute keys of a block: each costs its reader a column; more are cut. */
  public static final int ATTRIBUTE_KEY_COUNT_MAX = 4_096;

  /** Argument slots of all templates of a block: each costs its reader a column. */
  public static final int SLOT_COUNT_MAX = 32_768;

  /** Distinct tokens a filter holds; a block with more goes without one and is always read. */
  public static final int FILTER_TOKEN_COUNT_MAX = 1 << 18;

  private BlockLimits() {}
}
