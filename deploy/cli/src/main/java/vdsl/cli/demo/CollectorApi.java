package vdsl.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** What the demo asks its collector. Confined to one thread. */
final class CollectorApi {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int STATUS_OK = 200;

  private final String url;
  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();

  CollectorApi(String url) {
    this.url = url;
  }

  /** A node as the collector knows it. */
  record KnownNode(long firstId, long lastId, boolean isConnected) {
    long ids() {
      return firstId == 0 ? 0 : lastId - firstId + 1;
    }
  }

  /** Result of an audit. */
  record Audit(boolean isOk, long records, long lostRanges, long problems) {}

  String url() {
    return url;
  }

  /** The nodes by name. */
  Map<String, KnownNode> nodes() throws IOException, InterruptedException {
    Map<String, KnownNode> nodes = new HashMap<>();
    for (JsonNode node : get("/api/v1/nodes").path("nodes")) {
      nodes.put(
          node.path("node").asText(),
          new KnownNode(
              node.path("first_id").asLong(),
              node.path("last_id").asLong(),
              node.path("connected").asBoolean()));
    }
    return nodes;
  }

  Audit audit() throws IOException, InterruptedException {
    JsonNode audit = get("/api/v1/audit");
    long records = 0;
    long lost = 0;
    long problems = 0;
    for (JsonNode node : audit.path("nodes")) {
      records += node.path("records").asLong();
      lost += node.path("lost").path("count").asLong();
      problems += node.path("problems").path("count").asLong();
    }
    return new Audit(audit.path("ok").asBoolean(), records, lost, problems);
  }

  /**
   * Tells the records for which a condition holds, in cluster order.
   *
   * @param condition as of {@code --where}; empty for all records
   */
  void records(String condition, Consumer<StoredRecord> consumer)
      throws IOException, InterruptedException {
    String where =
        condition.isEmpty() ? "" : "&where=" + URLEncoder.encode(condition, StandardCharsets.UTF_8);
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                open("/api/v1/records?format=jsonl" + where), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        consumer.accept(StoredRecord.of(json.readTree(line)));
      }
    }
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    try (InputStream body = open(path)) {
      return json.readTree(body);
    }
  }

  private InputStream open(String path) throws IOException, InterruptedException {
    HttpResponse<InputStream> answer;
    try {
      answer =
          http.send(
              HttpRequest.newBuilder(URI.create(url + path)).timeout(TIMEOUT).build(),
              HttpResponse.BodyHandlers.ofInputStream());
    } catch (IOException failure) {
      throw new IOException("the collector at " + url + " does not answer: " + failure, failure);
    }
    if (answer.statusCode() != STATUS_OK) {
      answer.body().close();
      throw new IOException("the collector answered " + answer.statusCode() + " to " + path);
    }
    return answer.body();
  }
}
