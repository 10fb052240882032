package vdsl.agent.status;

import java.util.Locale;

/** Something the agent's owner should know of; every kind is a counter of the same name. */
public enum StatusEvent {
  /** The end of the newest segment was written only in part; it was cut off. */
  SPOOL_TAIL_TRUNCATED,
  /** Bytes of the spool are not what was written; the records in them are covered by tombstones. */
  SPOOL_DAMAGED,
  /** No checkpoint of the spool is readable; its blocks get new Ids. */
  SPOOL_NUMBERING_LOST,
  /** The spool refused a block because it has reached its bound. */
  SPOOL_FULL,
  /** The spool has reached its bound and gave up its oldest blocks; a tombstone covers them. */
  SPOOL_DROPPED,
  /** A record was in a block that was given up, whether or not a collector has it already. */
  RECORDS_DROPPED,
  /** Writing, creating or deleting a segment failed; it is tried again. */
  SPOOL_WRITE_FAILED,
  /** Forcing a segment to the medium failed; its blocks are written again elsewhere. */
  SPOOL_SYNC_FAILED,
  /** Reading a block back failed; it is tried again. */
  SPOOL_READ_FAILED,
  /** A log call found no room in the buffer, or the buffer closed; a LOSS record will tell. */
  RECORD_REJECTED,
  /** An argument of a log call could not be turned into text. */
  ARGUMENT_FAILED,
  /** A process logs more different patterns or names than its dictionary takes: they go inline. */
  DICTIONARY_FULL,
  /** A process could not write to its dictionary: patterns and names go inline. */
  DICTIONARY_FAILED,
  /** The buffer of another process, or of an earlier one, is drained from now on. */
  BUFFER_ADOPTED,
  /** The buffer of a process that has ended was drained and removed. */
  BUFFER_REMOVED,
  /** A buffer cannot be drained: it was put aside, and a LOSS record tells. */
  BUFFER_REFUSED,
  /**
   * Frames that a killed process had begun, or a live one did not finish in time, were given up.
   */
  FRAME_ABANDONED,
  /** A frame holds no record that can be read; a LOSS record tells. */
  FRAME_UNREADABLE,
  /** Whoever was to print a line of this log threw. */
  STATUS_LINE_FAILED,
  /** This process drains and ships for the node from now on. */
  TRANSPORT_TAKEN,
  /** A collector could not be reached or did not greet in time. */
  CONNECT_FAILED,
  /** A connection stands. */
  CONNECTED,
  /** A connection that stood has ended. */
  CONNECTION_LOST,
  /** A collector will never take this agent's blocks. */
  REFUSED,
  /** The collector said something that the protocol does not allow. */
  PROTOCOL_VIOLATED,
  /** No acknowledgement came in time while blocks were under way. */
  ACK_OVERDUE,
  /** A block's Ids were taken: it and all after it get new ones. */
  RENUMBERED,
  /** The collector misses Ids before a block. */
  GAP_ANSWERED,
  /** The collector received a block damaged. */
  DAMAGE_ANSWERED,
  /** The collector lost what it had acknowledged; a tombstone covers it. */
  COLLECTOR_RESTORED,
  /** A block that had been sent before was sent again. */
  BLOCK_RESENT,
  /** A sync exchange was taken in. */
  CLOCK_SYNCED,
  /**
   * A sync exchange was of a master whose term is over, or of a second one, or from before the host
   * slept: it was not followed.
   */
  SYNC_STALE,
  /** A sync exchange proved earlier readings of the clock wrong; a CLOCK record tells. */
  CLOCK_CONTRADICTED,
  /** A later master is followed; a CLOCK record tells. */
  CLOCK_MASTER_CHANGED,
  /** A connected collector has stopped syncing; a CLOCK record tells. */
  CLOCK_SYNC_LOST,
  /** An exchange was taken in after sync was lost; a CLOCK record tells. */
  CLOCK_SYNC_REGAINED,
  /** The host stood still for a time that its raw clock does not count; a CLOCK record tells. */
  HOST_SLEPT,
  /** The host's wall clock was set, which the order does not depend on; a CLOCK record tells. */
  WALL_CLOCK_STEPPED,
  /** The transport thread was kept from running for more than a second. */
  TRANSPORT_LATE,
  /** The transport thread ended by a fault of its own. */
  TRANSPORT_FAILED;

  /** The counter's name: "spool_full" for SPOOL_FULL. */
  public String counterName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
