package vdsl.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallJournalTest {
  @TempDir private Path directory;

  @Test
  void callIsInTheFileBeforeAndAfterIt() throws IOException {
    Path file = directory.resolve("17");
    CallJournal.Slot slot = CallJournal.create(file).ofThread();

    assertThat(slot.begin()).isEqualTo(1);
    slot.end();
    assertThat(slot.begin()).isEqualTo(2);

    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    String thread = Thread.currentThread().getName();
    byte[] name = new byte[bytes.getInt(CallJournal.NAME_BYTES_OFFSET)];
    bytes.get(CallJournal.NAME_OFFSET, name);
    assertThat(bytes.getLong(0)).isEqualTo(2);
    assertThat(bytes.getLong(CallJournal.RETURNED_OFFSET)).isEqualTo(1);
    assertThat(new String(name, StandardCharsets.US_ASCII)).isEqualTo(thread);
  }

  @Test
  void everyThreadHasASlotOfItsOwn() throws Exception {
    Path file = directory.resolve("17");
    CallJournal journal = CallJournal.create(file);
    long own = journal.ofThread().begin();
    Thread other = new Thread(() -> journal.ofThread().begin(), "other");
    other.start();
    other.join();

    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(own).isEqualTo(1);
    assertThat(bytes.getLong(0)).isEqualTo(1);
    assertThat(bytes.getLong(CallJournal.SLOT_BYTES)).isEqualTo(1);
  }
}
