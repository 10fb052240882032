package vdsl.storage.spi;

/**
 * Told what an engine does and what goes wrong in it, for metrics. Implementations are thread-safe
 * and return at once.
 */
@FunctionalInterface
public interface StoreEvents {
  /** What can happen. */
  enum Kind {
    /** Blocks became durable. */
    BLOCK_COMMITTED,
    /** Bytes of bodies became durable. */
    BODY_BYTE_COMMITTED,
    /** A commit failed. */
    COMMIT_FAILED,
    /** The open partition was closed and another one begun. */
    PARTITION_ROLLED,
    /** A partition's file was opened. */
    PARTITION_OPENED,
    /** A partition's file was closed to make room for another. */
    PARTITION_EVICTED,
    /** The connections to a partition failed and were given up. */
    CONNECTIONS_DISCARDED,
    /** The summary of a closed partition was missing or damaged and was made anew. */
    SUMMARY_REBUILT,
    /** What was left of an unfinished roll was removed. */
    LEFTOVER_REMOVED,
    /** A block's bytes failed their checksum. */
    DAMAGED_BLOCK_FOUND,
    /** A token filter failed its checksum; its block is searched as if it had none. */
    DAMAGED_FILTER_FOUND
  }

  /** Tells nobody. */
  StoreEvents NONE = (kind, amount) -> {};

  /**
   * Adds to what has happened.
   *
   * @param amount how often, or how many bytes; not negative
   */
  void count(Kind kind, long amount);

  /** Adds one. */
  default void count(Kind kind) {
    count(kind, 1);
  }
}
