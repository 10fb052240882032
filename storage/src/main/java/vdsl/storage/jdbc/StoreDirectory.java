package vdsl.storage.jdbc;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import vdsl.storage.spi.StoreException;

/**
 * The data directory of one collector: locked, of a known version, with the files of the
 * partitions. Layout: docs/format/store.md. Confined to the thread that opens and closes it; its
 * getters are thread-safe.
 */
final class StoreDirectory implements AutoCloseable {
  /** Version of everything in the directory. */
  static final String FORMAT_VERSION = "1";

  static final String LOCK_FILE = "collector.lock";
  static final String PROPERTIES_FILE = "store.properties";
  static final String PARTITIONS_DIRECTORY = "partitions";
  static final String SUMMARY_SUFFIX = ".summary";

  private static final String FORMAT_KEY = "format";
  private static final String CLUSTER_KEY = "cluster";

  /** Separates settings in the URLs of H2, which have no escape for it in a path. */
  private static final String UNUSABLE_IN_PATH = ";";

  /**
   * Real paths of the directories this process has locked. Static, for the system's lock is the
   * process's: closing any channel on the lock file, even one that was refused, gives it free.
   */
  private static final Set<Path> LOCKED_HERE = ConcurrentHashMap.newKeySet();

  private final Path directory;
  private final FileChannel lockFile;
  private final Path realPath;
  private final UUID clusterId;

  private StoreDirectory(Path directory, FileChannel lockFile, Path realPath, UUID clusterId) {
    this.directory = directory;
    this.lockFile = lockFile;
    this.realPath = realPath;
    this.clusterId = clusterId;
  }

  /**
   * Locks the directory, and makes what is missing in it.
   *
   * @throws StoreException.Unusable if it cannot be used
   */
  static StoreDirectory open(Path given) {
    Path directory = given.toAbsolutePath().normalize();
    if (directory.toString().contains(UNUSABLE_IN_PATH)) {
      throw unusable(directory, "must not have \"" + UNUSABLE_IN_PATH + "\" in its path");
    }
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw unusable(directory, "is not a directory; name another");
    }
    try {
      DurableFiles.createDirectories(directory);
      return openLocked(directory);
    } catch (FileAlreadyExistsException notADirectory) {
      throw unusable(directory, "is not a directory: " + notADirectory.getMessage());
    } catch (IOException failed) {
      throw new StoreException.Unusable(
          "data directory " + directory + " cannot be used: " + describe(failed), failed);
    }
  }

  private static StoreDirectory openLocked(Path directory) throws IOException {
    Path realPath = directory.toRealPath();
    if (!LOCKED_HERE.add(realPath)) {
      throw inUse(directory, Long.toString(ProcessHandle.current().pid()));
    }
    try {
      FileChannel lockFile = lock(directory);
      try {
        UUID clusterId = readOrCreateProperties(directory);
        DurableFiles.createDirectories(directory.resolve(PARTITIONS_DIRECTORY));
        return new StoreDirectory(directory, lockFile, realPath, clusterId);
      } catch (IOException | RuntimeException failed) {
        lockFile.close();
        throw failed;
      }
    } catch (IOException | RuntimeException failed) {
      LOCKED_HERE.remove(realPath);
      throw failed;
    }
  }

  private static FileChannel lock(Path directory) throws IOException {
    Path file = directory.resolve(LOCK_FILE);
    if (!Files.exists(file)) {
      createUnlessThere(file);
    }
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    FileLock lock = channel.tryLock();
    if (lock != null) {
      byte[] pid = Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII);
      channel.truncate(0).write(ByteBuffer.wrap(pid), 0);
      return channel;
    }
    channel.close();
    throw inUse(directory, Files.readString(file, StandardCharsets.US_ASCII).strip());
  }

  private static StoreException.Unusable inUse(Path directory, String pid) {
    return unusable(
        directory,
        "is in use by another collector (pid "
            + pid
            + "); end that one, or name another directory");
  }

  private static void createUnlessThere(Path file) throws IOException {
    try {
      DurableFiles.create(file);
    } catch (FileAlreadyExistsException madeMeanwhile) {
      return;
    }
  }

  private static UUID readOrCreateProperties(Path directory) throws IOException {
    Path file = directory.resolve(PROPERTIES_FILE);
    if (!Files.exists(file)) {
      return createProperties(directory, file);
    }
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(Files.readString(file, StandardCharsets.ISO_8859_1)));
    } catch (IllegalArgumentException notProperties) {
      throw damagedProperties(directory, notProperties);
    }
    String version = properties.getProperty(FORMAT_KEY, "");
    if (version.isBlank()) {
      throw damagedProperties(directory, new IOException("no \"" + FORMAT_KEY + "\""));
    }
    if (!version.equals(FORMAT_VERSION)) {
      throw unusable(
          directory,
          "has format version \""
              + version
              + "\", this collector reads \""
              + FORMAT_VERSION
              + "\": use the collector that wrote it");
    }
    try {
      return UUID.fromString(properties.getProperty(CLUSTER_KEY, ""));
    } catch (IllegalArgumentException notAnId) {
      throw damagedProperties(directory, notAnId);
    }
  }

  private static UUID createProperties(Path directory, Path file) throws IOException {
    Path partitions = directory.resolve(PARTITIONS_DIRECTORY);
    if (Files.exists(partitions)) {
      try (Stream<Path> files = Files.list(partitions)) {
        if (files.findAny().isPresent()) {
          throw unusable(
              directory,
              "has partitions but no "
                  + PROPERTIES_FILE
                  + ", which says whose they are: put it back, or name another directory");
        }
      }
    }
    UUID clusterId = UUID.randomUUID();
    String content =
        FORMAT_KEY + "=" + FORMAT_VERSION + "\n" + CLUSTER_KEY + "=" + clusterId + "\n";
    DurableFiles.replace(file, content.getBytes(StandardCharsets.US_ASCII));
    return clusterId;
  }

  private static StoreException.Unusable damagedProperties(Path directory, Exception cause) {
    return new StoreException.Unusable(
        "data directory "
            + directory
            + " has a "
            + PROPERTIES_FILE
            + " that is damaged or not a collector's: put it back, or name another directory",
        cause);
  }

  private static StoreException.Unusable unusable(Path directory, String why) {
    return new StoreException.Unusable("data directory " + directory + " " + why);
  }

  private static String describe(IOException failed) {
    return failed instanceof NoSuchFileException
        ? "it cannot be made, " + failed.getMessage() + " is missing"
        : failed.getClass().getSimpleName() + ": " + failed.getMessage();
  }

  UUID clusterId() {
    return clusterId;
  }

  Path partitionsDirectory() {
    return directory.resolve(PARTITIONS_DIRECTORY);
  }

  Path file(PartitionName name) {
    return partitionsDirectory().resolve(name.fileName());
  }

  Path unfinishedFile(PartitionName name) {
    return partitionsDirectory()
        .resolve(name.database() + PartitionName.UNFINISHED + PartitionName.DATABASE_SUFFIX);
  }

  Path summaryFile(PartitionName name) {
    return partitionsDirectory().resolve(name.database() + SUMMARY_SUFFIX);
  }

  /** The finished partitions, oldest first. */
  List<PartitionName> partitions() {
    try (Stream<Path> files = Files.list(partitionsDirectory())) {
      return files
          .flatMap(file -> PartitionName.ofFile(file.getFileName().toString()).stream())
          .sorted()
          .toList();
    } catch (IOException failed) {
      throw new StoreException.Unusable(
          "data directory " + directory + " cannot be read: " + describe(failed), failed);
    }
  }

  /** Removes what unfinished rolls left behind; returns how many files those were. */
  int removeLeftovers() {
    try (Stream<Path> files = Files.list(partitionsDirectory())) {
      List<Path> leftovers =
          files
              .filter(file -> file.getFileName().toString().contains(PartitionName.UNFINISHED))
              .toList();
      for (Path leftover : leftovers) {
        Files.delete(leftover);
      }
      return leftovers.size();
    } catch (IOException failed) {
      throw new StoreException.Unusable(
          "data directory " + directory + " cannot be cleaned: " + describe(failed), failed);
    }
  }

  /** The file's length in bytes; 0 if there is none. */
  static long bytesOf(Path file) {
    return file.toFile().length();
  }

  Optional<byte[]> readIfThere(Path file) throws IOException {
    return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
  }

  @Override
  public String toString() {
    return directory.toString();
  }

  /** Gives the directory free. Idempotent. */
  @Override
  public void close() {
    if (!lockFile.isOpen()) {
      return;
    }
    try {
      lockFile.close();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } finally {
      LOCKED_HERE.remove(realPath);
    }
  }
}
