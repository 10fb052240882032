package vdsl.agent.transport;

import java.util.Optional;

/**
 * How far a transport has come, since it was started.
 *
 * @param recordsDrained taken from the source
 * @param recordsSpooled of them, written to the spool
 * @param recordsAcknowledged durable at the collector, or covered by a tombstone there; after a
 *     restart also those spooled before
 * @param recordsUnacknowledged in the spool now
 * @param spoolBytes length of the spool's segments
 * @param sentBytes bodies and stamps sent, repetitions included
 * @param isComplete the source is exhausted and everything is acknowledged
 * @param isConnected a collector has greeted this agent and the connection stands
 * @param isPromising a collector is connected, or some have not been tried yet
 * @param lastError what last went wrong with a collector; empty if nothing has since the last
 *     acknowledgement
 * @param failure why this transport has given up for good
 */
public record Progress(
    long recordsDrained,
    long recordsSpooled,
    long recordsAcknowledged,
    long recordsUnacknowledged,
    long spoolBytes,
    long sentBytes,
    boolean isComplete,
    boolean isConnected,
    boolean isPromising,
    Optional<String> lastError,
    Optional<String> failure) {
  /** Nothing has happened yet. */
  public static final Progress NONE =
      new Progress(0, 0, 0, 0, 0, 0, false, false, true, Optional.empty(), Optional.empty());
}
