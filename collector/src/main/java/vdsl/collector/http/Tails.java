package vdsl.collector.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vdsl.collector.metrics.TailMetrics;
import vdsl.collector.tail.TailRequest;
import vdsl.collector.tail.TailSource;
import vdsl.collector.tail.TooManyNodesException;
import vdsl.storage.query.RecordFormat;
import vdsl.storage.query.UnknownNodeException;
import vdsl.storage.spi.StoreException;

/** The open tails: a bounded number, stepped in turn by a few threads. Thread-safe. */
// A step catches what goes wrong in it, and an answer that has ended needs nobody to wait for it.
@SuppressWarnings("FutureReturnValueIgnored")
final class Tails implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Tails.class);
  private static final HttpData FAREWELL = HttpData.ofUtf8(": the collector ends\n\n");

  private final TailSource source;
  private final TailStream.Meters meters;
  private final ScheduledThreadPoolExecutor threads;
  private final AtomicInteger places = new AtomicInteger();
  private final Set<Open> open = ConcurrentHashMap.newKeySet();

  Tails(TailSource source, TailStream.Meters meters) {
    this.source = source;
    this.meters = meters;
    threads =
        new ScheduledThreadPoolExecutor(
            HttpLimits.TAIL_THREADS, new DefaultThreadFactory("vdsl-tail", true));
    threads.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    meters.tail().watchOpen(places, AtomicInteger::get);
  }

  /** Opens a tail, unless as many are open as may. */
  HttpResponse open(ServiceRequestContext context, TailRequest request, RecordFormat format) {
    if (!takePlace()) {
      meters.tail().refused();
      return new Problem(
              Problem.Kind.OVERLOADED, HttpLimits.TAIL_COUNT_MAX + " tails are open; end one")
          .response();
    }
    context.clearRequestTimeout();
    Open tail = new Open(context, request, format);
    open.add(tail);
    tail.begin();
    return HttpResponse.of(tail.answer);
  }

  private boolean takePlace() {
    if (places.incrementAndGet() <= HttpLimits.TAIL_COUNT_MAX) {
      return true;
    }
    places.decrementAndGet();
    return false;
  }

  /** One tail from its request to its end. */
  private final class Open {
    private final ServiceRequestContext context;
    private final TailRequest request;
    private final RecordFormat format;
    private final CompletableFuture<HttpResponse> answer = new CompletableFuture<>();
    private final HttpResponseWriter writer = HttpResponse.streaming();
    private final AtomicBoolean hasEnded = new AtomicBoolean();

    Open(ServiceRequestContext context, TailRequest request, RecordFormat format) {
      this.context = context;
      this.request = request;
      this.format = format;
    }

    void begin() {
      later(() -> guarded(this::answer), 0);
    }

    private void later(Runnable step, long delayNs) {
      try {
        threads.schedule(step, delayNs, TimeUnit.NANOSECONDS);
      } catch (RejectedExecutionException ending) {
        end(TailMetrics.Ending.CLOSING);
      }
    }

    private void answer() throws IOException {
      EventFormat events = new EventFormat(format);
      TailStream stream =
          new TailStream(
              source.open(request, this::checkWanted), events, writer, meters, source.ticks());
      writer.write(
          ResponseHeaders.builder(HttpStatus.OK).contentType(MediaType.EVENT_STREAM).build());
      answer.complete(writer);
      // An idle tail learns from this that its client has gone.
      writer.whenComplete().whenComplete((done, failure) -> end(TailMetrics.Ending.DISCONNECTED));
      step(stream);
    }

    private void step(TailStream stream) throws IOException {
      checkWanted();
      long delayNs = stream.step() == TailStream.Next.AT_ONCE ? 0 : HttpLimits.TAIL_STEP.toNanos();
      later(() -> guarded(() -> step(stream)), delayNs);
    }

    private void checkWanted() {
      if (hasEnded.get() || context.isCancelled()) {
        throw new ClientGoneException("the client has gone");
      }
    }

    private void guarded(Work work) {
      try {
        work.run();
      } catch (ClientGoneException gone) {
        end(TailMetrics.Ending.DISCONNECTED);
      } catch (StalledException stalled) {
        fail(new Problem(Problem.Kind.OVERLOADED, "stalled"), stalled, TailMetrics.Ending.STALLED);
      } catch (UnknownNodeException unknown) {
        Problem problem =
            new Problem(Problem.Kind.UNKNOWN_NODE, String.valueOf(unknown.getMessage()));
        fail(problem, unknown, TailMetrics.Ending.FAILED);
      } catch (TooManyNodesException many) {
        Problem problem =
            new Problem(Problem.Kind.BAD_PARAMETER, String.valueOf(many.getMessage()));
        fail(problem, many, TailMetrics.Ending.TOO_MANY_NODES);
      } catch (StoreException fault) {
        LOG.error("the store failed a tail", fault);
        Problem problem = new Problem(Problem.Kind.STORE_FAULT, "see the collector's log");
        fail(problem, fault, TailMetrics.Ending.FAILED);
      } catch (Throwable fault) {
        LOG.error("internal fault of a tail", fault);
        Problem problem = new Problem(Problem.Kind.INTERNAL, "see the collector's log");
        fail(problem, fault, TailMetrics.Ending.FAILED);
      }
    }

    /** Tells the problem, or breaks the stream off if it has begun. */
    private void fail(Problem problem, Throwable cause, TailMetrics.Ending ending) {
      if (hasEnded.compareAndSet(false, true)) {
        release(ending);
        if (!answer.complete(problem.response())) {
          writer.close(cause);
        }
      }
    }

    private void end(TailMetrics.Ending ending) {
      if (hasEnded.compareAndSet(false, true)) {
        release(ending);
        if (!answer.complete(new Problem(Problem.Kind.OVERLOADED, "ended").response())) {
          writer.close();
        }
      }
    }

    private void release(TailMetrics.Ending ending) {
      open.remove(this);
      places.decrementAndGet();
      meters.tail().ended(ending);
    }

    void farewell() {
      if (answer.isDone() && !writer.tryWrite(FAREWELL)) {
        LOG.debug("a client went before it was told that the collector ends");
      }
      end(TailMetrics.Ending.CLOSING);
    }
  }

  /** Something that may fail in every way that a tail can. */
  @FunctionalInterface
  private interface Work {
    void run() throws IOException;
  }

  /** Ends every tail, so that clients see a proper end, and takes no further one. */
  void endAll() {
    threads.shutdown();
    open.forEach(Open::farewell);
  }

  /** Ends every tail and waits for the threads. */
  @Override
  public void close() {
    endAll();
    try {
      if (!threads.awaitTermination(HttpLimits.CLOSE.toNanos(), TimeUnit.NANOSECONDS)) {
        LOG.warn("{} tails still read the store", threads.getActiveCount());
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
