package vdsl.cli;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Which lines belong to the record before them. */
enum Multiline {
  /** None: every line is a record. */
  NONE {
    @Override
    boolean continues(byte[] line, int length) {
      return false;
    }
  },

  /** Those of a Java stack trace: indented ones, and the causes. */
  JAVA {
    @Override
    boolean continues(byte[] line, int length) {
      if (length > 0 && (line[0] == ' ' || line[0] == '\t')) {
        return true;
      }
      String head = new String(line, 0, Math.min(length, HEAD_BYTES), StandardCharsets.ISO_8859_1);
      return CAUSES.stream().anyMatch(head::startsWith);
    }
  };

  private static final List<String> CAUSES = List.of("Caused by: ", "Suppressed: ");
  private static final int HEAD_BYTES = 16;

  abstract boolean continues(byte[] line, int length);
}
