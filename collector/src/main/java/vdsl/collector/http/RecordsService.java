package vdsl.collector.http;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import vdsl.storage.query.QueryEngine;
import vdsl.storage.query.QueryParameters;
import vdsl.storage.query.QuerySyntaxException;
import vdsl.storage.query.RecordFormat;
import vdsl.storage.query.RecordPrinter;
import vdsl.storage.query.RecordQuery;
import vdsl.storage.query.RecordStream;
import vdsl.storage.query.RecordView;
import vdsl.storage.spi.BlockStore;
import vdsl.time.WallClock;

/** {@code GET /api/v1/records}: docs/reference/http.md. Thread-safe. */
final class RecordsService implements HttpService {
  private final BlockStore store;
  private final StoreReaders readers;
  private final WallClock clock;

  RecordsService(BlockStore store, StoreReaders readers, WallClock clock) {
    this.store = store;
    this.readers = readers;
    this.clock = clock;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    QueryParams given = context.queryParams();
    return readers.answer(
        context,
        reply -> {
          Map<String, List<String>> parameters = new LinkedHashMap<>();
          given.names().forEach(name -> parameters.put(name, given.getAll(name)));
          Optional<AnswerFormat> chosen =
              AnswerFormat.choose(taken(parameters, "format"), request.headers());
          if (chosen.isEmpty()) {
            reply.send(
                new Problem(
                        Problem.Kind.NOT_ACCEPTABLE,
                        "one of application/x-ndjson, application/json, text/csv, text/plain,"
                            + " application/octet-stream can be had")
                    .response());
          } else if (chosen.get() instanceof AnswerFormat.Stream stream) {
            stream(reply, parameters, stream.format());
          } else {
            reply.send(page(parameters).read(new QueryEngine(store, reply::checkWanted)));
          }
        });
  }

  private static List<String> taken(Map<String, List<String>> parameters, String key) {
    return Optional.ofNullable(parameters.remove(key)).orElse(List.of());
  }

  private RecordPage page(Map<String, List<String>> parameters) {
    if (RecordView.takeFrom(parameters).orderCertainty()) {
      throw new QuerySyntaxException(
          RecordView.ORDER_CERTAINTY
              + " does not go with format=json: a page does not know the records of those before"
              + " it; jsonl, csv and text have it");
    }
    return new RecordPage(parameters, taken(parameters, PageCursor.PARAMETER), clock.nowNs());
  }

  private void stream(Reply reply, Map<String, List<String>> parameters, RecordFormat format)
      throws IOException {
    if (!taken(parameters, PageCursor.PARAMETER).isEmpty()) {
      throw new QuerySyntaxException("cursor is for pages: it goes with format=json");
    }
    RecordView view = RecordView.takeFrom(parameters);
    view.checkShownBy(format);
    RecordQuery query = QueryParameters.parse(parameters, clock.nowNs());
    try (RecordStream records = new QueryEngine(store, reply::checkWanted).run(query)) {
      // The first record is looked for before the answer begins: an error can still be told then.
      boolean any = records.hasNext();
      OutputStream out = reply.stream(format.mediaType());
      RecordPrinter printer = format.printer(out, view, query.direction());
      while (any) {
        printer.print(records.next());
        any = records.hasNext();
      }
      printer.flush();
    }
  }
}
