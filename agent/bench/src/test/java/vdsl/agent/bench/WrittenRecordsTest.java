package vdsl.agent.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WrittenRecordsTest {
  private final WrittenRecords written = new WrittenRecords(2);

  private void add(String line) {
    byte[] text = line.getBytes(StandardCharsets.UTF_8);
    written.addText(text, text.length);
  }

  @Test
  void everyCallWithoutARecordIsLostWhateverCameAfterIt() {
    add("user 0 fetched item-1 in 0.1 ms");
    add("INFO [caller-1] x - user 3 fetched item-1 in 0.1 ms");
    add("user 10000000001 fetched item-1 in 0.1 ms");

    assertThat(written.lostOf(new long[] {4, 2})).isEqualTo(3);
    assertThat(written.countOf(new long[] {1, 0}, new long[] {4, 2})).isEqualTo(2);
  }

  @Test
  void recordsOfCallsThatHadNotReturnedReplaceNoLostOnes() {
    add("user 1 fetched item-1 in 0.1 ms");

    assertThat(written.lostOf(new long[] {1, 0})).isEqualTo(1);
  }

  @Test
  void doubledRecordsAreNoResult() {
    add("user 7 fetched item-1 in 0.1 ms");
    add("user 7 fetched item-1 in 0.1 ms");

    assertThatThrownBy(() -> written.lostOf(new long[] {8, 0}))
        .hasMessage("1 records are there twice");
  }

  @Test
  void linesCutOffByAKillAreNoRecords(@TempDir Path directory) throws IOException {
    Files.writeString(
        directory.resolve("bench.log"), "a - user 0 fetched b\nc - user 1 fetched d\na - user 2");

    LogFile.read(directory, written);

    assertThat(written.lostOf(new long[] {3, 0})).isEqualTo(1);
  }
}
