package vdsl.collector.ingest;

import java.util.Optional;
import vdsl.record.NodeId;
import vdsl.storage.spi.IndexedBlock;

/** What the event loops hand to the committer, in the order in which it happened. */
sealed interface Arrival {
  /**
   * An agent said hello and waits for its welcome.
   *
   * @param incarnation the agent's incarnation when it connected
   */
  record Greeting(AgentSession session, NodeId node, long incarnation) implements Arrival {}

  /**
   * A checked block of a session that stands.
   *
   * @param way empty if the agent did not tell when it left
   */
  record OfBlock(AgentSession session, IndexedBlock block, String ip, Optional<UpLeg> way)
      implements Arrival {
    /** What it holds in memory, about, in bytes. */
    long bytes() {
      return (long) block.block().body().length() + block.filter().length();
    }
  }

  /** The connection of an agent that had said hello is gone. */
  record Ended(AgentSession session, NodeId node) implements Arrival {}

  /** Nothing that arrives after this is wanted. */
  record Stop() implements Arrival {}
}
