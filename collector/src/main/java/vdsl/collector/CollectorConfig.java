package vdsl.collector;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How a collector is set up; {@link CollectorKey} has the meaning of each value. Immutable.
 *
 * @param store engine
 * @param listen address for agents
 * @param http address for readers
 * @param insecure true to let other machines reach either
 */
public record CollectorConfig(
    Path data,
    String store,
    HostPort listen,
    HostPort http,
    boolean insecure,
    long partitionBytes,
    int partitionOpen,
    long windowBytes,
    long syncPeriodMinMs,
    long syncPeriodMaxMs) {

  /**
   * Reads a configuration.
   *
   * @throws ConfigException if a value is not allowed
   */
  public static CollectorConfig of(ConfigSource source) {
    return new CollectorConfig(
        path(source, CollectorKey.DATA),
        store(source, CollectorKey.STORE),
        address(source, CollectorKey.LISTEN),
        address(source, CollectorKey.HTTP),
        CollectorKey.INSECURE.isOn(source.setting(CollectorKey.INSECURE)),
        number(source, CollectorKey.PARTITION_BYTES),
        Math.toIntExact(number(source, CollectorKey.PARTITION_OPEN)),
        number(source, CollectorKey.WINDOW_BYTES),
        number(source, CollectorKey.SYNC_PERIOD_MIN),
        syncPeriodMax(source));
  }

  /** The values in force, one line "key = value" each. */
  public List<String> effective() {
    List<String> lines = new ArrayList<>();
    for (CollectorKey key : CollectorKey.values()) {
      lines.add(key.key() + " = " + valueOf(key));
    }
    return lines;
  }

  private String valueOf(CollectorKey key) {
    return switch (key) {
      case DATA -> data.toString();
      case STORE -> store;
      case LISTEN -> listen.toString();
      case HTTP -> http.toString();
      case INSECURE -> Boolean.toString(insecure);
      case PARTITION_BYTES -> Long.toString(partitionBytes);
      case PARTITION_OPEN -> Integer.toString(partitionOpen);
      case WINDOW_BYTES -> Long.toString(windowBytes);
      case SYNC_PERIOD_MIN -> Long.toString(syncPeriodMinMs);
      case SYNC_PERIOD_MAX -> Long.toString(syncPeriodMaxMs);
    };
  }

  private static long syncPeriodMax(ConfigSource source) {
    ConfigSource.Setting setting = source.setting(CollectorKey.SYNC_PERIOD_MAX);
    long least = number(source, CollectorKey.SYNC_PERIOD_MIN);
    if (CollectorKey.SYNC_PERIOD_MAX.number(setting) < least) {
      throw CollectorKey.SYNC_PERIOD_MAX.refusal(
          setting, "not below " + CollectorKey.SYNC_PERIOD_MIN.key() + " = " + least);
    }
    return CollectorKey.SYNC_PERIOD_MAX.number(setting);
  }

  private static Path path(ConfigSource source, CollectorKey key) {
    ConfigSource.Setting setting = source.setting(key);
    if (setting.value().isEmpty()) {
      throw key.refusal(setting);
    }
    try {
      return Path.of(setting.value());
    } catch (InvalidPathException invalid) {
      throw key.refusal(setting);
    }
  }

  private static String store(ConfigSource source, CollectorKey key) {
    ConfigSource.Setting setting = source.setting(key);
    if (!setting.value().equals(key.defaultValue())) {
      throw key.refusal(setting);
    }
    return setting.value();
  }

  private static HostPort address(ConfigSource source, CollectorKey key) {
    ConfigSource.Setting setting = source.setting(key);
    return HostPort.parse(setting.value()).orElseThrow(() -> key.refusal(setting));
  }

  private static long number(ConfigSource source, CollectorKey key) {
    return key.number(source.setting(key));
  }
}
