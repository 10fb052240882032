package vdsl.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints new records of all nodes as they come, until it is told to end. */
@Command(
    name = "tail",
    description = {
      "Prints new records of all nodes as they come, in the order of time, node and Id.",
      "That order is final for nodes in contact; a record that comes after its place has passed is"
          + " marked as late. A lost connection is made again, without loss or repeat."
    },
    footer = {"", "Ends by SIGINT or SIGTERM, with exit code 0."})
final class TailCommand implements Callable<Integer> {
  /** From the loss of a connection to the first attempt to make it again. */
  private static final Duration BACK_OFF_FIRST = Duration.ofMillis(200);

  /** Between two attempts at most: a collector that is back is noticed within it. */
  private static final Duration BACK_OFF_MAX = Duration.ofSeconds(5);

  @Mixin private ReadOptions read = new ReadOptions();

  @Mixin private FilterOptions filters = new FilterOptions();

  @Option(
      names = "--from",
      paramLabel = "T",
      description = "Begins at this time: 2026-11-23T10:00:00Z, or -15m; default now.")
  private Optional<String> from = Optional.empty();

  @Option(
      names = "-n",
      paramLabel = "K",
      description = "Begins with the last K records; default 0.")
  private Optional<Long> last = Optional.empty();

  @Option(
      names = "--hold",
      paramLabel = "MS",
      description = "Holds records back so long, to put them in order; default 1000.")
  private Optional<Long> hold = Optional.empty();

  @Option(names = "--limit", paramLabel = "K", description = "Ends after K records.")
  private Optional<Long> limit = Optional.empty();

  @Option(
      names = "--format",
      paramLabel = "text|jsonl|csv|raw",
      description =
          "How records are printed; default text. raw: the logged bytes and a line feed each.")
  private QueryCommand.Format format = QueryCommand.Format.TEXT;

  private final CliContext context;
  private Optional<String> position = Optional.empty();

  TailCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (limit.orElse(1L) < 1) {
      throw CommandFailure.usage("--limit " + limit.orElse(1L) + " is not a number from 1 on");
    }
    context.end().listen();
    try {
      follow(new ApiClient(read), new EventPrinter(format, context.out(), context.err()));
      return ExitCode.OK;
    } finally {
      context.out().flush();
      context.end().stopListening();
    }
  }

  private void follow(ApiClient client, EventPrinter printer) throws InterruptedException {
    Duration backOff = BACK_OFF_FIRST;
    boolean isLost = false;
    while (true) {
      Optional<String> before = position;
      try {
        if (receive(client, printer, isLost)) {
          return;
        }
        tellLost(isLost && before.equals(position), "it ended");
      } catch (IOException broken) {
        tellLost(isLost && before.equals(position), String.valueOf(broken.getMessage()));
      } catch (CommandFailure failure) {
        boolean isFinal =
            failure.exitCode() == ExitCode.USAGE || failure.exitCode() == ExitCode.NOTHING;
        if (position.isEmpty() || isFinal) {
          throw failure;
        }
      }
      isLost = true;
      backOff = before.equals(position) ? longer(backOff) : BACK_OFF_FIRST;
      if (context.end().isMadeWithin(backOff)) {
        return;
      }
    }
  }

  private static Duration longer(Duration backOff) {
    Duration doubled = backOff.multipliedBy(2);
    return doubled.compareTo(BACK_OFF_MAX) < 0 ? doubled : BACK_OFF_MAX;
  }

  private void tellLost(boolean wasTold, String reason) {
    if (!wasTold && !context.end().isMade()) {
      context.err().println("vdsl: connection to " + read.url() + " lost (" + reason + ")");
    }
  }

  /** Prints what comes on one connection; true if no further one is wanted. */
  private boolean receive(ApiClient client, EventPrinter printer, boolean isAgain)
      throws IOException {
    Map<String, String> headers = position.map(id -> Map.of("Last-Event-ID", id)).orElse(Map.of());
    try (WatchedStream answer =
        new WatchedStream(
            client.stream("/api/v1/tail", parameters(), headers), context.end(), context.ticks())) {
      answer.start();
      if (isAgain) {
        context.err().println("vdsl: connected again, going on where it was lost");
      } else {
        printer.begin();
      }
      return print(new EventReader(answer), printer);
    } catch (IOException broken) {
      if (context.end().isMade()) {
        return true;
      }
      throw broken;
    }
  }

  private boolean print(EventReader events, EventPrinter printer) throws IOException {
    try {
      Optional<EventReader.Event> event = events.next();
      while (event.isPresent()) {
        printer.print(event.get());
        position = event.get().id().or(() -> position);
        boolean isEnough = printer.recordCount() >= limit.orElse(Long.MAX_VALUE);
        // A batch is shown before the next one is waited for; who reads no further has enough.
        if (isEnough || (events.isDrained() && context.out().checkError())) {
          return true;
        }
        event = events.next();
      }
      return context.end().isMade();
    } finally {
      context.out().flush();
    }
  }

  private List<Map.Entry<String, String>> parameters() {
    List<Map.Entry<String, String>> parameters = new ArrayList<>();
    filters.addTo(parameters);
    from.ifPresent(value -> parameters.add(Map.entry("from", value)));
    last.filter(count -> count != 0)
        .ifPresent(value -> parameters.add(Map.entry("last", Long.toString(value))));
    hold.ifPresent(value -> parameters.add(Map.entry("hold", Long.toString(value))));
    parameters.add(Map.entry("format", format.toString()));
    return parameters;
  }
}
