package vdsl.storage.query;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Writes times as RFC 3339 in UTC with nine digits of the second, always {@value #BYTES} ASCII
 * characters. Consecutive records mostly share their second, so its digits are kept. Confined to
 * one thread.
 */
public final class TimestampText {
  /** Length of "2026-11-23T10:00:00.123456789Z". */
  static final int BYTES = 30;

  private static final int FRACTION_OFFSET = 20;
  private static final int FRACTION_DIGITS = 9;
  private static final long SECOND_NS = 1_000_000_000L;
  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'.000000000Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final byte[] ascii = new byte[BYTES];
  private long second;

  /** One time by itself; nanoseconds since the epoch are given. */
  public static String format(long timeNs) {
    return new String(new TimestampText().of(timeNs), StandardCharsets.US_ASCII);
  }

  TimestampText() {
    renderSecond(0);
  }

  /** The time's characters, valid until the next call; nanoseconds since the epoch are given. */
  byte[] of(long timeNs) {
    long timeSecond = Math.floorDiv(timeNs, SECOND_NS);
    if (timeSecond != second) {
      renderSecond(timeSecond);
    }
    int fraction = (int) Math.floorMod(timeNs, SECOND_NS);
    for (int at = FRACTION_OFFSET + FRACTION_DIGITS - 1; at >= FRACTION_OFFSET; at--) {
      ascii[at] = (byte) ('0' + fraction % 10);
      fraction /= 10;
    }
    return ascii;
  }

  private void renderSecond(long newSecond) {
    String text = SECOND.format(Instant.ofEpochSecond(newSecond));
    System.arraycopy(text.getBytes(StandardCharsets.US_ASCII), 0, ascii, 0, BYTES);
    second = newSecond;
  }
}
