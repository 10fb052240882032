package vdsl.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import vdsl.simulation.SimulatedSlave.Reading;

/**
 * A slave whose readings are kept until they are old enough to be resolved. Confined to one thread.
 */
final class ObservedSlave {
  /** Later than a block is usually sent, and as late as an estimate gets better by waiting. */
  private static final long RESOLVED_AFTER_NS = 4_000_000_000L;

  private final SimulatedSlave slave;
  private final ReadingTally online;
  private final ReadingTally resolved;
  private final Deque<Reading> unresolved = new ArrayDeque<>();
  private Optional<Reading> lastOnline = Optional.empty();
  private Optional<Reading> lastResolved = Optional.empty();

  /** Until then nothing can know that the raw clock stood still. */
  private long unnoticedUntilNs;

  ObservedSlave(SimulatedSlave slave, ReadingTally online, ReadingTally resolved) {
    this.slave = slave;
    this.online = online;
    this.resolved = resolved;
  }

  SimulatedSlave slave() {
    return slave;
  }

  void unnoticedUntil(long trueNs) {
    unnoticedUntilNs = trueNs;
  }

  /**
   * Cluster time at once; empty from a slave that is frozen, or whose raw clock stood still without
   * anybody's notice. Such a reading counts when it is resolved.
   */
  Optional<Reading> read(long trueNs) {
    if (slave.isFrozen()) {
      return Optional.empty();
    }
    Reading reading = slave.read(trueNs);
    lastOnline.ifPresent(before -> online.addSuccession(before, reading));
    lastOnline = Optional.of(reading);
    unresolved.add(reading);
    if (trueNs < unnoticedUntilNs) {
      return Optional.empty();
    }
    online.add(reading, slave.shortestRoundTripNs());
    return lastOnline;
  }

  /** Resolves what is old enough. */
  void resolve(long trueNs) {
    while (!unresolved.isEmpty() && unresolved.peek().trueNs() <= trueNs - RESOLVED_AFTER_NS) {
      Reading reading = slave.resolve(unresolved.remove());
      lastResolved.ifPresent(before -> resolved.addSuccession(before, reading));
      lastResolved = Optional.of(reading);
      resolved.add(reading, slave.shortestRoundTripNs());
    }
  }
}
