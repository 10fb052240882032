package vdsl.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A directory and everything in it, as a test sets it back to an earlier state. */
final class FileTree {
  private FileTree() {}

  static void copy(Path from, Path to) throws IOException {
    for (Path source : of(from)) {
      Files.copy(source, to.resolve(from.relativize(source).toString()));
    }
  }

  static void delete(Path root) throws IOException {
    for (Path file : of(root).stream().sorted(Comparator.reverseOrder()).toList()) {
      Files.delete(file);
    }
  }

  /** Parents first. */
  private static List<Path> of(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.toList();
    }
  }
}
