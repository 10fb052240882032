package vdsl.collector.http;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Says whether all is well. Thread-safe.
 *
 * @param word what is said then
 * @param fault what is wrong; empty if nothing is
 */
record HealthService(String word, Supplier<Optional<String>> fault) implements HttpService {
  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    return fault
        .get()
        .map(reason -> new Problem(Problem.Kind.NOT_READY, reason).response())
        .orElseGet(() -> Json.response(Json.object().put("status", word)));
  }
}
