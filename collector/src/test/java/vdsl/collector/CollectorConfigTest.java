package vdsl.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CollectorConfigTest {
  private static final Path DOC = Path.of("../docs/reference/configuration.md");

  @TempDir Path directory;

  @Test
  void defaultsAreThoseOfTheTable() {
    CollectorConfig config = of(Map.of(), Map.of(), Optional.empty());
    List<String> table =
        Arrays.stream(CollectorKey.values())
            .map(key -> key.key() + " = " + key.defaultValue())
            .toList();
    assertThat(config.effective()).isEqualTo(table);
  }

  @Test
  void flagsGoBeforeEnvironmentBeforeFileBeforeDefault() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("c.yaml"),
            "listen: 127.0.0.1:1\nhttp: 127.0.0.1:2\npartition:\n  bytes: 2000000\n");
    CollectorConfig config =
        of(
            Map.of(CollectorKey.LISTEN, "127.0.0.1:11"),
            Map.of("VDSL_LISTEN", "127.0.0.1:21", "VDSL_HTTP", "127.0.0.1:22", "VDSL_URL", "x"),
            Optional.of(file));
    assertThat(config.listen()).isEqualTo(new HostPort("127.0.0.1", 11));
    assertThat(config.http()).isEqualTo(new HostPort("127.0.0.1", 22));
    assertThat(config.partitionBytes()).isEqualTo(2_000_000);
    assertThat(config.partitionOpen()).isEqualTo(16);
  }

  @ParameterizedTest
  @CsvSource({
    "LISTEN, 5170",
    "LISTEN, 127.0.0.1:65536",
    "LISTEN, ::1:5170",
    "HTTP, ''",
    "DATA, ''",
    "INSECURE, yes",
    "PARTITION_BYTES, 1048575",
    "PARTITION_BYTES, 1GB",
    "PARTITION_OPEN, 0",
    "WINDOW_BYTES, 99999999999",
    "SYNC_PERIOD_MIN, 9",
    "SYNC_PERIOD_MAX, 20001",
    "SYNC_PERIOD_MAX, 99",
  })
  void badValueIsRefusedWithKeyValueAndBounds(CollectorKey key, String value) {
    assertThatThrownBy(() -> of(Map.of(key, value), Map.of(), Optional.empty()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(key.key() + " = \"" + value + "\" (" + key.flag() + ")")
        .hasMessageContaining(key.bounds());
  }

  @Test
  void aLongestPeriodBelowTheShortestIsRefusedWithBoth() {
    Map<CollectorKey, String> flags =
        Map.of(CollectorKey.SYNC_PERIOD_MIN, "500", CollectorKey.SYNC_PERIOD_MAX, "400");
    assertThatThrownBy(() -> of(flags, Map.of(), Optional.empty()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("sync.period.max = \"400\" (--sync-period-max)")
        .hasMessageEndingWith("not below sync.period.min = 500");
  }

  @ParameterizedTest
  @CsvSource({
    "'partition: {byte: 5}', partition.byte",
    "'a: [', not YAML",
    "'just text', not a YAML map",
    "'http: 127.0.0.1:x', http = ",
  })
  void badFileIsRefusedWithItsName(String text, String expected) throws IOException {
    Path file = Files.writeString(directory.resolve("c.yaml"), text);
    assertThatThrownBy(() -> of(Map.of(), Map.of(), Optional.of(file)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(expected)
        .hasMessageContaining("c.yaml");
  }

  @Test
  void missingFileIsRefused() {
    assertThatThrownBy(() -> of(Map.of(), Map.of(), Optional.of(directory.resolve("none.yaml"))))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("none.yaml");
  }

  @Test
  void emptyFileSaysNothing() throws IOException {
    Path file = Files.writeString(directory.resolve("c.yaml"), "# nothing\n");
    assertThat(of(Map.of(), Map.of(), Optional.of(file)))
        .isEqualTo(of(Map.of(), Map.of(), Optional.empty()));
  }

  @Test
  void ipv6AddressKeepsItsBrackets() {
    CollectorConfig config =
        of(Map.of(CollectorKey.LISTEN, "[::1]:5170"), Map.of(), Optional.empty());
    assertThat(config.listen()).isEqualTo(new HostPort("::1", 5170));
    assertThat(config.effective()).contains("listen = [::1]:5170");
  }

  @Test
  void documentationHasEveryKeyAndNoOther() throws IOException {
    List<String> rows =
        Files.readAllLines(DOC).stream().filter(line -> line.contains("`VDSL_")).toList();
    List<String> expected = Arrays.stream(CollectorKey.values()).map(this::row).toList();
    assertThat(rows).containsAll(expected);
    assertThat(rows.stream().filter(line -> line.contains("| collector |")).toList())
        .isEqualTo(expected);
  }

  private String row(CollectorKey key) {
    return "| `%s` | `%s` | `%s` | %s | `%s` | %s | %s | collector |"
        .formatted(
            key.key(),
            key.flag(),
            key.variable(),
            key.unit(),
            key.defaultValue(),
            key.bounds(),
            key.purpose());
  }

  private static CollectorConfig of(
      Map<CollectorKey, String> flags, Map<String, String> environment, Optional<Path> file) {
    return CollectorConfig.of(ConfigSource.of(flags, environment, file));
  }
}
