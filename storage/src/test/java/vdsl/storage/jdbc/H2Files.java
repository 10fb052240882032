package vdsl.storage.jdbc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import vdsl.storage.spi.StoredBlock;
import vdsl.time.WallClock;

/** Looks at the files of a store from outside. */
final class H2Files {
  static final long DAY_NS = TimeUnit.DAYS.toNanos(1);

  /** 2026-11-23T00:00:00Z. */
  static final long START_NS = 20_780 * DAY_NS;

  private H2Files() {}

  /** A clock that is a day later whenever it is read. */
  static WallClock aDayPerReading() {
    AtomicLong nowNs = new AtomicLong(START_NS);
    return () -> nowNs.addAndGet(DAY_NS);
  }

  static List<Path> partitions(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve(StoreDirectory.PARTITIONS_DIRECTORY))) {
      return files
          .filter(file -> PartitionName.ofFile(file.getFileName().toString()).isPresent())
          .sorted()
          .toList();
    }
  }

  /** Midnight of the newest partition's day; of some day if there is none. */
  static long latestDayNs(Path directory) {
    try {
      return partitions(directory).stream()
          .flatMap(file -> PartitionName.ofFile(file.getFileName().toString()).stream())
          .mapToLong(name -> name.day().toEpochDay() * DAY_NS)
          .max()
          .orElse(START_NS);
    } catch (NoSuchFileException newStore) {
      return START_NS;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Flips a bit in every copy of a body that a partition's file has. */
  static void flipBitOf(Path directory, StoredBlock block) throws IOException {
    byte[] body = block.body().array();
    int flipped = 0;
    for (Path file : partitions(directory)) {
      byte[] content = Files.readAllBytes(file);
      for (int at = indexOf(content, body, 0); at >= 0; at = indexOf(content, body, at + 1)) {
        content[at + body.length / 2] ^= 0x10;
        flipped++;
      }
      Files.write(file, content);
    }
    if (flipped == 0) {
      throw new IllegalStateException("no partition has the body of " + block.stamp().ids());
    }
  }

  private static int indexOf(byte[] content, byte[] wanted, int from) {
    for (int at = from; at <= content.length - wanted.length; at++) {
      if (content[at] == wanted[0]
          && Arrays.equals(content, at, at + wanted.length, wanted, 0, wanted.length)) {
        return at;
      }
    }
    return -1;
  }
}
