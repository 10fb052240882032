package vdsl.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/** Compares what was logged with what is stored: the oracle of the crash tests. */
final class StoredLines {
  private StoredLines() {}

  /**
   * The first difference between the shipped file and the node's records in the order of their Ids,
   * in words; empty if every line is there exactly once, in its place, byte for byte.
   */
  static Optional<String> difference(Path shipped, Path stored) {
    try {
      if (Files.mismatch(shipped, stored) < 0) {
        return Optional.empty();
      }
      try (BufferedReader expected = reader(shipped);
          BufferedReader actual = reader(stored)) {
        return Optional.of(describe(expected, actual));
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static String describe(BufferedReader expected, BufferedReader actual)
      throws IOException {
    long id = 0;
    String before = "";
    while (true) {
      id++;
      String wanted = expected.readLine();
      String found = actual.readLine();
      if (wanted == null && found == null) {
        return "other line ends, or none at the end";
      }
      if (found == null) {
        return "lost from Id " + id + " on: " + wanted;
      }
      if (!found.equals(wanted)) {
        String kind = found.equals(before) ? "doubled" : "another record";
        return kind
            + " at Id "
            + id
            + ": "
            + found
            + ", not "
            + Objects.requireNonNullElse(wanted, "the end");
      }
      before = found;
    }
  }

  private static BufferedReader reader(Path file) throws IOException {
    return Files.newBufferedReader(file, StandardCharsets.ISO_8859_1);
  }
}
