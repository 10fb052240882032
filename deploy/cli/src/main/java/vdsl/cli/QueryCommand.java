package vdsl.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vdsl.storage.query.RecordView;

/** Finds records and prints them as they come. */
@Command(
    name = "query",
    description = {
      "Finds records and prints them as they come.",
      "A range of Ids of one node comes in the order of its Ids, everything else in the order of"
          + " time, node and Id."
    },
    footer = {"", "Exit code 1 if nothing was found."})
final class QueryCommand implements Callable<Integer> {
  private static final int COPY_BYTES = 64 << 10;

  /** Of an answer in CSV. */
  private static final int HEADER_LINES = 1;

  @Mixin private ReadOptions read = new ReadOptions();

  @Mixin private FilterOptions filters = new FilterOptions();

  @Option(
      names = "--ids",
      paramLabel = "A..B",
      description = "Records with these Ids: A..B, A.., ..B or A.")
  private Optional<String> ids = Optional.empty();

  @Option(
      names = "--from",
      paramLabel = "T",
      description = "Not before this time: 2026-11-23T10:00:00Z, 2026-11-23, or -15m.")
  private Optional<String> from = Optional.empty();

  @Option(names = "--to", paramLabel = "T", description = "Not after this time.")
  private Optional<String> to = Optional.empty();

  @Option(
      names = "--limit",
      paramLabel = "K",
      description = "At most K records; default: no limit.")
  private Optional<Long> limit = Optional.empty();

  @Option(
      names = "--order",
      paramLabel = "asc|desc",
      description = "First records first, or last first; default asc.")
  private Optional<String> order = Optional.empty();

  @Option(
      names = "--order-certainty",
      description =
          "Mark with ~ (text) or order (jsonl, csv) what may belong before a record above it.")
  private boolean orderCertainty;

  @Option(
      names = "--bounds",
      description = "Show in text how wrong each time may be; jsonl and csv have bound_ns anyway.")
  private boolean bounds;

  @Option(
      names = "--around",
      paramLabel = "NODE:ID",
      description = "This record and its neighbours; see -A and -B.")
  private Optional<String> around = Optional.empty();

  @Option(
      names = "-A",
      paramLabel = "n",
      description = "Records after that of --around; default 10.")
  private Optional<Long> after = Optional.empty();

  @Option(
      names = "-B",
      paramLabel = "n",
      description = "Records before that of --around; default 10.")
  private Optional<Long> before = Optional.empty();

  @Option(
      names = "--format",
      paramLabel = "text|jsonl|csv|raw",
      description =
          "How records are printed; default text. raw: the logged bytes and a line feed each.")
  private Format format = Format.TEXT;

  /** Output formats, by their names on the command line. */
  enum Format {
    TEXT,
    JSONL,
    CSV,
    RAW;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final PrintStream out;

  QueryCommand(PrintStream out) {
    this.out = out;
  }

  @Override
  public Integer call() {
    ApiClient client = new ApiClient(read);
    try (InputStream answer = client.stream("/api/v1/records", parameters())) {
      long lines = copy(client, answer);
      if (lines <= (format == Format.CSV ? HEADER_LINES : 0)) {
        throw CommandFailure.nothing("no record matches; 'vdsl nodes' lists what there is");
      }
      return ExitCode.OK;
    } catch (IOException closing) {
      throw client.broken(closing);
    }
  }

  private List<Map.Entry<String, String>> parameters() {
    List<Map.Entry<String, String>> parameters = new ArrayList<>();
    filters.addTo(parameters);
    ids.ifPresent(value -> parameters.add(Map.entry("ids", value)));
    from.ifPresent(value -> parameters.add(Map.entry("from", value)));
    to.ifPresent(value -> parameters.add(Map.entry("to", value)));
    limit.ifPresent(value -> parameters.add(Map.entry("limit", Long.toString(value))));
    order.ifPresent(value -> parameters.add(Map.entry("order", value)));
    around.ifPresent(value -> parameters.add(Map.entry("around", value)));
    after.ifPresent(value -> parameters.add(Map.entry("after", Long.toString(value))));
    before.ifPresent(value -> parameters.add(Map.entry("before", Long.toString(value))));
    if (orderCertainty) {
      parameters.add(Map.entry(RecordView.ORDER_CERTAINTY, "true"));
    }
    if (bounds) {
      parameters.add(Map.entry(RecordView.BOUNDS, "true"));
    }
    parameters.add(Map.entry("format", format.toString()));
    return parameters;
  }

  /** Copies the answer until it ends or nobody reads on; returns how many lines it had. */
  private long copy(ApiClient client, InputStream answer) {
    byte[] buffer = new byte[COPY_BYTES];
    long lines = 0;
    try {
      for (int read = answer.read(buffer); read >= 0; read = answer.read(buffer)) {
        for (int i = 0; i < read; i++) {
          lines += buffer[i] == '\n' ? 1 : 0;
        }
        out.write(buffer, 0, read);
        if (out.checkError()) {
          return Math.max(lines, 1 + HEADER_LINES);
        }
      }
    } catch (IOException broken) {
      out.flush();
      throw client.broken(broken);
    }
    return lines;
  }
}
