package vdsl.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** A record as a query in the format {@code jsonl} prints it. */
record StoredRecord(long id, String type, String text, Map<String, String> attributes) {
  private static final ObjectMapper JSON = new ObjectMapper();

  StoredRecord {
    attributes = Map.copyOf(attributes);
  }

  /** Hands over the records of a query's output, one after the other. */
  static void forEach(Path output, Consumer<StoredRecord> consumer) throws IOException {
    try (BufferedReader reader = Files.newBufferedReader(output, StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        consumer.accept(parse(line));
      }
    }
  }

  private static StoredRecord parse(String line) throws IOException {
    JsonNode record = JSON.readTree(line);
    Map<String, String> attributes = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : record.path("attributes").properties()) {
      attributes.put(entry.getKey(), entry.getValue().asText());
    }
    return new StoredRecord(
        record.path("id").asLong(),
        record.path("type").asText(),
        record.path("text").asText(),
        attributes);
  }

  /** An attribute's value; empty if the record has none of that key. */
  String attribute(String key) {
    return attributes.getOrDefault(key, "");
  }

  /** An attribute that is a number; -1 if there is none or it is no number. */
  long number(String key) {
    try {
      return Long.parseLong(attribute(key));
    } catch (NumberFormatException none) {
      return -1;
    }
  }
}
