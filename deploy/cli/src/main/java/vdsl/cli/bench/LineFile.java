package vdsl.cli.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file of varied lines.
 *
 * @param lineBytes of all lines, without their ends
 */
record LineFile(Path path, long lineCount, long lineBytes) {
  private static final int BUFFER_BYTES = 1 << 16;

  static LineFile write(Path path, VariedLines lines, long lineCount) throws IOException {
    long lineBytes = 0;
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(path), BUFFER_BYTES)) {
      for (long i = 0; i < lineCount; i++) {
        byte[] line = lines.next();
        out.write(line);
        out.write('\n');
        lineBytes += line.length;
      }
    }
    return new LineFile(path, lineCount, lineBytes);
  }
}
