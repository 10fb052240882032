package vdsl.fault;

/**
 * Told when a step of the record path is done, so that a test can end the process exactly there.
 * Implementations are thread-safe and either return or end the process.
 */
@FunctionalInterface
public interface CrashPoint {
  /** Steps of the record path whose order the guarantees rest on. */
  enum Step {
    /** A block was written to the spool. */
    SPOOL_WRITTEN,
    /** The spool was forced to the medium. */
    SPOOL_SYNCED,
    /** A block was handed to the connection. */
    BLOCK_SENT,
    /** Blocks and cursors were inserted, in a transaction that is still open. */
    STORE_INSERTED,
    /** That transaction was committed, but not yet forced to the medium. */
    STORE_COMMITTED,
    /** The store was forced to the medium. */
    STORE_SYNCED,
    /** The acknowledgement was handed to the connection. */
    ACK_SENT,
    /** The agent has taken the acknowledgement in. */
    ACK_RECEIVED
  }

  /** Does nothing: production. */
  CrashPoint NONE = step -> {};

  void reached(Step step);
}
