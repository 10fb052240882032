package vdsl.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UptimeSourceTest {
  @TempDir Path directory;

  @Test
  void itReadsTheFirstWordAsSeconds() throws IOException {
    Path file = Files.writeString(directory.resolve("uptime"), "25134.78 49820.11\n");

    assertThat(UptimeSource.ofFile(file).uptimeNs()).hasValue(25_134_780_000_000L);
  }

  @Test
  void aSystemWithoutTheFileOrWithAnotherContentTellsNone() throws IOException {
    Path file = Files.writeString(directory.resolve("uptime"), "up 3 days\n");

    assertThat(UptimeSource.ofFile(directory.resolve("none")).uptimeNs()).isEmpty();
    assertThat(UptimeSource.ofFile(file).uptimeNs()).isEmpty();
  }
}
