package vdsl.storage.jdbc;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names one partition.
 *
 * @param number from 1, in the order of their making; the highest is the open one
 * @param day UTC day of its first commit
 */
record PartitionName(long number, LocalDate day) implements Comparable<PartitionName> {
  /** What H2 appends to a database's name. */
  static final String DATABASE_SUFFIX = ".mv.db";

  /** Ends the database name of a partition that is still being made. */
  static final String UNFINISHED = ".new";

  private static final Pattern FILE_NAME = Pattern.compile("(\\d{8,18})-(\\d{8})\\.mv\\.db");

  /** The partition a file holds; empty if it is not the file of a finished partition. */
  static Optional<PartitionName> ofFile(String fileName) {
    Matcher matcher = FILE_NAME.matcher(fileName);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      LocalDate day = LocalDate.parse(matcher.group(2), DateTimeFormatter.BASIC_ISO_DATE);
      return Optional.of(new PartitionName(Long.parseLong(matcher.group(1)), day));
    } catch (DateTimeParseException notADay) {
      return Optional.empty();
    }
  }

  PartitionName next(LocalDate today) {
    return new PartitionName(number + 1, today);
  }

  /** "00000007-20261123". */
  String database() {
    return String.format(
        Locale.ROOT, "%08d-%s", number, day.format(DateTimeFormatter.BASIC_ISO_DATE));
  }

  String fileName() {
    return database() + DATABASE_SUFFIX;
  }

  @Override
  public int compareTo(PartitionName other) {
    return Long.compare(number, other.number);
  }

  @Override
  public String toString() {
    return database();
  }
}
