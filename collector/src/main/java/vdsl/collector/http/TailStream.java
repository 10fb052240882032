package vdsl.collector.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponseWriter;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import vdsl.collector.metrics.HttpMetrics;
import vdsl.collector.metrics.TailMetrics;
import vdsl.collector.tail.Tail;
import vdsl.collector.tail.TailOutput;
import vdsl.record.LogRecord;
import vdsl.record.NodeId;
import vdsl.time.TickSource;

/**
 * The answer to one tail: takes a step of it at a time, and none while the client has not taken
 * what came of the last ones. At most two pieces of the answer are in memory. Confined to one
 * thread at a time.
 */
final class TailStream implements TailOutput {
  /** When the next step makes sense. */
  enum Next {
    /** There may be more to give. */
    AT_ONCE,
    /** Nothing is due, or the client has not taken what was. */
    LATER
  }

  private final Tail tail;
  private final EventFormat events;
  private final HttpResponseWriter writer;
  private final Meters meters;
  private final TickSource ticks;
  private CompletableFuture<Void> taken = CompletableFuture.completedFuture(null);
  private long sentNs;
  private long takenNs;
  private String sentPosition = "";

  /** What is counted. */
  record Meters(HttpMetrics http, TailMetrics tail) {}

  /** The client's position is the first thing it learns: it may lose the connection at once. */
  TailStream(
      Tail tail, EventFormat events, HttpResponseWriter writer, Meters meters, TickSource ticks) {
    this.tail = tail;
    this.events = events;
    this.writer = writer;
    this.meters = meters;
    this.ticks = ticks;
    takenNs = ticks.ticks();
    sentNs = takenNs;
    events.comment("tail");
    events.position(tail.position());
  }

  /**
   * Takes a step.
   *
   * @throws ClientGoneException if nobody takes the answer any more
   * @throws StalledException if the client has taken nothing for too long
   */
  Next step() throws IOException {
    long nowNs = ticks.ticks();
    if (!taken.isDone()) {
      if (nowNs - takenNs >= HttpLimits.STALL.toNanos()) {
        throw new StalledException();
      }
      return Next.LATER;
    }
    takenNs = nowNs;
    boolean more = tail.advance(this);
    if (nowNs - sentNs >= HttpLimits.HEARTBEAT.toNanos() && events.size() == 0) {
      beat();
    }
    boolean isSent = send();
    return more && isSent ? Next.AT_ONCE : Next.LATER;
  }

  private void beat() {
    events.comment("still here");
    String position = tail.position();
    if (!position.equals(sentPosition)) {
      events.position(position);
      sentPosition = position;
    }
  }

  @Override
  public boolean record(LogRecord record, boolean isLate) throws IOException {
    events.record(record, isLate, tail.position());
    meters.tail().record(isLate);
    return events.size() < HttpLimits.CHUNK_BYTES || send();
  }

  @Override
  public void dropped(NodeId node, OptionalLong firstId, long lastId) {
    events.dropped(node, firstId, lastId, tail.position());
    meters.tail().dropped();
  }

  /** Sends what there is, unless the client does not take what was sent before soon. */
  private boolean send() {
    if (events.size() == 0) {
      return true;
    }
    if (!isTakenSoon()) {
      return false;
    }
    byte[] piece = events.take();
    if (!writer.tryWrite(HttpData.wrap(piece))) {
      throw new ClientGoneException("the client has gone");
    }
    meters.http().streamed(piece.length);
    taken = writer.whenConsumed();
    sentNs = ticks.ticks();
    return true;
  }

  private boolean isTakenSoon() {
    try {
      taken.get(HttpLimits.TAIL_WAIT.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException notYet) {
      return false;
    } catch (ExecutionException aborted) {
      throw new ClientGoneException("the client has gone");
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
      throw new ClientGoneException("the collector ends");
    }
  }
}
