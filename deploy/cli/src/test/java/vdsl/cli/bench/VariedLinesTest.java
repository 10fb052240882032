package vdsl.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VariedLinesTest {
  private static final List<byte[]> BASE =
      List.of(utf8("at 12:34 user 5520318 took 7 ms, block 38865049064139660, trace 7c1f09ae"));

  @Test
  void onlyIdentifiersAndEndsOfNumbersVary() {
    Set<String> texts = new HashSet<>();
    for (byte[] line : new VariedLines(BASE, 1).next(50)) {
      texts.add(new String(line, StandardCharsets.UTF_8));
    }

    assertThat(texts)
        .hasSize(50)
        .allMatch(
            text ->
                text.matches(
                    "at 12:34 user 5520[0-9]{3} took 7 ms, block [0-9]{17}, trace [0-9a-f]{8}"));
  }

  @Test
  void sameSeedGivesTheSameLines() {
    assertThat(new VariedLines(SampleLines.builtIn(), 7).next(500))
        .usingRecursiveComparison()
        .isEqualTo(new VariedLines(SampleLines.builtIn(), 7).next(500));
    assertThat(new VariedLines(SampleLines.builtIn(), 8).next(5))
        .usingRecursiveComparison()
        .isNotEqualTo(new VariedLines(SampleLines.builtIn(), 7).next(5));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
