package vdsl.e2e;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Log files of distinct lines. */
final class Lines {
  private static final String[] MESSAGES = {
    "INFO dfs.DataNode$PacketResponder: PacketResponder %d for block blk_%x terminating",
    "INFO dfs.FSNamesystem: BLOCK* NameSystem.addStoredBlock: size %d is added to blk_%x",
    "WARN  [SendWorker:%d:QuorumCnxManager$SendWorker@688] - Send worker leaving thread %x",
    "sshd[%d]: Failed password for invalid user admin%x from 10.0.0.1 port 4242 ssh2",
  };

  private Lines() {}

  /** Writes count lines, each with its own number, and returns the file. */
  static Path write(Path file, int count, long seed) throws IOException {
    Random random = new Random(seed);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
      for (int i = 1; i <= count; i++) {
        String message = MESSAGES[random.nextInt(MESSAGES.length)];
        String line =
            i + " " + String.format(message, random.nextInt(100_000), random.nextLong()) + "\n";
        out.write(line.getBytes(StandardCharsets.UTF_8));
      }
    }
    return file;
  }
}
