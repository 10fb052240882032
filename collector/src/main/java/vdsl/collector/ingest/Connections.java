package vdsl.collector.ingest;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The connections that hold a place, at most as many as may. Thread-safe. */
final class Connections {
  private final int countMax;
  private final Set<AgentSession> sessions = ConcurrentHashMap.newKeySet();
  private final AtomicInteger places = new AtomicInteger();

  Connections(int countMax) {
    this.countMax = countMax;
  }

  /** Gives the session a place; false if all are taken. */
  boolean add(AgentSession session) {
    if (places.incrementAndGet() > countMax) {
      places.decrementAndGet();
      return false;
    }
    sessions.add(session);
    return true;
  }

  /** Frees the session's place, if it has one. */
  void remove(AgentSession session) {
    if (sessions.remove(session)) {
      places.decrementAndGet();
    }
  }

  Set<AgentSession> sessions() {
    return Set.copyOf(sessions);
  }

  int count() {
    return places.get();
  }
}
