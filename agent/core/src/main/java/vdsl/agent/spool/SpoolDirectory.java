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
   * Deletes a directory in which nothing is left but the spool's files and some others. If there is
   * more, a process has come to use it: then nothing is deleted, since the spool's files tell how
   * far that process was drained.
   *
   * @param others names of files that belong to the directory's user and go with it
   * @return whether the directory is gone; false if an agent uses it, or there is more in it
   * @throws SpoolException if it cannot be deleted
   */
  public static boolean remove(Path directory, Set<String> others) {
    try {
      Optional<DirectoryLock> taken = DirectoryLock.tryTake(directory);
      if (taken.isEmpty()) {
        return false;
      }
      try (DirectoryLock lock = taken.get()) {
        return remove(directory, others, lock);
      }
    } catch (IOException failure) {
      throw new SpoolException(
          "node directory " + directory + " cannot be removed: " + failure, failure);
    }
  }

  private static boolean remove(Path directory, Set<String> others, DirectoryLock lock)
      throws IOException {
    List<Path> files;
    try (Stream<Path> content = Files.list(directory)) {
      files = content.sorted().toList();
    }
    if (!files.stream().allMatch(file -> isKnown(file, others))) {
      return false;
    }
    // Oldest first: while any segment is left, the newest still tells how far each source came.
    for (Path file : files) {
      if (!file.getFileName().toString().equals(DirectoryLock.FILE_NAME)) {
        Files.delete(file);
      }
    }
    lock.delete();
    Files.delete(directory);
    return true;
  }

  private static boolean isKnown(Path file, Set<String> others) {
    String name = file.getFileName().toString();
    return Segment.numberOf(name).isPresent()
        || name.equals(Reserve.FILE_NAME)
        || name.equals(DirectoryLock.FILE_NAME)
        || others.contains(name);
  }
}
