package vdsl.collector.http;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import vdsl.collector.metrics.HttpMetrics;

/**
 * The answer to one request that reads the store: whole, streamed, or a problem as long as nothing
 * was streamed. Filled by one thread of the readers' pool.
 */
final class Reply {
  private final ServiceRequestContext context;
  private final HttpMetrics metrics;
  private final Patience patience;
  private final CompletableFuture<HttpResponse> answer = new CompletableFuture<>();
  private Optional<AnswerStream> stream = Optional.empty();

  Reply(ServiceRequestContext context, HttpMetrics metrics, Patience patience) {
    this.context = context;
    this.metrics = metrics;
    this.patience = patience;
  }

  /** For the server: the answer as soon as it begins. */
  HttpResponse response() {
    return HttpResponse.of(answer);
  }

  /**
   * Lets work end with the client that waits for it: also work that finds nothing for minutes.
   *
   * @throws ClientGoneException if nobody waits any more
   */
  void checkWanted() {
    if (!isWanted()) {
      throw new ClientGoneException("the client has gone");
    }
  }

  private boolean isWanted() {
    return !patience.closing().getAsBoolean()
        && !context.isCancelled()
        && stream.map(AnswerStream::isOpen).orElse(true);
  }

  void send(HttpResponse whole) {
    answer.complete(whole);
  }

  /** Begins a streamed answer. */
  OutputStream stream(String mediaType) {
    HttpResponseWriter writer = HttpResponse.streaming();
    writer.write(
        ResponseHeaders.builder(HttpStatus.OK).contentType(MediaType.parse(mediaType)).build());
    AnswerStream begun = new AnswerStream(writer, metrics, patience);
    stream = Optional.of(begun);
    answer.complete(writer);
    return begun;
  }

  /** Ends a streamed answer as complete. */
  void end() {
    stream.ifPresent(AnswerStream::close);
  }

  /** Tells the problem, or breaks the stream off so that the client sees it is incomplete. */
  void fail(Problem problem, Throwable cause) {
    stream.ifPresentOrElse(
        begun -> begun.breakOff(cause), () -> answer.complete(problem.response()));
  }
}
