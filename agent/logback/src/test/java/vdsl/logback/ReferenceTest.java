package vdsl.logback;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import vdsl.agent.AgentSettings;

/** docs/reference/logback.md and the appender agree. */
final class ReferenceTest {
  private static final Path REFERENCE = Path.of("../../docs/reference/logback.md");

  @Test
  void everySettingIsInTheReferenceWithItsDefaultAndBounds() throws IOException {
    assertThat(rows())
        .extracting(row -> row.subList(0, 3))
        .containsExactlyElementsOf(
            Arrays.stream(AgentSettings.Key.values())
                .map(key -> List.of("`" + key.text() + "`", key.defaultText(), key.allowed()))
                .toList());
  }

  @Test
  void everySettingCanBeSetInLogbackXml() {
    Stream<String> setters =
        Arrays.stream(VdslAppender.class.getDeclaredMethods())
            .map(Method::getName)
            .filter(name -> name.startsWith("set") && !name.equals("setName"))
            .map(name -> name.substring(3, 4).toLowerCase(Locale.ROOT) + name.substring(4));

    assertThat(setters)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(AgentSettings.Key.values()).map(AgentSettings.Key::text).toList());
  }

  /** Cells of the rows of the first table, its head left out. */
  private static List<List<String>> rows() throws IOException {
    return Files.readString(REFERENCE)
        .lines()
        .filter(line -> line.startsWith("| `"))
        .map(line -> Arrays.stream(line.substring(1).split("\\|", -1)).map(String::strip).toList())
        .toList();
  }
}
