package vdsl.collector.ingest;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import vdsl.collector.metrics.Refusal;
import vdsl.record.NodeId;

/** The one session of each connected node. Confined to the committer's thread. */
final class LiveSessions {
  private record Live(AgentSession session, long incarnation) {}

  private final Map<NodeId, Live> byNode = new HashMap<>();

  /**
   * Gives the node to a session, taking it from an earlier connection of the same agent.
   *
   * @return false if another incarnation of the node is connected; the session was refused then
   */
  boolean claim(Arrival.Greeting greeting) {
    Live live = byNode.get(greeting.node());
    if (live != null && live.incarnation() != greeting.incarnation()) {
      greeting
          .session()
          .refuse(
              Refusal.NODE_IN_USE,
              "node %s is connected as incarnation %016x; this is %016x"
                  .formatted(greeting.node(), live.incarnation(), greeting.incarnation()));
      return false;
    }
    if (live != null) {
      live.session().refuse(Refusal.REPLACED, "the agent has connected again");
    }
    byNode.put(greeting.node(), new Live(greeting.session(), greeting.incarnation()));
    return true;
  }

  /** The node's session goes on as another incarnation. */
  void advance(AgentSession session, NodeId node, long incarnation) {
    if (holds(session, node)) {
      byNode.put(node, new Live(session, incarnation));
    }
  }

  /** Frees the node, if this session still has it. */
  void release(AgentSession session, NodeId node) {
    if (holds(session, node)) {
      byNode.remove(node);
    }
  }

  private boolean holds(AgentSession session, NodeId node) {
    Live live = byNode.get(node);
    return live != null && live.session() == session;
  }

  Collection<AgentSession> sessions() {
    return byNode.values().stream().map(Live::session).toList();
  }

  /** Nodes that have a session: a view. */
  Set<NodeId> nodes() {
    return byNode.keySet();
  }
}
