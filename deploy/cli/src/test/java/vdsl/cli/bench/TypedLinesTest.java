package vdsl.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TypedLinesTest {
  @TempDir private Path directory;

  @Test
  void timestampLevelThreadAndLoggerAreNotPartOfTheText() throws IOException {
    assertThat(written("2026-11-23 10:14:07.218 WARN  [http-3] shop.Access - took 1874 ms"))
        .contains("shop.Access")
        .contains("WARN")
        .contains("took {} ms")
        .doesNotContain("http-3")
        .doesNotContain("2026");
    assertThat(written("[Sun Dec 04 04:47:44 2005] [notice] child 12 found"))
        .contains("[notice] child {} found");
    assertThat(written("Jun 14 15:16:01 combo sshd[19939]: closed"))
        .contains("combo sshd[{}]: closed");
    assertThat(written("nothing but text")).contains("nothing but text");
  }

  @Test
  void linesThatWouldBePatternsOfOtherTextAreLeftOut() {
    assertThat(of("an {} here", "C:\\temp", "whole").count()).isEqualTo(1);
  }

  @Test
  void morePatternsThanAProcessTakesAreLeftOut() {
    String[] lines =
        Stream.iterate("x", word -> word.length() < 9_000, word -> word + "x")
            .toArray(String[]::new);
    assertThat(of(lines).count()).isEqualTo(8_000);
  }

  private String written(String line) throws IOException {
    Path file = directory.resolve("calls");
    of(line).write(file);
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }

  private static TypedLines of(String... lines) {
    return TypedLines.of(
        Stream.of(lines).map(line -> line.getBytes(StandardCharsets.UTF_8)).toList());
  }
}
