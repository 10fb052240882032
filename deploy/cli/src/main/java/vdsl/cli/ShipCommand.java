package vdsl.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import vdsl.agent.transport.CollectorAddress;
import vdsl.record.LogType;
import vdsl.record.NodeId;

/** Ships lines of files or of the standard input as records. */
@Command(
    name = "ship",
    description = {
      "Ships lines of files, or of the standard input, as records of a node.",
      "Returns when the collector has acknowledged everything; rides out a collector that is away."
          + " Killed and started again with the same files it goes on where it was."
    })
final class ShipCommand implements Callable<Integer> {
  private static final String STANDARD_INPUT = "-";

  /** The names of all of them are in the agent's dictionary and in every checkpoint. */
  private static final int FILE_COUNT_MAX = 8_192;

  private final CliContext context;

  @Option(
      names = "--collector",
      paramLabel = "HOST:PORT",
      split = ",",
      defaultValue = "${env:VDSL_COLLECTOR:-127.0.0.1:5170}",
      description =
          "Collectors of one cluster, tried in turn (VDSL_COLLECTOR); default ${DEFAULT-VALUE}.")
  private List<String> collectors = new ArrayList<>();

  @Option(
      names = "--node",
      paramLabel = "N",
      required = true,
      description = "Node the records belong to; its Ids go on where they are.")
  private String node = "";

  @Option(
      names = "--object",
      paramLabel = "O",
      required = true,
      description = "What logged the lines: a service or component.")
  private String object = "";

  @Option(names = "--type", paramLabel = "T", description = "Type of the records; default APP.")
  private String type = LogType.APP.value();

  @Option(
      names = "--level-regex",
      paramLabel = "R",
      description =
          "RE2 regular expression whose group 1 is the level; lines without a match are INFO.")
  private Optional<String> levelRegex = Optional.empty();

  @Option(
      names = "--multiline",
      paramLabel = "java",
      description =
          "Join the lines of a Java stack trace to one record; default: every line is one.")
  private Multiline multiline = Multiline.NONE;

  @Option(
      names = "--time-format",
      paramLabel = "PATTERN",
      description =
          "Timestamp at the beginning of a line, kept as event_time: 'yyyy-MM-dd HH:mm:ss,SSS'."
              + " UTC unless the pattern has a zone.")
  private Optional<String> timeFormat = Optional.empty();

  @Option(
      names = "--follow",
      description = "Go on reading what is appended to the files, until SIGINT or SIGTERM.")
  private boolean follow;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "At most N records a second; default: no limit.")
  private Optional<Long> rate = Optional.empty();

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description =
          "Give up after this long with exit code 3, what is left is kept; default: never.")
  private Optional<Long> timeout = Optional.empty();

  @Option(
      names = "--latency",
      description = "Say at the end how long blocks waited for their acknowledgement.")
  private boolean tellsLatency;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description =
          "Keep what is not acknowledged yet in DIR, removed when everything is; default: a"
              + " directory of node and files below VDSL_STATE_DIR, else ~/.local/state/vdsl.")
  private Optional<Path> directory = Optional.empty();

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "Files to ship, one after the other; - is the standard input.")
  private List<String> files = new ArrayList<>();

  ShipCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Set<String> distinctFiles = new LinkedHashSet<>(files);
    if (distinctFiles.size() > FILE_COUNT_MAX) {
      throw CommandFailure.usage(
          distinctFiles.size() + " files, at most " + FILE_COUNT_MAX + "; ship them in parts");
    }
    for (String file : distinctFiles) {
      if (!file.equals(STANDARD_INPUT)) {
        requireRegularFile(Path.of(file));
      }
    }
    Shipment shipment =
        new Shipment(
            Failures.checked("--node", () -> new NodeId(node)),
            addresses(),
            shipDirectory(distinctFiles),
            new Shipment.Lines(
                List.copyOf(distinctFiles), format(), multiline, follow, linesPerSecond()),
            tellsLatency,
            context);
    return shipment.run(
        timeout.isPresent()
            ? Optional.of(Duration.ofSeconds(positive("--timeout", timeout.get())))
            : Optional.empty());
  }

  /** A pipe can't be looked at and then read: what was looked at is gone. */
  private static void requireRegularFile(Path file) {
    if (Files.exists(file) && !Files.isDirectory(file) && !Files.isRegularFile(file)) {
      throw CommandFailure.usage(
          "file " + file + " is no regular file; ship a pipe as the standard input, by -");
    }
    Failures.requireReadableFile("file", file);
  }

  private List<CollectorAddress> addresses() {
    return Failures.collectors(collectors);
  }

  private LineFormat format() {
    if (object.isBlank()) {
      throw CommandFailure.usage(
          "--object \"" + object + "\" is empty; name what logged the lines");
    }
    return new LineFormat(
        object,
        Failures.checked("--type", () -> new LogType(type)),
        levelRegex.map(LineFormat::levelRegex),
        timeFormat.map(pattern -> EventTimeFormat.of(pattern, context.wallClock().nowNs())));
  }

  private long linesPerSecond() {
    return rate.isPresent() ? positive("--rate", rate.get()) : Long.MAX_VALUE;
  }

  private static long positive(String name, long value) {
    if (value < 1) {
      throw CommandFailure.usage(name + " " + value + " is not a number from 1");
    }
    return value;
  }

  /** The same node and files lead to the same directory, so that a second start goes on. */
  private Path shipDirectory(Set<String> distinctFiles) {
    if (directory.isPresent()) {
      return directory.get();
    }
    StringBuilder key = new StringBuilder(node);
    for (String file : distinctFiles) {
      boolean standardInput = file.equals(STANDARD_INPUT);
      key.append('\0')
          .append(standardInput ? file : Path.of(file).toAbsolutePath().normalize().toString());
    }
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(key.toString().getBytes(StandardCharsets.UTF_8));
      String name = node + "-" + HexFormat.of().formatHex(hash, 0, Long.BYTES);
      return context.stateDirectory().resolve("ship").resolve(name);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
