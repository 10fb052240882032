package vdsl.agent.transport;

import java.util.ArrayDeque;
import java.util.Deque;
import vdsl.block.BlockBuilder;

/**
 * Events of the node's clock on their way into its log. A clock that flaps does not fill the spool:
 * beyond a few events only one a minute gets a record, which tells how many got none. Confined to
 * the transport thread.
 */
final class ClockEvents {
  /** A sleep, a restart of a collector and a step of the wall clock at once are seven. */
  static final int RECORD_COUNT_MAX = 8;

  /** One more record is allowed after this, in nanoseconds: 1,440 a day, some 300 KiB. */
  static final long RECORD_INTERVAL_NS = 60_000_000_000L;

  private final Deque<Noted> waiting = new ArrayDeque<>();
  private int allowed = RECORD_COUNT_MAX;
  private long allowedSinceTicks;
  private long leftOut;

  private record Noted(ClockEvent event, long leftOut) {}

  /** Events from a reading on. */
  ClockEvents(long nowTicks) {
    allowedSinceTicks = nowTicks;
  }

  /** Takes an event, unless there were too many. */
  void add(ClockEvent event) {
    long more = (event.ticks() - allowedSinceTicks) / RECORD_INTERVAL_NS;
    if (more > 0) {
      allowed = (int) Math.min(RECORD_COUNT_MAX, allowed + more);
      allowedSinceTicks += more * RECORD_INTERVAL_NS;
    }
    if (allowed == 0 || waiting.size() == RECORD_COUNT_MAX) {
      leftOut++;
      return;
    }
    allowed--;
    waiting.addLast(new Noted(event, leftOut));
    leftOut = 0;
  }

  /** Records what waits in a block of the host's present boot, and returns how much that was. */
  int drainTo(BlockBuilder block, HostIdentity host) {
    int count = 0;
    while (!waiting.isEmpty() && !block.isFull() && block.anchor().boot().equals(host.boot())) {
      Noted next = waiting.removeFirst();
      next.event().recordTo(block, host, next.leftOut());
      count++;
    }
    return count;
  }
}
