package vdsl.agent.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * Every access of the spool to the file system, so that tests can make any one of them fail. Used
 * by one thread.
 */
public interface SpoolFiles {
  /** The operating system's files, readable by their owner only. */
  static SpoolFiles system() {
    return new SystemSpoolFiles();
  }

  /** Makes the directory if it is absent. */
  void createDirectory(Path directory) throws IOException;

  /** Names of the directory's files, in no order. */
  List<String> list(Path directory) throws IOException;

  /** Makes an empty file, in place of one of that name. */
  SegmentFile create(Path file) throws IOException;

  /** Opens an existing file. */
  SegmentFile open(Path file) throws IOException;

  void delete(Path file) throws IOException;

  /** Makes creations and deletions in the directory durable. */
  void forceDirectory(Path directory) throws IOException;

  /** One open file. */
  interface SegmentFile extends Closeable {
    /** Writes all remaining bytes at a position. */
    void write(ByteBuffer source, long position) throws IOException;

    /** Fills the buffer from a position on, or up to the end of the file. */
    void read(ByteBuffer target, long position) throws IOException;

    long size() throws IOException;

    void truncate(long size) throws IOException;

    /** Makes the file's content and length durable. */
    void force() throws IOException;
  }
}
