package vdsl.storage.query;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import vdsl.record.Attribute;
import vdsl.record.LogRecord;
import vdsl.time.TimeMap;

/**
 * Writes comma-separated values as RFC 4180 has them: a header, CRLF after each line, fields quoted
 * where a comma, quote, CR or LF demands it. Attributes are one field of JSON. Confined to one
 * thread.
 */
final class CsvPrinter implements RecordPrinter {
  private static final String HEADER_BEGIN = "id,node,ip,time,bound_ns";
  private static final String HEADER_CERTAINTY = ",order";
  private static final String HEADER_END = ",pid,type,level,object,text,attributes,event_time\r\n";

  private final OutputBuffer out;
  private final Optional<CertaintyScan> certainties;
  private final TimestampText timestamp = new TimestampText();
  private final ByteArrayOutputStream attributesJson = new ByteArrayOutputStream();
  private final JsonGenerator json;

  CsvPrinter(OutputStream out, Optional<CertaintyScan> certainties) throws IOException {
    this.out = new OutputBuffer(out);
    this.certainties = certainties;
    this.json = AttributesJson.generator(attributesJson);
    this.out.put(HEADER_BEGIN);
    this.out.put(certainties.isPresent() ? HEADER_CERTAINTY : "");
    this.out.put(HEADER_END);
  }

  @Override
  public void print(LogRecord record) throws IOException {
    out.put(record.id());
    out.put(',');
    out.put(record.node().value());
    out.put(',');
    field(record.ip());
    out.put(',');
    time(record);
    out.put(',');
    out.put(record.pid());
    out.put(',');
    out.put(record.type().value());
    out.put(',');
    out.put(record.level().toString());
    out.put(',');
    field(record.object());
    out.put(',');
    field(record.text().toString());
    out.put(',');
    attributes(record.attributes());
    out.put(',');
    if (record.eventTimeNs().isPresent()) {
      out.put(timestamp.of(record.eventTimeNs().getAsLong()), 0, TimestampText.BYTES);
    }
    out.put('\r');
    out.put('\n');
  }

  private void time(LogRecord record) throws IOException {
    out.put(timestamp.of(record.timeNs()), 0, TimestampText.BYTES);
    out.put(',');
    if (record.timeBoundNs() != TimeMap.BOUND_UNLIMITED_NS) {
      out.put(record.timeBoundNs());
    }
    if (certainties.isPresent()) {
      out.put(',');
      out.put(certainties.get().next(record).toString());
    }
  }

  private void attributes(List<Attribute> attributes) throws IOException {
    if (attributes.isEmpty()) {
      out.put("{}");
      return;
    }
    AttributesJson.write(attributes, json);
    json.flush();
    field(attributesJson.toString(StandardCharsets.UTF_8));
    attributesJson.reset();
  }

  private void field(String value) throws IOException {
    if (needsQuotes(value)) {
      out.put('"');
      out.put(value.replace("\"", "\"\""));
      out.put('"');
    } else {
      out.put(value);
    }
  }

  private static boolean needsQuotes(String value) {
    return value.indexOf(',') >= 0
        || value.indexOf('"') >= 0
        || value.indexOf('\n') >= 0
        || value.indexOf('\r') >= 0;
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }
}
