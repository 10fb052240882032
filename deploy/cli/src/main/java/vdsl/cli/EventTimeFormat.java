package vdsl.cli;

import java.text.ParsePosition;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * Reads the timestamp at the beginning of a line. A pattern without a zone is UTC; one without a
 * year, month or day takes them from the day the lines are shipped. Thread-safe.
 */
final class EventTimeFormat {
  private static final long NS_PER_SECOND = 1_000_000_000L;

  private final DateTimeFormatter formatter;

  private EventTimeFormat(DateTimeFormatter formatter) {
    this.formatter = formatter;
  }

  /**
   * Reads a pattern of java.time.format.DateTimeFormatter.
   *
   * @param today the day the lines are shipped, in nanoseconds since the epoch
   * @throws CommandFailure if it is no such pattern
   */
  static EventTimeFormat of(String pattern, long today) {
    var date = Instant.ofEpochSecond(Math.floorDiv(today, NS_PER_SECOND)).atZone(ZoneOffset.UTC);
    try {
      boolean yearGiven = pattern.matches(".*[uy].*");
      DateTimeFormatterBuilder builder =
          new DateTimeFormatterBuilder().parseCaseInsensitive().appendPattern(pattern);
      if (!yearGiven) {
        builder.parseDefaulting(ChronoField.YEAR, date.getYear());
      }
      if (!pattern.matches(".*[MLDd].*")) {
        builder.parseDefaulting(ChronoField.MONTH_OF_YEAR, date.getMonthValue());
        builder.parseDefaulting(ChronoField.DAY_OF_MONTH, date.getDayOfMonth());
      }
      ZoneId utc = ZoneOffset.UTC;
      return new EventTimeFormat(builder.toFormatter(Locale.ROOT).withZone(utc));
    } catch (IllegalArgumentException invalid) {
      throw CommandFailure.usage(
          "--time-format \""
              + pattern
              + "\" is not a date pattern such as \"yyyy-MM-dd HH:mm:ss,SSS\": "
              + invalid.getMessage());
    }
  }

  /** The line's timestamp in nanoseconds since the epoch, if the line begins with one. */
  OptionalLong parse(String line) {
    ParsePosition position = new ParsePosition(0);
    try {
      TemporalAccessor parsed = formatter.parse(line, position);
      Instant time = Instant.from(parsed);
      return OptionalLong.of(
          Math.addExact(
              Math.multiplyExact(time.getEpochSecond(), NS_PER_SECOND), (long) time.getNano()));
    } catch (DateTimeException | ArithmeticException noTimestamp) {
      return OptionalLong.empty();
    }
  }
}
