package vdsl.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoggedCallsTest {
  private static final int SLOT_BYTES = 128;

  @TempDir private Path directory;

  @Test
  void slotsOfAllProcessesAreRead() throws IOException {
    ByteBuffer journal = ByteBuffer.allocate(4 * SLOT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    byte[] name = "http-1".getBytes(StandardCharsets.US_ASCII);
    journal.putLong(0, 9).putLong(8, 8).putInt(16, name.length).put(20, name);
    Files.write(directory.resolve("17"), journal.array());
    Files.write(directory.resolve("18"), new byte[SLOT_BYTES]);

    assertThat(LoggedCalls.ofNode("orders", directory))
        .containsExactly(new LoggedCalls(Records.caller("orders", "http-1"), 9, 8));
  }

  @Test
  void moreReturnedThanBegunIsRefused() {
    assertThatThrownBy(() -> new LoggedCalls(Records.caller("a", "t"), 1, 2))
        .hasMessage("node a, process 17, thread t: 2 of 1 returned");
  }
}
