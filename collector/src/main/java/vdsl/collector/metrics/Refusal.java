package vdsl.collector.metrics;

import java.util.Locale;

/** Why a collector ended a connection, or never let it stand. */
public enum Refusal {
  /** The collector has as many connections as it may have. */
  CONNECTION_LIMIT,
  /** No hello in time. */
  HANDSHAKE_TIMEOUT,
  /** A frame was begun and not ended in time. */
  FRAME_TIMEOUT,
  /** A frame, or its place in the conversation, could not be understood. */
  MALFORMED,
  /** No common protocol version. */
  VERSION,
  /** The agent belongs to another cluster. */
  WRONG_CLUSTER,
  /** The node is connected with another incarnation. */
  NODE_IN_USE,
  /** The same agent came back on a new connection. */
  REPLACED,
  /** The store is failing. */
  UNAVAILABLE;

  /** Value of the meters' tag. */
  String tag() {
    return name().toLowerCase(Locale.ROOT);
  }
}
