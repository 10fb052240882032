package vdsl.storage.query;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How records are written. Fields and escapes: docs/reference/query.md. */
public enum RecordFormat {
  /** One readable line per record, safe for a terminal. */
  TEXT("text/plain; charset=utf-8"),
  /** One JSON object per line. */
  JSONL("application/x-ndjson"),
  /** RFC 4180 with a header line. */
  CSV("text/csv; charset=utf-8; header=present"),
  /** The bytes of the text and a line feed. */
  RAW("application/octet-stream");

  private final String mediaType;

  RecordFormat(String mediaType) {
    this.mediaType = mediaType;
  }

  /**
   * The format of a name in lower case, as the flag {@code format} has it; empty if there is none.
   */
  public static Optional<RecordFormat> named(String name) {
    return Arrays.stream(values()).filter(format -> format.toString().equals(name)).findFirst();
  }

  /** Media type for HTTP. */
  public String mediaType() {
    return mediaType;
  }

  /** A printer to a stream, of the records' fields alone. */
  public RecordPrinter printer(OutputStream out) throws IOException {
    return printer(out, RecordView.PLAIN, RecordQuery.Direction.ASCENDING);
  }

  /**
   * A printer to a stream.
   *
   * @param direction of the answer that it is to print from its first record on
   * @throws QuerySyntaxException if this format cannot show what the view asks for
   */
  public RecordPrinter printer(OutputStream out, RecordView view, RecordQuery.Direction direction)
      throws IOException {
    view.checkShownBy(this);
    return switch (this) {
      case TEXT -> new TextPrinter(out, view.certainties(direction), view.bounds());
      case JSONL -> new JsonlPrinter(out, view.certainties(direction));
      case CSV -> new CsvPrinter(out, view.certainties(direction));
      case RAW -> new RawPrinter(out);
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
