package vdsl.collector.http;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.HttpResponseException;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says every error of the server itself as a problem, and nothing of its inside. Thread-safe. */
final class ErrorPages implements ServerErrorHandler {
  private static final Logger LOG = LoggerFactory.getLogger(ErrorPages.class);

  @Override
  public HttpResponse onServiceException(ServiceRequestContext context, Throwable cause) {
    if (cause instanceof HttpStatusException refused) {
      return of(refused.httpStatus(), context.path()).response();
    }
    if (cause instanceof HttpResponseException answered) {
      return answered.httpResponse();
    }
    LOG.error("internal fault answering {}", context.path(), cause);
    return new Problem(Problem.Kind.INTERNAL, "see the collector's log").response();
  }

  @Override
  public AggregatedHttpResponse onProtocolViolation(
      ServiceConfig config,
      @Nullable RequestHeaders headers,
      HttpStatus status,
      @Nullable String description,
      @Nullable Throwable cause) {
    return aggregated(of(status, "the request"));
  }

  @Override
  public AggregatedHttpResponse renderStatus(
      @Nullable ServiceRequestContext context,
      ServiceConfig config,
      @Nullable RequestHeaders headers,
      HttpStatus status,
      @Nullable String description,
      @Nullable Throwable cause) {
    return aggregated(of(status, headers == null ? "the request" : headers.path()));
  }

  private static Problem of(HttpStatus status, String path) {
    if (status.equals(HttpStatus.NOT_FOUND)) {
      return new Problem(Problem.Kind.UNKNOWN_PATH, path + " is not served; / names what is");
    }
    if (status.equals(HttpStatus.METHOD_NOT_ALLOWED)) {
      return new Problem(Problem.Kind.WRONG_METHOD, path + " is only read");
    }
    if (status.isClientError()) {
      return new Problem(Problem.Kind.BAD_REQUEST, status.reasonPhrase());
    }
    if (status.equals(HttpStatus.SERVICE_UNAVAILABLE)) {
      return new Problem(Problem.Kind.OVERLOADED, "try again");
    }
    return new Problem(Problem.Kind.INTERNAL, "see the collector's log");
  }

  private static AggregatedHttpResponse aggregated(Problem problem) {
    return AggregatedHttpResponse.of(problem.headers(), problem.body());
  }
}
