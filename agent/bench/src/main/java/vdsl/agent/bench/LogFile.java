package vdsl.agent.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The text file that other loggers write. */
final class LogFile {
  /** System property that configurations take the file's path from. */
  static final String PATH_PROPERTY = "vdsl.bench.file";

  /** System property that configurations take the directory's path from. */
  static final String DIRECTORY_PROPERTY = "vdsl.bench.directory";

  private static final int CHUNK_BYTES = 1 << 20;

  private LogFile() {}

  static void configure(Path directory) {
    System.setProperty(PATH_PROPERTY, path(directory).toString());
    System.setProperty(DIRECTORY_PROPERTY, directory.toString());
  }

  private static Path path(Path directory) {
    return directory.resolve("bench.log");
  }

  /** Reads the lines that are whole. */
  static void read(Path directory, WrittenRecords written) throws IOException {
    byte[] chunk = new byte[CHUNK_BYTES];
    byte[] line = new byte[256];
    int length = 0;
    try (InputStream in = Files.newInputStream(path(directory))) {
      for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
        for (int i = 0; i < count; i++) {
          if (chunk[i] == '\n') {
            written.addText(line, length);
            length = 0;
          } else {
            line = length == line.length ? Arrays.copyOf(line, 2 * length) : line;
            line[length++] = chunk[i];
          }
        }
      }
    }
  }
}
