package vdsl.agent.buffer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The buffer files of a node's directory. A file gets its name when it is whole and locked by its
 * owner; what still has the other name is being made, or its maker died.
 */
public final class BufferFiles {
  private static final String PREFIX = "buffer-";
  private static final String SUFFIX = ".vdb";
  private static final String UNFINISHED_SUFFIX = ".vdb.new";
  private static final String ASIDE_SUFFIX = ".vdb.refused";
  private static final Pattern NAME =
      Pattern.compile(
          Pattern.quote(PREFIX)
              + "[0-9a-f]{16}("
              + Pattern.quote(SUFFIX)
              + "|"
              + Pattern.quote(ASIDE_SUFFIX)
              + ")");
  private static final int CHUNK_BYTES = 1 << 20;
  private static final Set<OpenOption> CREATE =
      Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
  private static final Set<OpenOption> OPEN_OR_CREATE =
      Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
  private static final Set<OpenOption> OPEN =
      Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);

  private BufferFiles() {}

  /** The buffers of a directory, in the order of their names. */
  public static List<Path> list(Path directory) throws IOException {
    return list(directory, SUFFIX);
  }

  /**
   * Deletes what is left of buffers whose makers died before they were whole. An empty file may not
   * be locked yet by a maker that lives; it is left alone.
   *
   * @return the files that were deleted
   */
  public static List<Path> sweep(Path directory) throws IOException {
    return sweep(directory, BufferFiles::isBegun);
  }

  /** As {@link #sweep}, empty files too; to be called while nobody can be making a buffer. */
  public static List<Path> sweepAll(Path directory) throws IOException {
    return sweep(directory, file -> true);
  }

  private static List<Path> sweep(Path directory, Predicate<Path> wanted) throws IOException {
    List<Path> swept = new ArrayList<>();
    for (Path file : list(directory, UNFINISHED_SUFFIX)) {
      if (wanted.test(file) && !isOwned(file)) {
        Files.deleteIfExists(file);
        swept.add(file);
      }
    }
    return swept;
  }

  /** Not so if it has got its name meanwhile. */
  private static boolean isBegun(Path file) {
    return file.toFile().length() > 0;
  }

  /** Whether any process, this one included, has a buffer in the directory. */
  public static boolean isAnyOwned(Path directory) throws IOException {
    for (Path file : list(directory)) {
      if (isOwned(file)) {
        return true;
      }
    }
    return false;
  }

  /** Whether any process has a buffer in the directory other than one. */
  public static boolean isAnyOwned(Path directory, Path except) throws IOException {
    for (Path file : list(directory)) {
      if (!file.equals(except) && isOwned(file)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOwned(Path file) throws IOException {
    try (Owner owner = new OwnerElsewhere(open(file), file)) {
      return owner.isAlive();
    } catch (NoSuchFileException gone) {
      return false;
    }
  }

  private static List<Path> list(Path directory, String suffix) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> isNamed(file, suffix)).sorted().toList();
    }
  }

  private static boolean isNamed(Path file, String suffix) {
    String name = file.getFileName().toString();
    return name.startsWith(PREFIX) && name.endsWith(suffix);
  }

  static Path file(Path directory, long identity) {
    return directory.resolve(name(identity, SUFFIX));
  }

  static Path unfinishedFile(Path directory, long identity) {
    return directory.resolve(name(identity, UNFINISHED_SUFFIX));
  }

  private static String name(long identity, String suffix) {
    return String.format(Locale.ROOT, "%s%016x%s", PREFIX, identity, suffix);
  }

  /** Whether a directory has the buffer of an identity, unfinished or whole. */
  public static boolean exists(Path directory, long identity) {
    return Files.exists(unfinishedFile(directory, identity))
        || Files.exists(file(directory, identity))
        || Files.exists(directory.resolve(name(identity, ASIDE_SUFFIX)));
  }

  /** Whether a file of this name is a whole buffer, or one that was put aside. */
  public static boolean isBuffer(String fileName) {
    return NAME.matcher(fileName).matches();
  }

  /** Takes a buffer that cannot be drained out of the way, for people to look into. */
  public static void putAside(Path file) throws IOException {
    String name = file.getFileName().toString();
    String stem = name.substring(0, name.length() - SUFFIX.length());
    Files.move(file, file.resolveSibling(stem + ASIDE_SUFFIX), StandardCopyOption.ATOMIC_MOVE);
  }

  /** The buffers that were put aside. */
  public static List<Path> listAside(Path directory) throws IOException {
    return list(directory, ASIDE_SUFFIX);
  }

  /** Makes a file that only its owner may read. */
  public static FileChannel create(Path file) throws IOException {
    return FileChannel.open(file, CREATE, ownerOnly());
  }

  /** Opens a file that only its owner may read, made if absent. */
  public static FileChannel openPrivate(Path file) throws IOException {
    return FileChannel.open(file, OPEN_OR_CREATE, ownerOnly());
  }

  static FileChannel open(Path file) throws IOException {
    return FileChannel.open(file, OPEN);
  }

  /** Gives a whole file its name. */
  static void publish(Path unfinished, Path file) throws IOException {
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Writes zeros, so that a full disk is found out here and not by a log call: a hole in a mapped
   * file would end the process at its first write.
   */
  static void fillWithZeros(FileChannel channel, long fileBytes) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocateDirect(CHUNK_BYTES);
    long at = 0;
    while (at < fileBytes) {
      zeros.clear().limit((int) Math.min(CHUNK_BYTES, fileBytes - at));
      at += channel.write(zeros, at);
    }
  }

  private static FileAttribute<?>[] ownerOnly() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
