package vdsl.agent.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import vdsl.agent.status.ProcessWide;

/** Sole use of a node's directory, until closed or the process ends. */
final class DirectoryLock implements Closeable {
  static final String FILE_NAME = "lock";

  /** A file is replaced only by a removal of the directory: more in a row is no accident. */
  private static final int ATTEMPT_COUNT_MAX = 8;

  private final Path directory;
  private final FileChannel channel;
  private boolean isClosed;

  private DirectoryLock(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /**
   * Takes the lock.
   *
   * @throws SpoolException if another process, or another spool of this one, holds it
   */
  static DirectoryLock take(Path directory) throws IOException {
    return tryTake(directory).orElseThrow(() -> SpoolException.inUse(directory));
  }

  /** Takes the lock; empty if another process, or another spool of this one, holds it. */
  static Optional<DirectoryLock> tryTake(Path directory) throws IOException {
    Path real = directory.toRealPath();
    // Even an attempt to open a file that is locked here would set it free (POSIX fcntl).
    if (!ProcessWide.hold(real.toString())) {
      return Optional.empty();
    }
    Optional<FileChannel> locked = Optional.empty();
    try {
      locked = lock(real.resolve(FILE_NAME));
      return locked.map(channel -> new DirectoryLock(real, channel));
    } finally {
      if (locked.isEmpty()) {
        ProcessWide.release(real.toString());
      }
    }
  }

  /**
   * Whoever removes a directory unlinks the file while others are about to lock it: a lock counts
   * if the name still stands for the file it had before that was opened.
   */
  private static Optional<FileChannel> lock(Path file) throws IOException {
    for (int i = 0; i < ATTEMPT_COUNT_MAX; i++) {
      SystemSpoolFiles.openPrivate(file).close();
      Optional<Object> before = keyOf(file);
      FileChannel channel = SystemSpoolFiles.openPrivate(file);
      boolean taken = false;
      try {
        if (channel.tryLock() == null) {
          return Optional.empty();
        }
        taken = keyOf(file).equals(before);
      } catch (OverlappingFileLockException held) {
        return Optional.empty();
      } finally {
        if (!taken) {
          channel.close();
        }
      }
      if (taken) {
        return Optional.of(channel);
      }
    }
    throw new IOException(file + " is replaced again and again");
  }

  /** What tells a file from another of its name; empty if there is none or nothing tells. */
  private static Optional<Object> keyOf(Path file) throws IOException {
    try {
      return Optional.ofNullable(Files.readAttributes(file, BasicFileAttributes.class).fileKey());
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    }
  }

  /** Deletes the lock's file, after all others: whoever comes now finds an empty directory. */
  void delete() throws IOException {
    Files.delete(directory.resolve(FILE_NAME));
  }

  @Override
  public void close() throws IOException {
    if (isClosed) {
      return;
    }
    isClosed = true;
    try {
      channel.close();
    } finally {
      ProcessWide.release(directory.toString());
    }
  }
}
