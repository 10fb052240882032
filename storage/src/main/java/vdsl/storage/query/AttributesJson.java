package vdsl.storage.query;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import vdsl.record.Attribute;
import vdsl.record.Utf8;
import vdsl.record.Value;

/** How the values of records become JSON. Thread-safe: it has no state. */
final class AttributesJson {
  /** Doubles that JSON lacks are written as text: "NaN", "Infinity", "-Infinity". */
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
          .build();

  private AttributesJson() {}

  /** A generator that writes UTF-8, puts nothing between root values and leaves the stream open. */
  static JsonGenerator generator(OutputStream out) throws IOException {
    JsonGenerator json = FACTORY.createGenerator(out);
    json.setRootValueSeparator(null);
    return json;
  }

  /** Writes attributes as one object; every value keeps its type. */
  static void write(List<Attribute> attributes, JsonGenerator json) throws IOException {
    json.writeStartObject();
    for (Attribute attribute : attributes) {
      json.writeFieldName(attribute.key());
      write(attribute.value(), json);
    }
    json.writeEndObject();
  }

  private static void write(Value value, JsonGenerator json) throws IOException {
    if (value instanceof Value.LongValue number) {
      json.writeNumber(number.value());
    } else if (value instanceof Value.DoubleValue number) {
      json.writeNumber(number.value());
    } else if (value instanceof Value.BooleanValue truth) {
      json.writeBoolean(truth.value());
    } else if (value instanceof Value.TextValue text) {
      write(text.value(), json);
    } else {
      json.writeNull();
    }
  }

  /** Writes text, with U+FFFD in place of what is not UTF-8. */
  static void write(Utf8 text, JsonGenerator json) throws IOException {
    if (isAscii(text)) {
      json.writeUTF8String(text.array(), 0, text.length());
    } else {
      json.writeString(text.toString());
    }
  }

  private static boolean isAscii(Utf8 text) {
    byte[] bytes = text.array();
    for (byte next : bytes) {
      if (next < 0) {
        return false;
      }
    }
    return true;
  }
}
