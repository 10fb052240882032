package vdsl.collector.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponseWriter;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import vdsl.collector.metrics.HttpMetrics;

/**
 * Writes a streamed answer as fast as its client takes it: one piece is under way while the next is
 * made. Every write may throw {@link ClientGoneException}. Confined to one thread.
 */
final class AnswerStream extends OutputStream {
  private final HttpResponseWriter writer;
  private final HttpMetrics metrics;
  private final Patience patience;
  private CompletableFuture<Void> taken = CompletableFuture.completedFuture(null);

  AnswerStream(HttpResponseWriter writer, HttpMetrics metrics, Patience patience) {
    this.writer = writer;
    this.metrics = metrics;
    this.patience = patience;
  }

  boolean isOpen() {
    return writer.isOpen();
  }

  @Override
  public void write(int oneByte) {
    write(new byte[] {(byte) oneByte}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    for (int from = offset; from < offset + length; from += HttpLimits.CHUNK_BYTES) {
      int to = Math.min(from + HttpLimits.CHUNK_BYTES, offset + length);
      send(Arrays.copyOfRange(bytes, from, to));
    }
  }

  private void send(byte[] piece) {
    awaitTaken();
    if (!writer.tryWrite(HttpData.wrap(piece))) {
      throw new ClientGoneException("the client has gone");
    }
    metrics.streamed(piece.length);
    taken = writer.whenConsumed();
  }

  private void awaitTaken() {
    try {
      long stalledNs = 0;
      while (!isTakenWithin(HttpLimits.STALL_CHECK)) {
        stalledNs += HttpLimits.STALL_CHECK.toNanos();
        if (patience.isOver(stalledNs)) {
          throw new ClientGoneException("the client takes nothing");
        }
      }
    } catch (ExecutionException aborted) {
      throw new ClientGoneException("the client has gone");
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
      throw new ClientGoneException("the collector ends");
    }
  }

  private boolean isTakenWithin(Duration limit) throws ExecutionException, InterruptedException {
    try {
      taken.get(limit.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException notYet) {
      return false;
    }
  }

  @Override
  public void close() {
    writer.close();
  }

  /** Ends without the last piece: the client can tell that the answer is incomplete. */
  void breakOff(Throwable cause) {
    writer.close(cause);
  }
}
