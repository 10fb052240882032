package vdsl.collector;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Where each setting comes from: flags before the environment before the file before the default.
 * Immutable.
 */
public final class ConfigSource {
  /** Larger than any sane configuration; keeps a wrong path from filling the memory. */
  private static final long FILE_BYTES_MAX = 1L << 20;

  /**
   * One value as it was written.
   *
   * @param origin where, for people
   */
  public record Setting(String value, String origin) {}

  private final Map<CollectorKey, Setting> settings;

  private ConfigSource(Map<CollectorKey, Setting> settings) {
    this.settings = new EnumMap<>(settings);
  }

  /**
   * Gathers settings.
   *
   * @param flags values by key
   * @param environment all variables of the process; those that name no key are somebody else's
   * @param file YAML file, where one is named
   * @throws ConfigException if a key is unknown or the file cannot be read
   */
  public static ConfigSource of(
      Map<CollectorKey, String> flags, Map<String, String> environment, Optional<Path> file) {
    Map<CollectorKey, Setting> settings = new EnumMap<>(CollectorKey.class);
    for (CollectorKey key : CollectorKey.values()) {
      settings.put(key, new Setting(key.defaultValue(), "default"));
    }
    file.ifPresent(path -> settings.putAll(readFile(path)));
    for (CollectorKey key : CollectorKey.values()) {
      Optional.ofNullable(environment.get(key.variable()))
          .ifPresent(value -> settings.put(key, new Setting(value, key.variable())));
      Optional.ofNullable(flags.get(key))
          .ifPresent(value -> settings.put(key, new Setting(value, key.flag())));
    }
    return new ConfigSource(settings);
  }

  Setting setting(CollectorKey key) {
    return Optional.ofNullable(settings.get(key))
        .orElseThrow(() -> new IllegalStateException("no setting for " + key));
  }

  private static Map<CollectorKey, Setting> readFile(Path file) {
    Map<String, String> flat = new LinkedHashMap<>();
    flatten("", load(file), flat, file);
    Map<CollectorKey, Setting> settings = new EnumMap<>(CollectorKey.class);
    flat.forEach(
        (name, value) -> {
          CollectorKey key =
              CollectorKey.of(name)
                  .orElseThrow(
                      () ->
                          new ConfigException(
                              "unknown key \"%s\" in %s: one of %s is allowed"
                                  .formatted(name, file, CollectorKey.all())));
          settings.put(key, new Setting(value, file.toString()));
        });
    return settings;
  }

  private static Map<?, ?> load(Path file) {
    try {
      if (Files.size(file) > FILE_BYTES_MAX) {
        throw new ConfigException(file + " is larger than " + FILE_BYTES_MAX + " bytes");
      }
      String text = Files.readString(file, StandardCharsets.UTF_8);
      Object document =
          new Load(LoadSettings.builder().setLabel(file.toString()).build()).loadFromString(text);
      if (document == null) {
        return Map.of();
      }
      if (document instanceof Map<?, ?> map) {
        return map;
      }
      throw new ConfigException(file + " is not a YAML map of keys to values");
    } catch (IOException unreadable) {
      throw new ConfigException("configuration file " + file + " cannot be read", unreadable);
    } catch (YamlEngineException malformed) {
      throw new ConfigException(
          file + " is not YAML: " + String.valueOf(malformed.getMessage()).replaceAll("\\s+", " "),
          malformed);
    }
  }

  /** Nested maps and dotted keys mean the same. */
  private static void flatten(String prefix, Map<?, ?> map, Map<String, String> flat, Path file) {
    map.forEach(
        (name, value) -> {
          String key = prefix + name;
          if (value instanceof Map<?, ?> nested) {
            flatten(key + ".", nested, flat, file);
          } else if (flat.put(key, String.valueOf(value)) != null) {
            throw new ConfigException("key \"" + key + "\" is twice in " + file);
          }
        });
  }
}
