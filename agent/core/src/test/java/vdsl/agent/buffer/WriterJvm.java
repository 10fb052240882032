package vdsl.agent.buffer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * A process whose threads write until it is killed. Each journals the number of frames it intends
 * to write before the claim, and the number committed after the commit, in a mapped file: two words
 * per thread. Prints the buffer's file when it has begun.
 */
final class WriterJvm {
  static final int THREADS = 4;

  private static final int WORDS_PER_THREAD = 2;

  private WriterJvm() {}

  /** Arguments: directory, journal, seed. */
  public static void main(String[] arguments) throws IOException {
    DoubleBuffer buffer = BufferFixture.create(Path.of(arguments[0]));
    ByteBuffer journal = journal(Path.of(arguments[1]));
    long seed = Long.parseLong(arguments[2]);
    for (int i = 0; i < THREADS; i++) {
      int writer = i;
      Thread thread =
          new Thread(() -> writeForever(buffer, journal, writer, new Random(seed + writer)));
      thread.start();
    }
    System.out.println(buffer.file());
  }

  static ByteBuffer journal(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return channel
          .map(FileChannel.MapMode.READ_WRITE, 0, THREADS * WORDS_PER_THREAD * Long.BYTES)
          .order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  static long intended(ByteBuffer journal, int writer) {
    return journal.getLong(writer * WORDS_PER_THREAD * Long.BYTES);
  }

  static long committed(ByteBuffer journal, int writer) {
    return journal.getLong((writer * WORDS_PER_THREAD + 1) * Long.BYTES);
  }

  private static void writeForever(
      DoubleBuffer buffer, ByteBuffer journal, int writer, Random random) {
    int intended = writer * WORDS_PER_THREAD * Long.BYTES;
    long sequence = 0;
    while (true) {
      journal.putLong(intended, sequence + 1);
      if (BufferFixture.write(buffer, writer, sequence, 16 + random.nextInt(300))) {
        sequence++;
        journal.putLong(intended + Long.BYTES, sequence);
      } else {
        LockSupport.parkNanos(100_000);
      }
    }
  }
}
