package vdsl.collector.ingest;

import vdsl.storage.spi.NodeCursor;

/** What admission says about one block. */
sealed interface Verdict {
  /**
   * The block continues its node's history: store it.
   *
   * @param cursor where the node stands after it
   */
  record Accepted(NodeCursor cursor) implements Verdict {}

  /** The very same block is stored already. */
  record Duplicate() implements Verdict {}

  /**
   * A block with the same Ids is stored already, but its bytes are damaged, so that they cannot be
   * compared. To call this a conflict would have the agent number records anew that may be stored.
   */
  record Unverified() implements Verdict {}

  /**
   * The block's Ids hold other records, or it tells another history.
   *
   * @param reason one sentence for people
   */
  record Conflict(String reason) implements Verdict {}

  /** Ids between the cursor and the block are missing. */
  record Gap() implements Verdict {}
}
