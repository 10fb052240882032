package vdsl.collector.http;

import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import java.util.List;
import java.util.Optional;
import vdsl.storage.query.QuerySyntaxException;
import vdsl.storage.query.RecordFormat;

/** How records are answered: streamed in a format, or as a page of JSON. */
sealed interface AnswerFormat {
  /** One record after another, to the end. */
  record Stream(RecordFormat format) implements AnswerFormat {}

  /** A bounded number of records, and where the next page begins. */
  record Page() implements AnswerFormat {}

  /** Name of the page's format, beside those of {@link RecordFormat}. */
  String JSON = "json";

  /**
   * By the parameter, else by what the client accepts, else lines of JSON; empty if the client
   * accepts nothing that there is.
   *
   * @throws QuerySyntaxException if the parameter names no format
   */
  static Optional<AnswerFormat> choose(List<String> parameter, RequestHeaders headers) {
    if (parameter.size() > 1) {
      throw new QuerySyntaxException("format is given " + parameter.size() + " times");
    }
    if (!parameter.isEmpty()) {
      return Optional.of(named(parameter.get(0)));
    }
    List<MediaType> accepted = headers.accept();
    return accepted.isEmpty()
        ? Optional.of(new Stream(RecordFormat.JSONL))
        : accepted.stream().flatMap(type -> accepted(type).stream()).findFirst();
  }

  private static AnswerFormat named(String name) {
    if (name.equals(JSON)) {
      return new Page();
    }
    return RecordFormat.named(name)
        .map(Stream::new)
        .orElseThrow(
            () ->
                new QuerySyntaxException(
                    "format", name, "one of text, jsonl, csv, raw, json is allowed"));
  }

  private static Optional<AnswerFormat> accepted(MediaType type) {
    String name = type.type() + "/" + type.subtype();
    return switch (name) {
      case "*/*", "application/*", "application/x-ndjson", "application/jsonl" ->
          Optional.of(new Stream(RecordFormat.JSONL));
      case "text/plain", "text/*" -> Optional.of(new Stream(RecordFormat.TEXT));
      case "text/csv" -> Optional.of(new Stream(RecordFormat.CSV));
      case "application/octet-stream" -> Optional.of(new Stream(RecordFormat.RAW));
      case "application/json" -> Optional.of(new Page());
      default -> Optional.empty();
    };
  }
}
