package vdsl.collector;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import vdsl.collector.ingest.IngestConfig;
import vdsl.storage.jdbc.H2StoreConfig;

/**
 * Everything of a collector that can be configured: the one table of keys, units, defaults and
 * bounds. docs/reference/configuration.md shows it and is tested against it.
 */
public enum CollectorKey {
  DATA("data", "directory", "vdsl-data", "any path", "where blocks are kept; made if missing"),
  STORE("store", "URL", "h2", "h2", "engine that keeps the blocks; h2 is built in"),
  LISTEN("listen", "HOST:PORT", "127.0.0.1:5170", "port 0..65535, 0 for any", "address for agents"),
  HTTP("http", "HOST:PORT", "127.0.0.1:5171", "port 0..65535, 0 for any", "address for readers"),
  INSECURE(
      "insecure",
      "switch",
      "false",
      "true or false",
      "lets addresses be bound that other machines can reach, without TLS or credentials"),
  PARTITION_BYTES(
      "partition.bytes",
      "bytes",
      H2StoreConfig.PARTITION_BYTES_MAX_DEFAULT,
      new Range(H2StoreConfig.PARTITION_BYTES_MIN, H2StoreConfig.PARTITION_BYTES_LIMIT),
      "size at which a new partition file is begun"),
  PARTITION_OPEN(
      "partition.open",
      "files",
      H2StoreConfig.OPEN_PARTITION_COUNT_MAX_DEFAULT,
      new Range(1, H2StoreConfig.OPEN_PARTITION_COUNT_LIMIT),
      "older partition files kept open for readers"),
  WINDOW_BYTES(
      "window.bytes",
      "bytes",
      IngestConfig.WINDOW_BYTES_DEFAULT,
      new Range(IngestConfig.WINDOW_BYTES_MIN, IngestConfig.WINDOW_BYTES_MAX),
      "blocks one agent may have sent and not yet acknowledged"),
  SYNC_PERIOD_MIN(
      "sync.period.min",
      "ms",
      IngestConfig.SyncPeriod.MIN_MS_DEFAULT,
      new Range(IngestConfig.SyncPeriod.MS_LEAST, IngestConfig.SyncPeriod.MS_MOST),
      "between bursts of sync signals to a node whose clock is not well known yet"),
  SYNC_PERIOD_MAX(
      "sync.period.max",
      "ms",
      IngestConfig.SyncPeriod.MAX_MS_DEFAULT,
      new Range(IngestConfig.SyncPeriod.MS_LEAST, IngestConfig.SyncPeriod.MS_MOST),
      "the same to a node whose clock is steady; not below sync.period.min");

  /** Least and largest number allowed. */
  record Range(long least, long most) {
    @Override
    public String toString() {
      return least + ".." + most;
    }
  }

  private final String key;
  private final String unit;
  private final String defaultValue;
  private final String bounds;
  // A key that is no number has an empty range.
  private final long least;
  private final long most;
  private final String purpose;

  CollectorKey(String key, String unit, String defaultValue, String bounds, String purpose) {
    this.key = key;
    this.unit = unit;
    this.defaultValue = defaultValue;
    this.bounds = bounds;
    this.least = 0;
    this.most = -1;
    this.purpose = purpose;
  }

  CollectorKey(String key, String unit, long defaultValue, Range range, String purpose) {
    this.key = key;
    this.unit = unit;
    this.defaultValue = Long.toString(defaultValue);
    this.bounds = range.toString();
    this.least = range.least();
    this.most = range.most();
    this.purpose = purpose;
  }

  /** As a configuration file has it. */
  public String key() {
    return key;
  }

  /** As the command line has it. */
  public String flag() {
    return "--" + key.replace('.', '-');
  }

  /** As the environment has it. */
  public String variable() {
    return "VDSL_" + key.replace('.', '_').toUpperCase(Locale.ROOT);
  }

  public String unit() {
    return unit;
  }

  public String defaultValue() {
    return defaultValue;
  }

  public String bounds() {
    return bounds;
  }

  /** One clause for people. */
  public String purpose() {
    return purpose;
  }

  /** The key of this name, if there is one. */
  public static Optional<CollectorKey> of(String name) {
    return Arrays.stream(values()).filter(key -> key.key.equals(name)).findFirst();
  }

  static String all() {
    return Arrays.stream(values()).map(CollectorKey::key).collect(Collectors.joining(", "));
  }

  /** Reads a number within the key's bounds. */
  long number(ConfigSource.Setting setting) {
    if (most < least) {
      throw new IllegalStateException(key + " is not a number");
    }
    try {
      long value = Long.parseLong(setting.value());
      if (least <= value && value <= most) {
        return value;
      }
    } catch (NumberFormatException noNumber) {
      throw refusal(setting, noNumber);
    }
    throw refusal(setting);
  }

  /** Reads true or false. */
  boolean isOn(ConfigSource.Setting setting) {
    return switch (setting.value()) {
      case "true" -> true;
      case "false" -> false;
      default -> throw refusal(setting);
    };
  }

  /** Says that a value is not allowed, where it came from, and what is. */
  ConfigException refusal(ConfigSource.Setting setting) {
    return new ConfigException(describeRefusal(setting));
  }

  /** The same, of a value that is not allowed beside another one. */
  ConfigException refusal(ConfigSource.Setting setting, String rule) {
    return new ConfigException(describeRefusal(setting) + ", " + rule);
  }

  private ConfigException refusal(ConfigSource.Setting setting, Throwable cause) {
    return new ConfigException(describeRefusal(setting), cause);
  }

  private String describeRefusal(ConfigSource.Setting setting) {
    return "%s = \"%s\" (%s) is not allowed: %s, %s"
        .formatted(key, setting.value(), setting.origin(), unit, bounds);
  }
}
