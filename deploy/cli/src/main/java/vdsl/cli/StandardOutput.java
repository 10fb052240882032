package vdsl.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/**
 * The process's standard output, which remembers why it could not be written: a {@link
 * java.io.PrintStream} over it only tells that. Confined to one thread.
 */
final class StandardOutput extends OutputStream {
  private final OutputStream out;
  private Optional<IOException> failure = Optional.empty();

  StandardOutput() {
    this(new FileOutputStream(FileDescriptor.out));
  }

  StandardOutput(OutputStream out) {
    this.out = out;
  }

  @Override
  public void write(int next) throws IOException {
    write(new byte[] {(byte) next}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException failed) {
      failure = Optional.of(failure.orElse(failed));
      throw failed;
    }
  }

  /** What was lost on the way out; a reader that went away, as head does, lost nothing. */
  Optional<String> loss() {
    return failure
        .map(failed -> String.valueOf(failed.getMessage()))
        .filter(reason -> !reason.contains("Broken pipe"));
  }
}
