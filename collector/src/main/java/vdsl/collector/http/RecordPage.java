package vdsl.collector.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import vdsl.record.LogRecord;
import vdsl.storage.query.QueryEngine;
import vdsl.storage.query.QueryParameters;
import vdsl.storage.query.QuerySyntaxException;
import vdsl.storage.query.RecordFormat;
import vdsl.storage.query.RecordPosition;
import vdsl.storage.query.RecordPrinter;
import vdsl.storage.query.RecordQuery;
import vdsl.storage.query.RecordStream;

/** One page of records as JSON, with the cursor of the next. Confined to one thread. */
final class RecordPage {
  private final RecordQuery query;
  private final Optional<PageCursor> after;
  private final int sizeMax;

  /**
   * Understands what is asked for.
   *
   * @param parameters those of the query; limit is the size of the page
   * @param cursor the parameter of that name
   * @throws QuerySyntaxException if that makes no sense
   */
  RecordPage(Map<String, List<String>> parameters, List<String> cursor, long nowNs) {
    RecordQuery asked = QueryParameters.parse(parameters, nowNs);
    sizeMax = size(asked);
    query = asked.withoutLimit();
    if (cursor.size() > 1) {
      throw new QuerySyntaxException("cursor is given " + cursor.size() + " times");
    }
    after = cursor.stream().findFirst().map(PageCursor::decode);
  }

  private static int size(RecordQuery asked) {
    long size = asked.limit().orElse(HttpLimits.PAGE_RECORDS_DEFAULT);
    if (size > HttpLimits.PAGE_RECORDS_MAX) {
      throw new QuerySyntaxException(
          "limit",
          Long.toString(size),
          "1.." + HttpLimits.PAGE_RECORDS_MAX + " is allowed for a page of JSON");
    }
    return (int) size;
  }

  HttpResponse read(QueryEngine engine) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    put(out, "{\"records\":[");
    Optional<LogRecord> last = Optional.empty();
    boolean more;
    try (RecordStream records = run(engine)) {
      RecordPrinter printer = RecordFormat.JSONL.printer(out);
      int size = 0;
      while (records.hasNext() && size < sizeMax && out.size() < HttpLimits.PAGE_BYTES_MAX) {
        LogRecord record = records.next();
        if (size > 0) {
          put(out, ",");
        }
        printer.print(record);
        printer.flush();
        last = Optional.of(record);
        size++;
      }
      more = records.hasNext();
    }
    put(out, "],\"next\":");
    put(out, last.filter(any -> more).map(RecordPage::quotedCursor).orElse("null"));
    put(out, "}\n");
    return HttpResponse.of(HttpStatus.OK, MediaType.JSON, HttpData.wrap(out.toByteArray()));
  }

  private RecordStream run(QueryEngine engine) {
    return after
        .map(cursor -> engine.runAfter(cursor.last(), query))
        .orElseGet(() -> engine.run(query));
  }

  private static String quotedCursor(LogRecord last) {
    return '"' + new PageCursor(RecordPosition.of(last)).encode() + '"';
  }

  private static void put(ByteArrayOutputStream out, String ascii) {
    out.writeBytes(ascii.getBytes(StandardCharsets.US_ASCII));
  }
}
