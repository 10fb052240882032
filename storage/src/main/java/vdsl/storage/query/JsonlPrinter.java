package vdsl.storage.query;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.OptionalLong;
import vdsl.record.LogRecord;
import vdsl.time.TimeMap;

/** Writes one JSON object per line. Confined to one thread. */
final class JsonlPrinter implements RecordPrinter {
  private static final SerializedString ID = new SerializedString("id");
  private static final SerializedString NODE = new SerializedString("node");
  private static final SerializedString IP = new SerializedString("ip");
  private static final SerializedString TIME = new SerializedString("time");
  private static final SerializedString BOUND_NS = new SerializedString("bound_ns");
  private static final SerializedString ORDER = new SerializedString("order");
  private static final SerializedString PID = new SerializedString("pid");
  private static final SerializedString TYPE = new SerializedString("type");
  private static final SerializedString LEVEL = new SerializedString("level");
  private static final SerializedString OBJECT = new SerializedString("object");
  private static final SerializedString TEXT = new SerializedString("text");
  private static final SerializedString ATTRIBUTES = new SerializedString("attributes");
  private static final SerializedString EVENT_TIME = new SerializedString("event_time");

  private final OutputStream out;
  private final JsonGenerator json;
  private final Optional<CertaintyScan> certainties;
  private final TimestampText timestamp = new TimestampText();

  JsonlPrinter(OutputStream out, Optional<CertaintyScan> certainties) throws IOException {
    this.out = out;
    this.certainties = certainties;
    this.json = AttributesJson.generator(out);
  }

  @Override
  public void print(LogRecord record) throws IOException {
    json.writeStartObject();
    json.writeFieldName(ID);
    json.writeNumber(record.id());
    json.writeFieldName(NODE);
    json.writeString(record.node().value());
    json.writeFieldName(IP);
    json.writeString(record.ip());
    json.writeFieldName(TIME);
    writeTime(record.timeNs());
    writeBound(record);
    json.writeFieldName(PID);
    json.writeNumber(record.pid());
    json.writeFieldName(TYPE);
    json.writeString(record.type().value());
    json.writeFieldName(LEVEL);
    json.writeString(record.level().toString());
    json.writeFieldName(OBJECT);
    json.writeString(record.object());
    writeContent(record);
    json.writeEndObject();
    json.writeRaw('\n');
  }

  private void writeBound(LogRecord record) throws IOException {
    json.writeFieldName(BOUND_NS);
    if (record.timeBoundNs() == TimeMap.BOUND_UNLIMITED_NS) {
      json.writeNull();
    } else {
      json.writeNumber(record.timeBoundNs());
    }
    if (certainties.isPresent()) {
      json.writeFieldName(ORDER);
      json.writeString(certainties.get().next(record).toString());
    }
  }

  private void writeContent(LogRecord record) throws IOException {
    json.writeFieldName(TEXT);
    AttributesJson.write(record.text(), json);
    json.writeFieldName(ATTRIBUTES);
    AttributesJson.write(record.attributes(), json);
    OptionalLong eventTimeNs = record.eventTimeNs();
    if (eventTimeNs.isPresent()) {
      json.writeFieldName(EVENT_TIME);
      writeTime(eventTimeNs.getAsLong());
    }
  }

  private void writeTime(long timeNs) throws IOException {
    json.writeRawUTF8String(timestamp.of(timeNs), 0, TimestampText.BYTES);
  }

  @Override
  public void flush() throws IOException {
    json.flush();
    out.flush();
  }
}
