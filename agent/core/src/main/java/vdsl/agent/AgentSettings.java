package vdsl.agent;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import vdsl.agent.buffer.BufferConfig;
import vdsl.agent.capture.CaptureConfig;
import vdsl.agent.capture.FullPolicy;
import vdsl.agent.spool.SpoolConfig;
import vdsl.agent.spool.SpoolFull;
import vdsl.agent.spool.SyncPolicy;
import vdsl.agent.transport.CollectorAddress;
import vdsl.record.NodeId;

/**
 * What an agent within a service is started with, read from texts as the configuration files of
 * logging frameworks have them. The same settings for every front end.
 *
 * @param closeTimeout time to drain and ship at the end
 */
public record AgentSettings(AgentConfig agent, CaptureConfig capture, Duration closeTimeout) {
  /** Orchestrators kill a service ten seconds after they have asked it to end. */
  private static final Duration CLOSE_TIMEOUT_DEFAULT = Duration.ofSeconds(5);

  private static final Duration CLOSE_TIMEOUT_MAX = Duration.ofMinutes(10);

  private static final String COLLECTOR_VARIABLE = "VDSL_COLLECTOR";
  private static final String COLLECTOR_DEFAULT = "127.0.0.1:" + CollectorAddress.PORT_DEFAULT;
  private static final String STATE_VARIABLE = "VDSL_STATE_DIR";
  private static final String XDG_VARIABLE = "XDG_STATE_HOME";

  /** One setting: its name, its default as text, and which values it may have. */
  public enum Key {
    NODE(
        "node",
        "the host's name",
        "1.." + NodeId.LENGTH_MAX + " of A-Z a-z 0-9 . _ - starting with a letter or digit"),
    COLLECTOR(
        "collector",
        COLLECTOR_VARIABLE + ", else " + COLLECTOR_DEFAULT,
        "HOST:PORT[,HOST:PORT] with ports 1..65535"),
    DIRECTORY(
        "directory",
        "nodes/NODE below " + STATE_VARIABLE + ", $XDG_STATE_HOME/vdsl or ~/.local/state/vdsl",
        "a path"),
    BUFFER_HALF(
        "bufferHalf",
        sizeText(BufferConfig.HALF_BYTES_DEFAULT),
        "a power of two in "
            + sizeText(BufferConfig.HALF_BYTES_MIN)
            + ".."
            + sizeText(BufferConfig.HALF_BYTES_MAX)),
    FULL(
        "full",
        "block(" + Duration.ofNanos(FullPolicy.WAIT_NS_DEFAULT).toMillis() + "ms)",
        "block, block(TIME) with 0ms.."
            + Duration.ofNanos(FullPolicy.WAIT_NS_MAX).toSeconds()
            + "s, or reject-below(LEVEL)"),
    SPOOL_BYTES(
        "spoolBytes",
        sizeText(SpoolConfig.SPOOL_BYTES_DEFAULT),
        "a size of at least " + sizeText(SpoolConfig.SPOOL_BYTES_MIN)),
    SPOOL_SYNC("spoolSync", "interval", "interval, each or none"),
    SPOOL_FULL("spoolFull", "block", "block or drop-oldest"),
    CLOSE_TIMEOUT(
        "closeTimeout",
        CLOSE_TIMEOUT_DEFAULT.toSeconds() + "s",
        "a time of 0ms.." + CLOSE_TIMEOUT_MAX.toMinutes() + "min");

    private final String text;
    private final String defaultText;
    private final String allowed;

    Key(String text, String defaultText, String allowed) {
      this.text = text;
      this.defaultText = defaultText;
      this.allowed = allowed;
    }

    /** The setting's name in a configuration file. */
    public String text() {
      return text;
    }

    /** What holds where nothing is set, as people write it. */
    public String defaultText() {
      return defaultText;
    }

    /** Which values may be set. */
    public String allowed() {
      return allowed;
    }
  }

  /**
   * Reads settings; those not given have their defaults.
   *
   * @param given texts of those settings that the configuration names
   * @param environment variables of the process
   * @throws AgentException if a value is not allowed; it names the setting, the value and the
   *     bounds
   */
  public static AgentSettings read(Map<Key, String> given, Map<String, String> environment) {
    Reader reader = new Reader(given, environment);
    NodeId node = reader.node();
    AgentConfig agent =
        AgentConfig.of(node, reader.directory(node), reader.collectors())
            .withSpool(
                new AgentConfig.SpoolLimits(
                    reader.value(Key.SPOOL_BYTES, AgentSettings::spoolBytes),
                    reader.value(Key.SPOOL_SYNC, AgentSettings::syncPolicy),
                    reader.value(Key.SPOOL_FULL, AgentSettings::whenFull)));
    CaptureConfig capture =
        new CaptureConfig(
            new BufferConfig(
                reader.value(Key.BUFFER_HALF, AgentSettings::halfBytes),
                BufferConfig.STALL_NS_DEFAULT),
            reader.value(Key.FULL, FullPolicy::parse),
            CaptureConfig.DEFAULT.recordsThread());
    return new AgentSettings(
        agent, capture, reader.value(Key.CLOSE_TIMEOUT, AgentSettings::closeTime));
  }

  private record Reader(Map<Key, String> given, Map<String, String> environment) {
    /** Reads a setting, or its default where that is a value. */
    <T> T value(Key key, Function<String, T> parse) {
      return parsed(key.text(), key, given.getOrDefault(key, key.defaultText()), parse);
    }

    private static <T> T parsed(String name, Key key, String text, Function<String, T> parse) {
      try {
        return parse.apply(text.strip());
      } catch (IllegalArgumentException | ArithmeticException refused) {
        throw new AgentException(
            name + " \"" + text + "\" is not allowed: " + key.allowed(), refused);
      }
    }

    NodeId node() {
      String text =
          Optional.ofNullable(given.get(Key.NODE)).orElseGet(() -> HostName.detect(environment));
      return parsed(Key.NODE.text(), Key.NODE, text, NodeId::new);
    }

    List<CollectorAddress> collectors() {
      Optional<String> own = Optional.ofNullable(given.get(Key.COLLECTOR));
      String name = own.isPresent() ? Key.COLLECTOR.text() : COLLECTOR_VARIABLE;
      String text = own.or(() -> variable(COLLECTOR_VARIABLE)).orElse(COLLECTOR_DEFAULT);
      return parsed(name, Key.COLLECTOR, text, AgentSettings::addresses);
    }

    Path directory(NodeId node) {
      return Optional.ofNullable(given.get(Key.DIRECTORY))
          .map(text -> parsed(Key.DIRECTORY.text(), Key.DIRECTORY, text, AgentSettings::path))
          .orElseGet(() -> stateDirectory().resolve("nodes").resolve(node.value()));
    }

    private Path stateDirectory() {
      return variable(STATE_VARIABLE)
          .map(Path::of)
          .orElseGet(
              () ->
                  variable(XDG_VARIABLE)
                      .map(Path::of)
                      .orElseGet(() -> Path.of(home(), ".local", "state"))
                      .resolve("vdsl"));
    }

    private static String home() {
      return System.getProperty("user.home", "");
    }

    private Optional<String> variable(String name) {
      return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }
  }

  private static Path path(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("empty path");
    }
    return Path.of(text);
  }

  private static List<CollectorAddress> addresses(String text) {
    return Stream.of(text.split(",", -1))
        .map(address -> CollectorAddress.parse(address.strip()))
        .toList();
  }

  private static int halfBytes(String text) {
    int bytes = Math.toIntExact(size(text));
    return new BufferConfig(bytes, BufferConfig.STALL_NS_DEFAULT).halfBytes();
  }

  private static long spoolBytes(String text) {
    return new AgentConfig.SpoolLimits(size(text), SyncPolicy.INTERVAL, SpoolFull.BLOCK)
        .spoolBytes();
  }

  private static SyncPolicy syncPolicy(String text) {
    return SyncPolicy.valueOf(text.toUpperCase(Locale.ROOT));
  }

  private static SpoolFull whenFull(String text) {
    return SpoolFull.valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  private static Duration closeTime(String text) {
    Matcher time = Pattern.compile("(\\d{1,9})(ms|s|min)").matcher(text);
    if (!time.matches()) {
      throw new IllegalArgumentException("not a time");
    }
    long amount = Long.parseLong(time.group(1));
    Duration bound =
        switch (time.group(2)) {
          case "ms" -> Duration.ofMillis(amount);
          case "s" -> Duration.ofSeconds(amount);
          default -> Duration.ofMinutes(amount);
        };
    if (bound.compareTo(CLOSE_TIMEOUT_MAX) > 0) {
      throw new IllegalArgumentException("over " + CLOSE_TIMEOUT_MAX);
    }
    return bound;
  }

  private static long size(String text) {
    Matcher size = Pattern.compile("(\\d{1,18}) ?(KiB|MiB|GiB)?").matcher(text);
    if (!size.matches()) {
      throw new IllegalArgumentException("not a size");
    }
    String unit = Optional.ofNullable(size.group(2)).orElse("");
    long unitBytes =
        switch (unit) {
          case "KiB" -> 1L << 10;
          case "MiB" -> 1L << 20;
          case "GiB" -> 1L << 30;
          default -> 1;
        };
    return Math.multiplyExact(Long.parseLong(size.group(1)), unitBytes);
  }

  private static String sizeText(long bytes) {
    if (bytes % (1L << 30) == 0) {
      return (bytes >> 30) + "GiB";
    }
    return bytes % (1L << 20) == 0 ? (bytes >> 20) + "MiB" : Long.toString(bytes);
  }

  private static String fullText(FullPolicy full) {
    return full.rejectBelow().equals(FullPolicy.DEFAULT.rejectBelow())
        ? "block(" + Duration.ofNanos(full.waitNs()).toMillis() + "ms)"
        : "reject-below(" + full.rejectBelow() + ")";
  }

  /** The values in force, for the log of the service. */
  @Override
  public String toString() {
    return "node "
        + agent.node()
        + ", directory "
        + agent.directory()
        + ", collector "
        + agent.collectors().stream()
            .map(CollectorAddress::toString)
            .collect(Collectors.joining(","))
        + ", bufferHalf "
        + sizeText(capture.buffer().halfBytes())
        + ", full "
        + fullText(capture.full())
        + ", spoolBytes "
        + sizeText(agent.spool().spoolBytes())
        + ", spoolSync "
        + agent.spool().syncPolicy().name().toLowerCase(Locale.ROOT)
        + ", spoolFull "
        + agent.spool().whenFull().name().toLowerCase(Locale.ROOT).replace('_', '-')
        + ", closeTimeout "
        + closeTimeout.toMillis()
        + "ms";
  }
}
