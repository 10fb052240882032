package vdsl.agent.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static vdsl.agent.buffer.BufferFixture.CONFIG;
import static vdsl.agent.buffer.BufferFixture.HALF_BYTES;
import static vdsl.agent.buffer.BufferFixture.begin;
import static vdsl.agent.buffer.BufferFixture.take;
import static vdsl.agent.buffer.BufferFixture.write;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vdsl.agent.buffer.BufferFixture.Message;
import vdsl.time.TickSource;

/** One writer and one drain. */
final class DoubleBufferTest {
  private static final TickSource TICKS = TickSource.system();
  private static final int SMALL_BYTES = 16;

  @TempDir Path temp;
  private DoubleBuffer buffer;

  @BeforeEach
  void create() {
    buffer = BufferFixture.create(temp);
  }

  @Test
  void frameComesOutAsItWentIn() {
    byte[] text = "h\u00e4".getBytes(StandardCharsets.UTF_8);
    int payload = buffer.claim(255, 129, -5, text.length);
    buffer.bytes().put(payload, text);
    buffer.commit(payload);
    BufferDrain drain = buffer.drain(0, TICKS);
    assertThat(drain.peek()).isTrue();
    Frame frame = drain.frame();
    byte[] drained = new byte[frame.payloadBytes()];
    frame.bytes().get(frame.payloadOffset(), drained);
    assertThat(drained).isEqualTo(text);
    assertThat(frame.kind()).isEqualTo(255);
    assertThat(frame.flags()).isEqualTo(129);
    assertThat(frame.ticks()).isEqualTo(-5);
    drain.take();
    assertThat(drain.peek()).isFalse();
    assertThat(drain.position()).isEqualTo(buffer.position()).isEqualTo(24);
  }

  @Test
  void emptyPayloadAndLongestPayloadAreFrames() {
    assertThat(buffer.payloadBytesMax()).isEqualTo(HALF_BYTES / 8 - 16);
    buffer.commit(buffer.claim(2, 0, 1, 0));
    assertThat(write(buffer, 1, 1, buffer.payloadBytesMax())).isTrue();
    BufferDrain drain = buffer.drain(0, TICKS);
    assertThat(drain.peek()).isTrue();
    assertThat(drain.frame().payloadBytes()).isZero();
    drain.take();
    assertThat(drain.peek()).isTrue();
    assertThat(take(drain)).isEqualTo(new Message(1, 1));
  }

  @Test
  void payloadBeyondTheLimitIsRefused() {
    assertThat(buffer.claim(2, 0, 0, buffer.payloadBytesMax() + 1))
        .isEqualTo(DoubleBuffer.TOO_LARGE);
    assertThat(buffer.claim(2, 0, 0, -1)).isEqualTo(DoubleBuffer.TOO_LARGE);
    assertThat(buffer.position()).isZero();
    assertThatThrownBy(() -> buffer.claim(1, 0, 0, 8)).hasMessage("kind 1 not in 2..255");
    assertThatThrownBy(() -> buffer.claim(2, 256, 0, 8)).hasMessage("flags 256 not in 0..255");
  }

  @Test
  void abortedFrameIsNotDrained() {
    int first = begin(buffer, 1, 1, 100);
    write(buffer, 1, 2, 100);
    buffer.abort(first);
    BufferDrain drain = buffer.drain(0, TICKS);
    assertThat(drain.peek()).isTrue();
    assertThat(take(drain)).isEqualTo(new Message(1, 2));
    assertThat(drain.abandonedFrames()).isZero();
  }

  @Test
  void fullBufferRefusesUntilAHalfIsSpooled() {
    int written = fill(1_000);
    int writtenLast = fill(SMALL_BYTES);
    assertThat(buffer.position()).isBetween(2L * HALF_BYTES - 3 * SMALL_BYTES, 2L * HALF_BYTES);
    BufferDrain drain = buffer.drain(0, TICKS);
    int taken = 0;
    long firstHalfTaken = 0;
    while (drain.peek()) {
      take(drain);
      taken++;
      if (drain.position() < HALF_BYTES) {
        drain.release(drain.position());
        assertThat(buffer.claim(2, 0, 0, SMALL_BYTES)).isEqualTo(DoubleBuffer.FULL);
      } else if (firstHalfTaken == 0) {
        firstHalfTaken = drain.position();
      }
    }
    assertThat(taken).isEqualTo(written + writtenLast);
    assertThat(buffer.claim(2, 0, 0, SMALL_BYTES)).isEqualTo(DoubleBuffer.FULL);
    drain.release(firstHalfTaken);
    assertThat(fill(1_000)).isEqualTo(written / 2);
    drain.release(drain.position());
    assertThat(fill(1_000)).isEqualTo(written / 2);
  }

  private int fill(int payloadBytes) {
    int written = 0;
    while (write(buffer, 1, written, payloadBytes)) {
      written++;
    }
    return written;
  }

  @Test
  void releaseBeyondWhatWasTakenIsRefused() {
    write(buffer, 1, 1, 100);
    BufferDrain drain = buffer.drain(0, TICKS);
    assertThatThrownBy(() -> drain.release(8)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(drain::take).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> buffer.drain(1 << 20, TICKS))
        .isInstanceOf(BufferException.class)
        .hasMessageContaining("position 1048576 is beyond");
    assertThatThrownBy(() -> buffer.drain(4, TICKS)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void everyFrameOfManyLapsComesOutOnceAndInOrder(long seed) {
    Random random = new Random(seed);
    BufferDrain drain = buffer.drain(0, TICKS);
    long written = 0;
    long taken = 0;
    long spooled = 0;
    while (buffer.position() < 40L * HALF_BYTES) {
      int burst = random.nextInt(400);
      for (int i = 0; i < burst && write(buffer, 1, written, 16 + random.nextInt(9_000)); i++) {
        written++;
      }
      int share = random.nextInt(500);
      while (share-- > 0 && drain.peek()) {
        assertThat(take(drain).sequence()).isEqualTo(taken++);
      }
      if (random.nextBoolean()) {
        spooled = drain.position();
        drain.release(spooled);
      }
      if (random.nextInt(10) == 0) {
        drain = buffer.drain(drain.position(), TICKS);
      }
    }
    while (drain.peek()) {
      assertThat(take(drain).sequence()).isEqualTo(taken++);
    }
    assertThat(taken).isEqualTo(written);
  }

  @Test
  void closedBufferRefusesAndIsDrainedAndDeleted() {
    write(buffer, 1, 1, 100);
    BufferDrain drain = buffer.drain(0, TICKS);
    assertThat(drain.isExhausted()).isFalse();
    buffer.close();
    buffer.close();
    assertThat(buffer.claim(2, 0, 0, 8)).isEqualTo(DoubleBuffer.CLOSED);
    assertThat(drain.isExhausted()).isFalse();
    assertThatThrownBy(drain::delete).isInstanceOf(IllegalStateException.class);
    take(drain);
    assertThat(drain.isExhausted()).isTrue();
    drain.delete();
    assertThat(temp).isEmptyDirectory();
  }

  @Test
  void fileIsPrivateAndAsLongAsItsHeaderSays() throws IOException {
    Path file = buffer.file();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(Files.size(file)).isEqualTo(8_192 + 2 * HALF_BYTES);
    assertThat(BufferFiles.list(temp)).containsExactly(file);
    assertThat(file.getFileName())
        .hasToString(String.format("buffer-%016x.vdb", buffer.header().identity()));
    buffer.close();
    try (BufferDrain drain = BufferDrain.open(file, 0, CONFIG, TICKS)) {
      assertThat(drain.header()).isEqualTo(buffer.header());
      assertThat(drain.header().anchor()).isEqualTo(BufferFixture.ANCHOR);
      assertThat(drain.header().pid()).isEqualTo(11);
    }
  }

  @Test
  void bytesStandWhereTheFormatSays() throws IOException {
    int payload = buffer.claim(9, 3, 0x1122, 5);
    buffer.bytes().put(payload, (byte) 'x');
    buffer.commit(payload);
    buffer.claim(9, 0, 0, 1);
    ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(buffer.file()));
    file.order(ByteOrder.LITTLE_ENDIAN);
    assertThat(new String(file.array(), 0, 4, StandardCharsets.US_ASCII)).isEqualTo("VDBU");
    assertThat(file.getShort(4)).isEqualTo((short) 1);
    assertThat(file.getInt(56)).isEqualTo(HALF_BYTES);
    assertThat(file.getLong(4_096)).as("position").isEqualTo(48);
    assertThat(file.getLong(4_224)).as("limit").isEqualTo(2L * HALF_BYTES);
    assertThat(file.getInt(8_192)).as("length").isEqualTo(21);
    assertThat(file.get(8_196)).as("kind").isEqualTo((byte) 9);
    assertThat(file.get(8_197)).as("flags").isEqualTo((byte) 3);
    assertThat(file.getShort(8_198)).as("lap").isZero();
    assertThat(file.getLong(8_200)).as("ticks").isEqualTo(0x1122);
    assertThat(file.get(8_208)).isEqualTo((byte) 'x');
    assertThat(file.getInt(8_216)).as("length of a begun frame").isEqualTo(-17);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4, 20, 56, 61})
  void damagedHeaderIsRefused(int offset) throws IOException {
    buffer.close();
    byte[] bytes = Files.readAllBytes(buffer.file());
    bytes[offset] ^= 1;
    Files.write(buffer.file(), bytes, StandardOpenOption.TRUNCATE_EXISTING);
    assertThatThrownBy(() -> BufferDrain.open(buffer.file(), 0, CONFIG, TICKS))
        .isInstanceOf(BufferException.class)
        .hasMessageContaining("is no buffer");
  }

  @Test
  void truncatedFileIsRefused() throws IOException {
    buffer.close();
    byte[] bytes = Files.readAllBytes(buffer.file());
    Path shorter = temp.resolve("buffer-0.vdb");
    Files.write(shorter, java.util.Arrays.copyOf(bytes, 9_000));
    assertThatThrownBy(() -> BufferDrain.open(shorter, 0, CONFIG, TICKS))
        .isInstanceOf(BufferException.class)
        .hasMessageContaining("has 9000 bytes");
  }

  @Test
  void settingOutOfBoundsIsRefused() {
    assertThatThrownBy(() -> new BufferConfig(3 << 20, 0))
        .hasMessage("buffer.half 3145728 is not a power of two in 1048576..268435456");
    assertThatThrownBy(() -> new BufferConfig(1 << 19, 0)).hasMessageContaining("buffer.half");
    assertThatThrownBy(() -> new BufferConfig(1 << 20, -1)).hasMessageContaining("buffer.stall");
  }

  @Test
  void leftoverOfADeadMakerIsSweptAndNothingElse() throws IOException {
    Path leftover = temp.resolve("buffer-0000000000000001.vdb.new");
    Files.write(leftover, new byte[10]);
    assertThat(BufferFiles.sweep(temp)).containsExactly(leftover);
    assertThat(temp).isDirectoryContaining(path -> path.equals(buffer.file()));
    assertThat(leftover).doesNotExist();
  }
}
