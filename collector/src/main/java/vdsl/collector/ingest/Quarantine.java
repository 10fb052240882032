package vdsl.collector.ingest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.stream.Stream;
import vdsl.block.Stamp;
import vdsl.collector.metrics.IngestMetrics;
import vdsl.storage.spi.StoredBlock;

/**
 * Keeps blocks whose Ids hold other records, or whose stored copy is damaged, for people to look
 * at. Layout: docs/format/store.md. Confined to the committer's thread.
 */
final class Quarantine {
  private static final String SUFFIX = ".block";
  private static final String UNFINISHED = ".new";

  private final Path directory;
  private final IngestMetrics metrics;
  private final StatusLog log;

  Quarantine(Path directory, IngestMetrics metrics, StatusLog log) {
    this.directory = directory;
    this.metrics = metrics;
    this.log = log;
  }

  /**
   * Keeps a block unless it is kept already.
   *
   * @param why ends a sentence that begins with the block
   * @return true once the block is durable here; false if it cannot be kept
   */
  boolean keep(StoredBlock block, String why) {
    String line = "block " + block.stamp().identity() + " " + why + "; ";
    try {
      boolean added = addUnlessThere(block);
      if (added) {
        metrics.quarantined();
      }
      log.warn(line + (added ? "put into quarantine" : "in quarantine already"));
      return true;
    } catch (IOException fault) {
      metrics.quarantineDiscarded();
      log.warn(line + "not put into quarantine: " + fault.getMessage());
      return false;
    }
  }

  private boolean addUnlessThere(StoredBlock block) throws IOException {
    OwnedFiles.createDirectories(directory);
    Path file = directory.resolve(nameOf(block.stamp()));
    byte[] content = encode(block);
    boolean there = Files.exists(file);
    if (there) {
      requireSame(file, content);
    } else {
      requireRoom();
      Path unfinished = directory.resolve(file.getFileName() + UNFINISHED);
      OwnedFiles.write(unfinished, content);
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }
    // Even if it was there: its name may not have reached the medium then.
    OwnedFiles.force(directory);
    return !there;
  }

  /** The name has a checksum only: another body may have the same. */
  private static void requireSame(Path file, byte[] content) throws IOException {
    if (!Arrays.equals(Files.readAllBytes(file), content)) {
      throw new IOException(file + " holds another block");
    }
  }

  private void requireRoom() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      if (files.filter(file -> file.toString().endsWith(SUFFIX)).count()
          >= IngestLimits.QUARANTINE_BLOCKS_MAX) {
        throw new IOException("it is full");
      }
    }
  }

  static String nameOf(Stamp stamp) {
    return "%s-%d-%08x%s"
        .formatted(stamp.node(), stamp.ids().first(), stamp.body().crc32c(), SUFFIX);
  }

  private static byte[] encode(StoredBlock block) {
    byte[] stamp = block.stamp().encode();
    return ByteBuffer.allocate(Integer.BYTES + stamp.length + block.body().length())
        .putInt(stamp.length)
        .put(stamp)
        .put(block.body().array())
        .array();
  }
}
