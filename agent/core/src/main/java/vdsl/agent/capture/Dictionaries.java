package vdsl.agent.capture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import vdsl.agent.buffer.BufferFiles;

/** The dictionaries of a node's directory. */
public final class Dictionaries {
  private Dictionaries() {}

  /**
   * Deletes dictionaries whose buffers are gone. A dictionary is made while the unfinished file of
   * its buffer is there and deleted after the buffer: one that has neither is needed by nobody.
   */
  public static void sweep(Path directory) throws IOException {
    for (Path file : list(directory)) {
      Optional<Long> identity = DictionaryFile.identityOf(String.valueOf(file.getFileName()));
      if (identity.isPresent() && !BufferFiles.exists(directory, identity.get())) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(f -> DictionaryFile.identityOf(String.valueOf(f.getFileName())).isPresent())
          .toList();
    }
  }
}
