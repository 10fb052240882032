package vdsl.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** The files of a checkout, without what builds and tools leave in it. Paths use slashes. */
record SourceTree(Path root) {
  private static final Set<String> FOREIGN =
      Set.of("target", ".git", ".idea", ".vscode", "vdsl-data");

  /** The checkout this test runs in: the folder of the nearest pom.xml without a parent. */
  static SourceTree ofThisBuild() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path pom = at.resolve("pom.xml");
      if (Files.isRegularFile(pom)) {
        String text = read(pom);
        if (text.contains("<artifactId>vdsl-parent</artifactId>") && !text.contains("<parent>")) {
          return new SourceTree(at);
        }
      }
    }
    throw new IllegalStateException("no checkout above " + Path.of("").toAbsolutePath());
  }

  /** Files whose path from the root is wanted, sorted, as paths from the root. */
  List<String> files(Predicate<String> wanted) {
    List<String> found = new ArrayList<>();
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
              return FOREIGN.contains(folder.getFileName().toString())
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              String path = root.relativize(file).toString().replace('\\', '/');
              if (wanted.test(path)) {
                found.add(path);
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return found.stream().sorted().toList();
  }

  /** Every Java source of every module, parsed. */
  List<JavaSource> javaSources() {
    return JavaSource.parseAll(
        files(path -> path.contains("src/") && path.endsWith(".java")).stream()
            .map(path -> new JavaSource.Text(path, text(path)))
            .toList());
  }

  /** Entries of the root itself, foreign ones left out, sorted. */
  List<String> topLevel() {
    try (var entries = Files.list(root)) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .filter(name -> !FOREIGN.contains(name))
          .sorted()
          .toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  boolean exists(String path) {
    return Files.exists(root.resolve(path));
  }

  String text(String path) {
    return read(root.resolve(path));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
