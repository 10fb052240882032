package vdsl.agent.spool;

/** What a spool does at its bound. */
public enum SpoolFull {
  /** Refuses the block, which waits, and so does the source of records. */
  BLOCK,
  /**
   * Gives up the oldest blocks to make room, a segment at a time; a tombstone covers their Ids.
   * That the file system is full is another matter: nothing is given up for it.
   */
  DROP_OLDEST
}
