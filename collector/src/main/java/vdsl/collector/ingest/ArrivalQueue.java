package vdsl.collector.ingest;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Between the event loops and the committer. Blocks are bounded by their bytes: a session that
 * finds the queue full reads no more until it is resumed. The other arrivals are bounded by the
 * number of connections, since a connection keeps its place until the committer has forgotten it.
 * Thread-safe for many producers and one consumer.
 */
final class ArrivalQueue {
  private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
  private final Queue<AgentSession> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicLong blockBytes = new AtomicLong();
  private final CountDownLatch stop = new CountDownLatch(1);

  void add(Arrival arrival) {
    if (arrival instanceof Arrival.OfBlock block) {
      blockBytes.addAndGet(block.bytes());
    }
    arrivals.add(arrival);
  }

  /** Wakes the committer for the last time. */
  void stop() {
    stop.countDown();
    arrivals.add(new Arrival.Stop());
  }

  /** Bytes of blocks that are not settled yet. */
  long blockBytes() {
    return blockBytes.get();
  }

  /** True if the committer has taken everything. */
  boolean isEmpty() {
    return arrivals.isEmpty();
  }

  /** Blocks that the committer has not taken yet. */
  int blockCount() {
    return (int) arrivals.stream().filter(Arrival.OfBlock.class::isInstance).count();
  }

  boolean isFull() {
    return blockBytes.get() >= IngestLimits.QUEUE_BYTES_MAX;
  }

  /** Has a session resumed when there is room again; at once if there is already. */
  void resumeLater(AgentSession session) {
    waiting.add(session);
    if (!isFull()) {
      resumeAll();
    }
  }

  /** Blocks are settled, whatever became of them: their bytes are free. */
  void release(long bytes) {
    if (blockBytes.addAndGet(-bytes) <= IngestLimits.QUEUE_BYTES_RESUME) {
      resumeAll();
    }
  }

  private void resumeAll() {
    for (AgentSession session = waiting.poll(); session != null; session = waiting.poll()) {
      session.queueHasRoom();
    }
  }

  /** Waits for an arrival, then takes what else is there, up to the bounds of one group. */
  void takeGroup(List<Arrival> group) throws InterruptedException {
    Arrival next = arrivals.take();
    group.add(next);
    int blocks = 0;
    long bytes = 0;
    while (true) {
      if (next instanceof Arrival.OfBlock block) {
        blocks++;
        bytes += block.bytes();
      }
      if (blocks >= IngestLimits.GROUP_BLOCKS_MAX || bytes >= IngestLimits.GROUP_BYTES_MAX) {
        return;
      }
      Arrival another = arrivals.poll();
      if (another == null) {
        return;
      }
      next = another;
      group.add(next);
    }
  }

  /** Takes everything that is there. */
  void takeAll(List<Arrival> taken) {
    arrivals.drainTo(taken);
  }

  /** Waits, but not after {@link #stop}; true if stopped. */
  boolean awaitStop(long waitNs) throws InterruptedException {
    return stop.await(waitNs, TimeUnit.NANOSECONDS);
  }
}
