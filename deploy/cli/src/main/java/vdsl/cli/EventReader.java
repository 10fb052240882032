package vdsl.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads server-sent events, as the WHATWG's HTML standard has them, with lines that end in LF. What
 * is cut off before its blank line is no event. Confined to one thread.
 */
final class EventReader {
  /**
   * A record of 64 KiB, each byte escaped by six in JSON, with its attributes: a longer line comes
   * from something else.
   */
  private static final int LINE_BYTES_MAX = 16 << 20;

  private static final int READ_BYTES = 64 << 10;

  private final InputStream in;
  private final byte[] buffer = new byte[READ_BYTES];
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private int position;
  private int limit;

  /**
   * One event.
   *
   * @param type empty unless given
   * @param id position of the tail behind the event, if it tells one
   * @param data empty if it has none: then only its id matters
   */
  record Event(String type, Optional<String> id, Optional<byte[]> data) {}

  EventReader(InputStream in) {
    this.in = in;
  }

  /** True if nothing more has come in so far: the next call may wait for long. */
  boolean isDrained() {
    return position == limit;
  }

  /** Waits for the next event; empty at the end of the stream. */
  Optional<Event> next() throws IOException {
    String type = "";
    Optional<String> id = Optional.empty();
    Optional<byte[]> data = Optional.empty();
    while (readLine()) {
      byte[] read = line.toByteArray();
      line.reset();
      if (read.length == 0 && (id.isPresent() || data.isPresent())) {
        return Optional.of(new Event(type, id, data));
      }
      if (startsWith(read, "data: ")) {
        data = Optional.of(valueOf(read, "data: "));
      } else if (startsWith(read, "id: ")) {
        id = Optional.of(new String(valueOf(read, "id: "), StandardCharsets.US_ASCII));
      } else if (startsWith(read, "event: ")) {
        type = new String(valueOf(read, "event: "), StandardCharsets.US_ASCII);
      }
    }
    return Optional.empty();
  }

  /** Reads up to the next line feed; false at the end of the stream. */
  private boolean readLine() throws IOException {
    while (true) {
      int start = position;
      while (position < limit) {
        if (buffer[position++] == '\n') {
          line.write(buffer, start, position - 1 - start);
          return true;
        }
      }
      line.write(buffer, start, limit - start);
      if (line.size() > LINE_BYTES_MAX) {
        throw new IOException("a line of over " + LINE_BYTES_MAX + " bytes is no event");
      }
      position = 0;
      limit = Math.max(0, in.read(buffer));
      if (limit == 0) {
        return false;
      }
    }
  }

  private static boolean startsWith(byte[] read, String field) {
    if (read.length < field.length()) {
      return false;
    }
    for (int i = 0; i < field.length(); i++) {
      if (read[i] != field.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static byte[] valueOf(byte[] read, String field) {
    byte[] value = new byte[read.length - field.length()];
    System.arraycopy(read, field.length(), value, 0, value.length);
    return value;
  }
}
