package vdsl.storage.jdbc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Makes files that only their owner may read, and makes changes of directories durable. */
final class DurableFiles {
  private static final Set<PosixFilePermission> DIRECTORY_PERMISSIONS =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> FILE_PERMISSIONS =
      PosixFilePermissions.fromString("rw-------");

  private DurableFiles() {}

  /** Makes the directory and those above it that are missing. */
  static void createDirectories(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    Path parent = directory.toAbsolutePath().getParent();
    if (parent != null) {
      createDirectories(parent);
    }
    Files.createDirectory(directory, owned(directory, DIRECTORY_PERMISSIONS));
    if (parent != null) {
      force(parent);
    }
  }

  /** Makes an empty file. */
  static void create(Path file) throws IOException {
    Files.createFile(file, owned(file, FILE_PERMISSIONS));
  }

  /** Writes a file such that it is there whole and durable, or as it was before. */
  static void replace(Path file, byte[] content) throws IOException {
    Path unfinished = file.resolveSibling(file.getFileName() + PartitionName.UNFINISHED);
    Files.deleteIfExists(unfinished);
    create(unfinished);
    try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
      ByteBuffer left = ByteBuffer.wrap(content);
      while (left.hasRemaining()) {
        channel.write(left);
      }
    }
    moveDurably(unfinished, file);
  }

  /** Gives a finished file its name. */
  static void moveDurably(Path from, Path to) throws IOException {
    force(from);
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    force(directoryOf(to));
  }

  /** Forces a file, or the names in a directory, to the medium. */
  static void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static FileAttribute<?>[] owned(Path path, Set<PosixFilePermission> permissions)
      throws IOException {
    FileStore volume = Files.getFileStore(directoryOf(path));
    return volume.supportsFileAttributeView(PosixFileAttributeView.class)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
        : new FileAttribute<?>[0];
  }

  private static Path directoryOf(Path path) {
    Path parent = path.toAbsolutePath().getParent();
    return parent == null ? path : parent;
  }
}
