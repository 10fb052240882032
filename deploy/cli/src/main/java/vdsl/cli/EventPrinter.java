package vdsl.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import vdsl.storage.query.RecordFormat;
import vdsl.storage.query.VisibleText;

/** Prints the events of a tail as a query prints records. Confined to one thread. */
final class EventPrinter {
  private final QueryCommand.Format format;
  private final PrintStream out;
  private final PrintStream err;
  private final ObjectMapper json = new ObjectMapper();
  private long recordCount;

  EventPrinter(QueryCommand.Format format, PrintStream out, PrintStream err) {
    this.format = format;
    this.out = out;
    this.err = err;
  }

  /** What stands before the first record. */
  void begin() throws IOException {
    if (format == QueryCommand.Format.CSV) {
      ByteArrayOutputStream header = new ByteArrayOutputStream();
      RecordFormat.CSV.printer(header).flush();
      out.print(header.toString(StandardCharsets.US_ASCII).stripTrailing() + ",late\r\n");
    }
  }

  void print(EventReader.Event event) throws IOException {
    if (event.data().isEmpty()) {
      return;
    }
    byte[] data = event.data().get();
    if (event.type().equals("dropped")) {
      dropped(data);
    } else if (event.type().isEmpty()) {
      record(data);
    }
  }

  private void record(byte[] data) throws IOException {
    switch (format) {
      case TEXT, JSONL -> {
        out.write(data, 0, data.length);
        out.write('\n');
      }
      case CSV, RAW -> {
        try {
          out.write(Base64.getDecoder().decode(data));
        } catch (IllegalArgumentException noBase64) {
          throw new IOException("an event's data is not Base64", noBase64);
        }
      }
    }
    recordCount++;
  }

  private void dropped(byte[] data) throws IOException {
    JsonNode range;
    try {
      range = json.readTree(data);
    } catch (JsonProcessingException malformed) {
      throw new IOException("an event's data is not JSON", malformed);
    }
    String node = VisibleText.of(range.path("node").asText());
    String last = range.path("last_id").asText();
    String gone =
        range.hasNonNull("first_id")
            ? "Ids " + range.path("first_id").asText() + ".." + last + " of node " + node + " were"
            : "records of node " + node + " up to Id " + last + " may have been";
    out.flush();
    err.println("vdsl: " + gone + " dropped from the store before they could be shown");
  }

  /** Records printed so far. */
  long recordCount() {
    return recordCount;
  }
}
