package vdsl.collector.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.OptionalLong;
import vdsl.record.LogRecord;
import vdsl.record.NodeId;
import vdsl.storage.query.RecordFormat;
import vdsl.storage.query.RecordPrinter;

/**
 * Writes the events of a tail as the WHATWG's HTML standard has server-sent events, to a buffer:
 * docs/reference/http.md, "Tail". Formats whose lines may hold anything are in Base64. Confined to
 * one thread.
 */
final class EventFormat {
  private static final byte[] LATE_JSON = ascii(",\"late\":true}");
  private static final byte[] LATE_TEXT = ascii("  [late]");
  private static final byte[] LATE_CSV = ascii(",true\r\n");
  private static final byte[] IN_ORDER_CSV = ascii(",\r\n");

  private final RecordFormat format;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final RecordPrinter printer;
  private final ByteArrayOutputStream events = new ByteArrayOutputStream();

  EventFormat(RecordFormat format) throws IOException {
    this.format = format;
    printer = format.printer(line);
    // A header would be an event of no record.
    printer.flush();
    line.reset();
  }

  /** Bytes of events not taken yet. */
  int size() {
    return events.size();
  }

  /** Takes the events written so far. */
  byte[] take() {
    byte[] taken = events.toByteArray();
    events.reset();
    return taken;
  }

  void record(LogRecord record, boolean isLate, String position) throws IOException {
    printer.print(record);
    printer.flush();
    byte[] printed = line.toByteArray();
    line.reset();
    put("id: " + position + "\ndata: ");
    switch (format) {
      case JSONL -> {
        events.write(printed, 0, printed.length - (isLate ? 2 : 1));
        events.writeBytes(isLate ? LATE_JSON : new byte[0]);
      }
      case TEXT -> {
        events.write(printed, 0, printed.length - 1);
        events.writeBytes(isLate ? LATE_TEXT : new byte[0]);
      }
      case CSV -> {
        line.write(printed, 0, printed.length - 2);
        line.writeBytes(isLate ? LATE_CSV : IN_ORDER_CSV);
        events.writeBytes(Base64.getEncoder().encode(line.toByteArray()));
        line.reset();
      }
      case RAW -> events.writeBytes(Base64.getEncoder().encode(printed));
    }
    put("\n\n");
  }

  void dropped(NodeId node, OptionalLong firstId, long lastId, String position) {
    ObjectNode body = Json.object();
    body.put("node", node.value());
    Json.put(body, "first_id", firstId);
    body.put("last_id", lastId);
    put("event: dropped\nid: " + position + "\ndata: ");
    events.writeBytes(Json.data(body).array());
    put("\n\n");
  }

  /** An event that nobody is told of, but whose id counts: so the position advances. */
  void position(String position) {
    put("id: " + position + "\n\n");
  }

  /** A line that says the tail stands, or why it ends. */
  void comment(String words) {
    put(": " + words + "\n\n");
  }

  private void put(String ascii) {
    events.writeBytes(ascii(ascii));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
