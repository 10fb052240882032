package vdsl.agent.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Flips single bits of blocks in a closed spool. */
final class DamagedSpool {
  private static final int ENTRY_MAGIC = 0x45534456;
  private static final int BLOCK = 1;
  private static final int HEADER_BYTES = 64;

  private DamagedSpool() {}

  /** Damages the header of the first block of the newest segment that has one with a header. */
  static void flipFirstHeader(Path directory) throws IOException {
    flip(directory, (bytes, entry) -> entry);
  }

  /** Damages the body of that block. */
  static void flipFirstBody(Path directory) throws IOException {
    flip(directory, (bytes, entry) -> entry + HEADER_BYTES + bytes.getInt(entry + 12));
  }

  private interface Place {
    int of(ByteBuffer bytes, int entry);
  }

  private static void flip(Path directory, Place place) throws IOException {
    List<Path> segments;
    try (Stream<Path> files = Files.list(directory)) {
      segments = files.filter(file -> file.toString().endsWith(".seg")).sorted().toList();
    }
    for (int i = segments.size() - 1; i >= 0; i--) {
      ByteBuffer bytes =
          ByteBuffer.wrap(Files.readAllBytes(segments.get(i))).order(ByteOrder.LITTLE_ENDIAN);
      int entry = firstBlock(bytes);
      if (entry >= 0) {
        int at = place.of(bytes, entry);
        bytes.put(at, (byte) (bytes.get(at) ^ 1));
        Files.write(segments.get(i), bytes.array());
        return;
      }
    }
    throw new AssertionError("no block in " + directory);
  }

  private static int firstBlock(ByteBuffer bytes) {
    for (int at = 0; at + HEADER_BYTES <= bytes.limit(); at++) {
      if (bytes.getInt(at) == ENTRY_MAGIC && bytes.get(at + 4) == BLOCK) {
        return at;
      }
    }
    return -1;
  }
}
