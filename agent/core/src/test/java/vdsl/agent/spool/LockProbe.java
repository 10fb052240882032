package vdsl.agent.spool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Another process that tries to lock a node's directory. */
final class LockProbe {
  private static final int FREE = 0;
  private static final int HELD = 3;

  private LockProbe() {}

  static boolean isFree(Path directory) throws IOException, InterruptedException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Path classes =
        Path.of(LockProbe.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    Process process =
        new ProcessBuilder(
                java.toString(),
                "-cp",
                classes.toString(),
                LockProbe.class.getName(),
                directory.resolve(DirectoryLock.FILE_NAME).toString())
            .inheritIO()
            .start();
    int code = process.waitFor();
    if (code != FREE && code != HELD) {
      throw new AssertionError("probe ended with " + code);
    }
    return code == FREE;
  }

  public static void main(String[] files) throws IOException {
    try (FileChannel channel = FileChannel.open(Path.of(files[0]), StandardOpenOption.WRITE)) {
      System.exit(channel.tryLock() == null ? HELD : FREE);
    }
  }
}
