package vdsl.storage.jdbc;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Tries the lock of a data directory from another process; its exit code says what came of it. */
final class LockingProcess {
  static final int REFUSED = 7;

  private LockingProcess() {}

  public static void main(String[] arguments) throws IOException {
    try (FileChannel file = FileChannel.open(Path.of(arguments[0]), StandardOpenOption.WRITE)) {
      System.exit(file.tryLock() == null ? REFUSED : 0);
    }
  }
}
