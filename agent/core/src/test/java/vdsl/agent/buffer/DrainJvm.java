package vdsl.agent.buffer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import vdsl.agent.buffer.BufferFixture.Message;
import vdsl.agent.buffer.ReleaseProbe.Step;
import vdsl.time.TickSource;

/**
 * A process that drains a buffer into a journal, the spool of these tests: entries of a count of
 * frames, as many frames by name, and the drain's position after them, each written as a whole. It
 * ends without warning at a step of its n-th release.
 */
final class DrainJvm {
  static final int EXIT_HALTED = 9;
  static final int FRAME_BYTES = 2 * Long.BYTES;

  private static final int FRAMES_MAX = 1_000;

  private DrainJvm() {}

  /** Arguments: buffer, journal, step, number of the release, seed. */
  public static void main(String[] arguments) throws IOException {
    Path journal = Path.of(arguments[1]);
    Step deadly = Step.valueOf(arguments[2]);
    int[] left = {Integer.parseInt(arguments[3])};
    ReleaseProbe probe =
        step -> {
          if (step == deadly && --left[0] == 0) {
            Runtime.getRuntime().halt(EXIT_HALTED);
          }
        };
    BufferDrain.Settings settings =
        new BufferDrain.Settings(Long.MAX_VALUE, TickSource.system(), probe);
    BufferDrain drain = BufferDrain.open(Path.of(arguments[0]), position(journal), settings);
    Random random = new Random(Long.parseLong(arguments[4]));
    while (!drain.isExhausted()) {
      spool(drain, journal, 1 + random.nextInt(FRAMES_MAX));
      drain.release(drain.position());
    }
  }

  /** Moves frames into the journal. */
  static void spool(BufferDrain drain, Path journal, int framesMax) throws IOException {
    ByteBuffer entry = ByteBuffer.allocate(2 * Long.BYTES + framesMax * FRAME_BYTES);
    entry.position(Long.BYTES);
    long count = 0;
    while (count < framesMax && drain.peek()) {
      Message message = BufferFixture.take(drain);
      entry.putLong(message.writer()).putLong(message.sequence());
      count++;
    }
    entry.putLong(0, count).putLong(drain.position()).flip();
    if (count > 0) {
      try (FileChannel channel =
          FileChannel.open(journal, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
        channel.write(entry);
      }
    }
  }

  /** The position that the journal's last entry ends with. */
  static long position(Path journal) throws IOException {
    if (!Files.exists(journal)) {
      return 0;
    }
    byte[] bytes = Files.readAllBytes(journal);
    return ByteBuffer.wrap(bytes).getLong(bytes.length - Long.BYTES);
  }
}
