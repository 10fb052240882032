package vdsl.agent.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The operating system's files. Where it has POSIX permissions, only their owner may read them. Not
 * final: tests listen to what is forced.
 */
class SystemSpoolFiles implements SpoolFiles {
  private static final FileAttribute<?>[] DIRECTORY_ATTRIBUTES = permissions("rwx------");
  private static final FileAttribute<?>[] FILE_ATTRIBUTES = permissions("rw-------");
  private static final Set<OpenOption> CREATE =
      Set.of(
          StandardOpenOption.READ,
          StandardOpenOption.WRITE,
          StandardOpenOption.CREATE,
          StandardOpenOption.TRUNCATE_EXISTING);
  private static final Set<OpenOption> OPEN =
      Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);

  private static FileAttribute<?>[] permissions(String text) {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text))
        }
        : new FileAttribute<?>[0];
  }

  /** Opens a file that only its owner may read, made if absent. */
  static FileChannel openPrivate(Path file) throws IOException {
    return FileChannel.open(
        file, Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE), FILE_ATTRIBUTES);
  }

  @Override
  public void createDirectory(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    List<Path> parents = parentsOfAbsent(directory.toAbsolutePath());
    Files.createDirectories(directory, DIRECTORY_ATTRIBUTES);
    for (Path parent : parents) {
      forceDirectory(parent);
    }
  }

  /** Where this directory, and those on the way to it that are not there, get their names. */
  private static List<Path> parentsOfAbsent(Path directory) {
    List<Path> parents = new ArrayList<>();
    Path made = directory;
    Path parent = made.getParent();
    while (parent != null && !Files.exists(made)) {
      parents.add(parent);
      made = parent;
      parent = made.getParent();
    }
    return parents;
  }

  @Override
  public List<String> list(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Override
  public SegmentFile create(Path file) throws IOException {
    return new ChannelFile(FileChannel.open(file, CREATE, FILE_ATTRIBUTES));
  }

  @Override
  public SegmentFile open(Path file) throws IOException {
    return new ChannelFile(FileChannel.open(file, OPEN));
  }

  @Override
  public void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
  }

  @Override
  public void forceDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private record ChannelFile(FileChannel channel) implements SegmentFile {
    @Override
    public void write(ByteBuffer source, long position) throws IOException {
      long at = position;
      while (source.hasRemaining()) {
        at += channel.write(source, at);
      }
    }

    @Override
    public void read(ByteBuffer target, long position) throws IOException {
      long at = position;
      while (target.hasRemaining()) {
        int count = channel.read(target, at);
        if (count < 0) {
          return;
        }
        at += count;
      }
    }

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public void truncate(long size) throws IOException {
      channel.truncate(size);
    }

    @Override
    public void force() throws IOException {
      channel.force(false);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
