package vdsl.agent.transport;

import vdsl.agent.status.StatusEvent;
import vdsl.wire.proto.Bye;

/**
 * Why a connection is of no more use, and what comes next.
 *
 * @param reason one line for people
 */
record Ending(StatusEvent event, String reason, Next next) {
  /** What comes after the end of a connection. */
  enum Next {
    /** The same collector: it is well, the conversation was at a point to begin anew. */
    SAME_COLLECTOR,
    NEXT_COLLECTOR,
    /** Another collector, and never this one again: it will not take these blocks. */
    EXCLUDE_COLLECTOR,
    /** Nothing: no collector will take these blocks before somebody intervenes. */
    GIVE_UP
  }

  static Ending lost(String reason) {
    return new Ending(StatusEvent.CONNECTION_LOST, reason, Next.NEXT_COLLECTOR);
  }

  static Ending violation(String reason) {
    return new Ending(StatusEvent.PROTOCOL_VIOLATED, reason, Next.NEXT_COLLECTOR);
  }

  static Ending refused(String reason) {
    return new Ending(StatusEvent.REFUSED, reason, Next.EXCLUDE_COLLECTOR);
  }

  static Ending of(Bye bye) {
    String detail = bye.getDetail().isEmpty() ? "" : ": " + bye.getDetail();
    return switch (bye.getReason()) {
      case VERSION -> refused("collector speaks another protocol version" + detail);
      case WRONG_CLUSTER -> refused("the node's directory belongs to another cluster" + detail);
      case UNAUTHENTICATED -> refused("collector refused the credential" + detail);
      case NODE_IN_USE -> lost("node is connected by another agent" + detail);
      case UNAVAILABLE -> lost("collector cannot store just now" + detail);
      case MALFORMED -> lost("collector did not understand a frame" + detail);
      case CLOSING, REASON_UNSPECIFIED, UNRECOGNIZED -> lost("collector said goodbye" + detail);
    };
  }
}
