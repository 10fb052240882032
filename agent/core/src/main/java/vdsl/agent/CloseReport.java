package vdsl.agent;

import java.util.Locale;

/**
 * What remained when an agent was closed.
 *
 * @param wasHolder whether the process held its node's transport
 * @param bufferBytes bytes of the process's buffer that are not spooled: the node's next transport
 *     drains them
 * @param recordsRejected records that this process's log calls gave up, since it started
 * @param recordsUnacknowledged records in the node's spool, if this process held the transport: the
 *     node's next transport ships them
 */
public record CloseReport(
    boolean wasHolder, long bufferBytes, long recordsRejected, long recordsUnacknowledged) {
  /** Whether nothing remains that this process knows of, and nothing was given up. */
  public boolean isClean() {
    return bufferBytes == 0 && recordsRejected == 0 && recordsUnacknowledged == 0;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d bytes left in the buffer, %d records left in the spool, %d records rejected",
        bufferBytes,
        recordsUnacknowledged,
        recordsRejected);
  }
}
