package vdsl.collector.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import java.util.OptionalLong;
import vdsl.storage.query.TimestampText;

/** How the collector writes JSON. Thread-safe. */
final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static ArrayNode array() {
    return MAPPER.createArrayNode();
  }

  static HttpData data(ObjectNode body) {
    try {
      return HttpData.wrap(MAPPER.writeValueAsBytes(body));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a tree of JSON nodes cannot be written", impossible);
    }
  }

  static HttpResponse response(ObjectNode body) {
    return HttpResponse.of(HttpStatus.OK, MediaType.JSON, data(body));
  }

  /** Adds a number, or null where there is none. */
  static void put(ObjectNode object, String name, OptionalLong value) {
    if (value.isPresent()) {
      object.put(name, value.getAsLong());
    } else {
      object.putNull(name);
    }
  }

  /** Adds a time, or null where there is none. */
  static void putTime(ObjectNode object, String name, OptionalLong timeNs) {
    if (timeNs.isPresent()) {
      object.put(name, TimestampText.format(timeNs.getAsLong()));
    } else {
      object.putNull(name);
    }
  }
}
