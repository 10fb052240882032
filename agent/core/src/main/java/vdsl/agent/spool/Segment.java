package vdsl.agent.spool;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One file of the spool that is no longer written.
 *
 * @param number segments are read in the order of their numbers
 * @param lastSequence largest sequence of its blocks; 0 if it has none
 */
record Segment(long number, Path path, long bytes, long lastSequence) {
  private static final Pattern NAME = Pattern.compile("spool-([0-9a-f]{16})\\.seg");

  static String fileName(long number) {
    return String.format("spool-%016x.seg", number);
  }

  /** The number in a file's name; empty if the file is no segment. */
  static Optional<Long> numberOf(String fileName) {
    Matcher matcher = NAME.matcher(fileName);
    return matcher.matches()
        ? Optional.of(Long.parseUnsignedLong(matcher.group(1), 16))
        : Optional.empty();
  }
}
