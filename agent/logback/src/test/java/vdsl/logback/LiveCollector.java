package vdsl.logback;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import vdsl.collector.Collector;
import vdsl.collector.CollectorConfig;
import vdsl.collector.CollectorKey;
import vdsl.collector.ConfigSource;

/** A collector in this JVM, asked over HTTP. */
final class LiveCollector implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int STATUS_OK = 200;

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Collector collector;

  /** A stored record. */
  record Stored(String level, String object, String text, Map<String, String> attributes) {
    String attribute(String key) {
      return attributes.getOrDefault(key, "(none)");
    }
  }

  LiveCollector(Path data, int agentPort) {
    collector =
        new Collector(
            CollectorConfig.of(
                ConfigSource.of(
                    Map.of(
                        CollectorKey.DATA,
                        data.toString(),
                        CollectorKey.LISTEN,
                        "127.0.0.1:" + agentPort,
                        CollectorKey.HTTP,
                        "127.0.0.1:0"),
                    Map.of(),
                    Optional.empty())));
    collector.start();
  }

  String address() {
    return "127.0.0.1:" + collector.listenAddress().getPort();
  }

  /** The records of a node, once there are so many, in the order of their Ids. */
  List<Stored> await(String node, int count) {
    Awaitility.await().atMost(TIMEOUT).until(() -> records(node).size() >= count);
    return records(node);
  }

  List<String> awaitTexts(String node, int count) {
    return await(node, count).stream().map(Stored::text).toList();
  }

  List<Stored> records(String node) {
    URI uri =
        URI.create(
            "http://127.0.0.1:"
                + collector.httpAddress().getPort()
                + "/api/v1/records?format=jsonl&ids=1..&node="
                + node);
    try {
      HttpResponse<String> answer =
          http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() == STATUS_OK
          ? answer.body().lines().map(this::stored).toList()
          : List.of();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  private Stored stored(String line) {
    try {
      JsonNode tree = json.readTree(line);
      Map<String, String> attributes = new TreeMap<>();
      tree.get("attributes")
          .properties()
          .forEach(field -> attributes.put(field.getKey(), field.getValue().asText()));
      return new Stored(
          tree.get("level").asText(),
          tree.get("object").asText(),
          tree.get("text").asText(),
          attributes);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public void close() {
    collector.close();
  }
}
