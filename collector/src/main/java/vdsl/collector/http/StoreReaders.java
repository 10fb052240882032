package vdsl.collector.http;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vdsl.collector.metrics.HttpMetrics;
import vdsl.storage.query.QuerySyntaxException;
import vdsl.storage.query.UnknownNodeException;
import vdsl.storage.spi.StoreException;
import vdsl.time.TickSource;

/**
 * Runs requests that read the store away from the event loops, a bounded number at a time, and
 * turns what goes wrong into problems. Thread-safe.
 */
final class StoreReaders implements AutoCloseable {
  /** One such request. */
  @FunctionalInterface
  interface Reader {
    void read(Reply reply) throws IOException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(StoreReaders.class);
  private static final long IDLE_THREAD_S = 30;

  private final HttpMetrics metrics;
  private final TickSource ticks;
  private final ThreadPoolExecutor threads;
  private final Patience patience;
  private volatile boolean closing;

  StoreReaders(HttpMetrics metrics, TickSource ticks) {
    this.metrics = metrics;
    this.ticks = ticks;
    threads =
        new ThreadPoolExecutor(
            HttpLimits.READER_COUNT_MAX,
            HttpLimits.READER_COUNT_MAX,
            IDLE_THREAD_S,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(HttpLimits.READER_QUEUE_MAX),
            new DefaultThreadFactory("vdsl-reader", true));
    threads.allowCoreThreadTimeOut(true);
    patience =
        new Patience(
            HttpLimits.STALL_OTHERS_WAIT,
            HttpLimits.STALL,
            () -> !threads.getQueue().isEmpty(),
            () -> closing);
  }

  int running() {
    return threads.getActiveCount();
  }

  /** Answers a request, however long it takes. */
  HttpResponse answer(ServiceRequestContext context, Reader reader) {
    context.clearRequestTimeout();
    Reply reply = new Reply(context, metrics, patience);
    long begunNs = ticks.ticks();
    try {
      threads.execute(() -> run(context, reply, reader, begunNs));
    } catch (RejectedExecutionException full) {
      metrics.ended(HttpMetrics.Outcome.OVERLOADED, ticks.ticks() - begunNs);
      return new Problem(
              Problem.Kind.OVERLOADED, HttpLimits.READER_COUNT_MAX + " requests are running")
          .response();
    }
    return reply.response();
  }

  private void run(ServiceRequestContext context, Reply reply, Reader reader, long begunNs) {
    HttpMetrics.Outcome outcome = HttpMetrics.Outcome.FAILED;
    try {
      outcome = read(context, reply, reader);
    } finally {
      metrics.ended(outcome, ticks.ticks() - begunNs);
    }
  }

  private static HttpMetrics.Outcome read(
      ServiceRequestContext context, Reply reply, Reader reader) {
    try {
      reader.read(reply);
      reply.end();
      return HttpMetrics.Outcome.COMPLETE;
    } catch (ClientGoneException gone) {
      reply.fail(new Problem(Problem.Kind.INTERNAL, "the client has gone"), gone);
      return HttpMetrics.Outcome.DISCONNECTED;
    } catch (QuerySyntaxException wrong) {
      reply.fail(problem(Problem.Kind.BAD_PARAMETER, wrong), wrong);
      return HttpMetrics.Outcome.REJECTED;
    } catch (UnknownNodeException unknown) {
      reply.fail(problem(Problem.Kind.UNKNOWN_NODE, unknown), unknown);
      return HttpMetrics.Outcome.REJECTED;
    } catch (StoreException fault) {
      LOG.error("the store failed answering {}", context.path(), fault);
      reply.fail(new Problem(Problem.Kind.STORE_FAULT, "see the collector's log"), fault);
      return HttpMetrics.Outcome.FAILED;
    } catch (Throwable fault) {
      // Errors too: without an answer the client would wait for ever.
      reply.fail(new Problem(Problem.Kind.INTERNAL, "see the collector's log"), fault);
      LOG.error("internal fault answering {}", context.path(), fault);
      if (fault instanceof VirtualMachineError fatal) {
        throw fatal;
      }
      return HttpMetrics.Outcome.FAILED;
    }
  }

  private static Problem problem(Problem.Kind kind, RuntimeException wrong) {
    return new Problem(kind, String.valueOf(wrong.getMessage()));
  }

  /**
   * Has running requests end at their next record. They are not interrupted: an interrupt in the
   * middle of a read would close the store's file.
   */
  void cutOff() {
    closing = true;
    threads.shutdown();
  }

  /** Cuts off, and waits for the end of it. */
  @Override
  public void close() {
    cutOff();
    try {
      if (!threads.awaitTermination(HttpLimits.CLOSE.toNanos(), TimeUnit.NANOSECONDS)) {
        LOG.warn("{} requests still read the store", threads.getActiveCount());
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
