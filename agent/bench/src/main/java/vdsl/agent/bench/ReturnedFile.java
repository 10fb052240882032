package vdsl.agent.bench;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * How many calls of each caller have returned, in a mapped file, so that it is known of a process
 * that was killed.
 *
 * <pre>
 * 128 i   i64  calls of caller i, little-endian
 * </pre>
 */
final class ReturnedFile {
  private static final String NAME = "returned";

  /** Callers stay off each other's cache lines. */
  private static final int STRIDE_BYTES = 128;

  private static final VarHandle LONGS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final ByteBuffer bytes;

  private ReturnedFile(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  static ReturnedFile create(Path directory, int callerCount) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            directory.resolve(NAME),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      long fileBytes = (long) callerCount * STRIDE_BYTES;
      return new ReturnedFile(channel.map(FileChannel.MapMode.READ_WRITE, 0, fileBytes));
    }
  }

  static long[] read(Path directory, int callerCount) throws IOException {
    try (FileChannel channel = FileChannel.open(directory.resolve(NAME))) {
      ByteBuffer map =
          channel
              .map(FileChannel.MapMode.READ_ONLY, 0, channel.size())
              .order(ByteOrder.LITTLE_ENDIAN);
      long[] returned = new long[callerCount];
      for (int caller = 0; caller < callerCount; caller++) {
        returned[caller] = map.getLong(caller * STRIDE_BYTES);
      }
      return returned;
    }
  }

  ReturnedCalls of(int caller) {
    int offset = caller * STRIDE_BYTES;
    return count -> LONGS.setRelease(bytes, offset, count);
  }
}
