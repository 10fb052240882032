package vdsl.collector.http;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import vdsl.collector.tail.TailRequest;
import vdsl.collector.tail.TailSource;
import vdsl.storage.query.QuerySyntaxException;
import vdsl.storage.query.RecordFormat;

/** {@code GET /api/v1/tail}: docs/reference/http.md. Thread-safe. */
final class TailService implements HttpService {
  private final TailSource source;
  private final Tails tails;

  TailService(TailSource source, Tails tails) {
    this.source = source;
    this.tails = tails;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    QueryParams given = context.queryParams();
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    given.names().forEach(name -> parameters.put(name, given.getAll(name)));
    try {
      RecordFormat format = format(parameters);
      Optional<String> lastEventId =
          Optional.ofNullable(request.headers().get(HttpHeaderNames.of("last-event-id")))
              .filter(id -> !id.isEmpty());
      TailRequest asked =
          TailRequest.parse(parameters, lastEventId, source.clusterId(), source.nowNs());
      return tails.open(context, asked, format);
    } catch (QuerySyntaxException wrong) {
      return new Problem(Problem.Kind.BAD_PARAMETER, String.valueOf(wrong.getMessage())).response();
    }
  }

  private static RecordFormat format(Map<String, List<String>> parameters) {
    List<String> given = Optional.ofNullable(parameters.remove("format")).orElse(List.of());
    if (given.isEmpty()) {
      return RecordFormat.JSONL;
    }
    String name = String.join(",", given);
    return RecordFormat.named(name)
        .orElseThrow(
            () ->
                new QuerySyntaxException(
                    "format", name, "one of text, jsonl, csv, raw is allowed"));
  }
}
