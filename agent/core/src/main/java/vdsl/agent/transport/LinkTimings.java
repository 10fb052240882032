package vdsl.agent.transport;

/** How long the agent waits for a collector, each in nanoseconds. */
public record LinkTimings(
    long connectTimeoutNs,
    long handshakeTimeoutNs,
    long ackTimeoutNs,
    long backoffMinNs,
    long backoffMaxNs,
    long syncWaitNs) {
  /** A host that does not answer is not worth more than its neighbour's turn. */
  public static final long CONNECT_TIMEOUT_NS = 5_000_000_000L;

  /** The collector's own bound for a handshake. */
  public static final long HANDSHAKE_TIMEOUT_NS = 5_000_000_000L;

  /** Longer than any commit that is going to succeed: the connection is half open. */
  public static final long ACK_TIMEOUT_NS = 30_000_000_000L;

  /** A collector that was restarted is back after about this. */
  public static final long BACKOFF_MIN_NS = 50_000_000L;

  /** A collector that is back is found within this. */
  public static final long BACKOFF_MAX_NS = 5_000_000_000L;

  /**
   * From the welcome to the end of the first burst of sync exchanges: a few round trips. Blocks
   * wait as long, since their times are told from it; a collector that never syncs delays them once
   * per connection.
   */
  public static final long SYNC_WAIT_NS = 1_000_000_000L;

  public static final LinkTimings DEFAULT =
      new LinkTimings(
          CONNECT_TIMEOUT_NS,
          HANDSHAKE_TIMEOUT_NS,
          ACK_TIMEOUT_NS,
          BACKOFF_MIN_NS,
          BACKOFF_MAX_NS,
          SYNC_WAIT_NS);

  public LinkTimings {
    if (connectTimeoutNs <= 0 || handshakeTimeoutNs <= 0 || ackTimeoutNs <= 0) {
      throw new IllegalArgumentException(
          "timeouts "
              + connectTimeoutNs
              + ", "
              + handshakeTimeoutNs
              + ", "
              + ackTimeoutNs
              + " ns not all above 0");
    }
    if (syncWaitNs < 0) {
      throw new IllegalArgumentException("syncWaitNs " + syncWaitNs + " not in 0..2^63-1");
    }
    if (backoffMinNs <= 0 || backoffMaxNs < backoffMinNs) {
      throw new IllegalArgumentException(
          "back-off " + backoffMinNs + ".." + backoffMaxNs + " ns is not 0 < min <= max");
    }
  }
}
