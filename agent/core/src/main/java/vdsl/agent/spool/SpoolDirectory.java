package vdsl.agent.spool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Removal of a node's directory that is no longer needed. */
public final class SpoolDirectory {
  private SpoolDirectory() {}

  /** Whether an agent, in this process or another, uses the directory's spool. */
  public static boolean isInUse(Path directory) throws IOException {
    Optional<DirectoryLock> free = DirectoryLock.tryTake(directory);
    if (free.isPresent()) {
      free.get().close();
    }
    return free.isEmpty();
  }

  /**
   * Deletes the spool's files and, if nothing else is in it, the directory.
   *
   * @param others names of files that belong to the directory's user and go with it
   * @return whether the directory is gone
   * @throws SpoolException if an agent uses the directory, or it cannot be deleted
   */
  public static boolean remove(Path directory, Set<String> others) {
    try (DirectoryLock lock = DirectoryLock.take(directory);
        Stream<Path> content = Files.list(directory)) {
      // Oldest first: while any segment is left, the newest still tells how far each source came.
      List<Path> files = content.sorted().toList();
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (Segment.numberOf(name).isPresent()
            || name.equals(Reserve.FILE_NAME)
            || others.contains(name)) {
          Files.delete(file);
        }
      }
      lock.delete();
      if (files.stream().anyMatch(Files::exists)) {
        return false;
      }
      Files.delete(directory);
      return true;
    } catch (IOException failure) {
      throw new SpoolException(
          "node directory " + directory + " cannot be removed: " + failure, failure);
    }
  }
}
