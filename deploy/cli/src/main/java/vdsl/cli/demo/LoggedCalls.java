package vdsl.cli.demo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Log calls of one thread of one process, as the process itself counted them in its journal, which
 * vdsl.demo.CallJournal describes.
 *
 * @param begun calls, numbered from 1
 * @param returned calls that came back: their records must be stored
 */
record LoggedCalls(Caller caller, long begun, long returned) {
  private static final int SLOT_BYTES = 128;
  private static final int RETURNED_OFFSET = 8;
  private static final int NAME_BYTES_OFFSET = 16;
  private static final int NAME_OFFSET = 20;

  /** Who called. */
  record Caller(String node, long pid, String thread) {
    @Override
    public String toString() {
      return "node " + node + ", process " + pid + ", thread " + thread;
    }
  }

  LoggedCalls {
    if (returned < 0 || returned > begun) {
      throw new IllegalArgumentException(caller + ": " + returned + " of " + begun + " returned");
    }
  }

  /** The journals of all processes of a node: files that are named by the pid. */
  static List<LoggedCalls> ofNode(String node, Path directory) throws IOException {
    List<LoggedCalls> calls = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.sorted().toList()) {
        long pid = Long.parseLong(file.getFileName().toString());
        calls.addAll(ofProcess(node, pid, Files.readAllBytes(file)));
      }
    }
    return calls;
  }

  private static List<LoggedCalls> ofProcess(String node, long pid, byte[] journal) {
    ByteBuffer slots = ByteBuffer.wrap(journal).order(ByteOrder.LITTLE_ENDIAN);
    List<LoggedCalls> calls = new ArrayList<>();
    for (int slot = 0; slot + SLOT_BYTES <= slots.limit(); slot += SLOT_BYTES) {
      // Read before the calls begun: the process may go on.
      long returned = slots.getLong(slot + RETURNED_OFFSET);
      long begun = slots.getLong(slot);
      if (begun > 0) {
        String thread =
            new String(
                journal,
                slot + NAME_OFFSET,
                slots.getInt(slot + NAME_BYTES_OFFSET),
                StandardCharsets.US_ASCII);
        calls.add(new LoggedCalls(new Caller(node, pid, thread), begun, returned));
      }
    }
    return calls;
  }
}
