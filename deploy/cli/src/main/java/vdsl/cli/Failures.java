package vdsl.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import vdsl.agent.transport.CollectorAddress;

/** Words for what went wrong with a file. */
final class Failures {
  private Failures() {}

  /**
   * Checks that a file can be read.
   *
   * @param name what the user calls it
   * @throws CommandFailure that says why not
   */
  static void requireReadableFile(String name, Path file) {
    if (Files.isDirectory(file)) {
      throw CommandFailure.usage(name + " " + file + ": is a directory; name a file");
    }
    try {
      Files.newInputStream(file).close();
    } catch (IOException unreadable) {
      throw CommandFailure.usage(file(name, file, unreadable));
    }
  }

  /** Reads an option's value. */
  static <T> T checked(String name, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (IllegalArgumentException invalid) {
      throw CommandFailure.usage(name + ": " + invalid.getMessage());
    }
  }

  /** Reads the addresses of {@code --collector}. */
  static List<CollectorAddress> collectors(List<String> addresses) {
    return addresses.stream()
        .map(address -> checked("--collector", () -> CollectorAddress.parse(address)))
        .toList();
  }

  static String file(String name, Path file, IOException failure) {
    return name + " " + file + ": " + reason(failure);
  }

  private static String reason(IOException failure) {
    if (failure instanceof NoSuchFileException) {
      return "no such file; check the path";
    }
    if (failure instanceof AccessDeniedException) {
      return "permission denied; make it readable for this user";
    }
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }
}
