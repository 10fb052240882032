package vdsl.storage.query;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads points in time as people write them. Immutable.
 *
 * @param nowNs what relative times are relative to, in nanoseconds since the epoch
 */
record TimeExpression(long nowNs) {
  static final String ALLOWED =
      "an RFC 3339 time with zone (2026-11-23T10:00:00Z), a date (2026-11-23, UTC), seconds,"
          + " milliseconds, microseconds or nanoseconds since the epoch (10, 13, 16, 19 digits),"
          + " now, or a time ago (-30s, -15m, -2h, -1d) is allowed";

  /** Which end of a date is meant. */
  enum Edge {
    FIRST_INSTANT,
    LAST_INSTANT
  }

  private static final long SECOND_NS = 1_000_000_000L;
  private static final long DAY_NS = 86_400 * SECOND_NS;
  private static final Pattern RELATIVE = Pattern.compile("-([0-9]{1,9})([smhd])");
  private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
  private static final Pattern DIGITS = Pattern.compile("[0-9]+");

  /**
   * The time a value given under a key means, in nanoseconds since the epoch.
   *
   * @throws QuerySyntaxException if it means none
   */
  long parse(String key, String value, Edge edge) {
    try {
      return parse(value, edge);
    } catch (DateTimeException | ArithmeticException | NumberFormatException invalid) {
      throw new QuerySyntaxException(key, value, ALLOWED);
    }
  }

  private long parse(String value, Edge edge) {
    if (value.equals("now")) {
      return nowNs;
    }
    Matcher relative = RELATIVE.matcher(value);
    if (relative.matches()) {
      long ago = Math.multiplyExact(Long.parseLong(relative.group(1)), unitNs(relative.group(2)));
      return Math.subtractExact(nowNs, ago);
    }
    if (DATE.matcher(value).matches()) {
      long start = epochNs(LocalDate.parse(value).atStartOfDay().toInstant(ZoneOffset.UTC));
      return edge == Edge.FIRST_INSTANT ? start : Math.addExact(start, DAY_NS - 1);
    }
    if (DIGITS.matcher(value).matches()) {
      return Math.multiplyExact(Long.parseLong(value), epochUnitNs(value.length()));
    }
    return epochNs(OffsetDateTime.parse(value).toInstant());
  }

  private static long unitNs(String unit) {
    return switch (unit) {
      case "s" -> SECOND_NS;
      case "m" -> 60 * SECOND_NS;
      case "h" -> 3_600 * SECOND_NS;
      case "d" -> DAY_NS;
      default -> throw new DateTimeException("unit " + unit);
    };
  }

  /** The unit of a time of this century, given by the number of its digits. */
  private static long epochUnitNs(int digits) {
    return switch (digits) {
      case 10 -> SECOND_NS;
      case 13 -> 1_000_000;
      case 16 -> 1_000;
      case 19 -> 1;
      default -> throw new DateTimeException(digits + " digits");
    };
  }

  private static long epochNs(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), SECOND_NS), (long) instant.getNano());
  }
}
