package vdsl.agent.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * A file of zeros that holds room on the file system. Before acknowledged segments may be deleted a
 * checkpoint has to be written, and a restart begins a segment: on a full disk neither would be
 * possible, and nothing would ever be deleted. Then the reserve goes, and comes back when there is
 * room. Confined to one thread.
 */
final class Reserve {
  static final String FILE_NAME = "reserve";

  /** The head of a segment with the positions of some hundred sources. */
  private static final int BYTES_MIN = 64 << 10;

  /** A restart takes one head; the next may come before there is room for a new reserve. */
  private static final int HEADS = 2;

  private final SpoolFiles files;
  private final Path path;
  private long bytes;

  private Reserve(SpoolFiles files, Path path, long bytes) {
    this.files = files;
    this.path = path;
    this.bytes = bytes;
  }

  /** The directory's reserve as it was left. */
  static Reserve find(SpoolFiles files, Path directory) throws IOException {
    Path path = directory.resolve(FILE_NAME);
    if (!files.list(directory).contains(FILE_NAME)) {
      return new Reserve(files, path, 0);
    }
    try (SpoolFiles.SegmentFile file = files.open(path)) {
      return new Reserve(files, path, file.size());
    }
  }

  /** Makes room for segments' heads of a length, unless there is. */
  void fill(int headBytes) throws IOException {
    int wanted = Math.max(BYTES_MIN, HEADS * headBytes);
    if (bytes >= wanted) {
      return;
    }
    try (SpoolFiles.SegmentFile file = files.create(path)) {
      file.write(ByteBuffer.allocate(wanted), 0);
      file.force();
      bytes = wanted;
    } catch (IOException failure) {
      bytes = 0;
      files.delete(path);
      throw failure;
    }
  }

  /** Gives the room free; false if there is none. */
  boolean release() throws IOException {
    if (bytes == 0) {
      return false;
    }
    files.delete(path);
    bytes = 0;
    return true;
  }
}
