package vdsl.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Reads the times of a node's records back from a collector. Confined to one thread. */
final class StoredTimes {
  private static final int STATUS_OK = 200;
  private static final long NS_PER_S = 1_000_000_000;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ObjectMapper json = new ObjectMapper();
  private final String url;

  StoredTimes(String url) {
    this.url = url;
  }

  /**
   * A record's time.
   *
   * @param timeNs cluster time since 1970
   * @param boundNs largest error of it; 2^63-1 if it is unlimited
   */
  record StoredTime(String text, long timeNs, long boundNs) {}

  /** Times of all records of a node in the order of their Ids. */
  List<StoredTime> read(String node) throws IOException, InterruptedException {
    HttpResponse<InputStream> response =
        http.send(
            HttpRequest.newBuilder(
                    URI.create(url + "/api/v1/records?format=jsonl&ids=1..&node=" + node))
                .build(),
            HttpResponse.BodyHandlers.ofInputStream());
    if (response.statusCode() != STATUS_OK) {
      throw new BenchException("the collector answered " + response.statusCode());
    }
    List<StoredTime> times = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        times.add(time(json.readTree(line)));
      }
    }
    return times;
  }

  private static StoredTime time(JsonNode record) {
    Instant time = Instant.parse(record.path("time").asText());
    return new StoredTime(
        record.path("text").asText(),
        time.getEpochSecond() * NS_PER_S + time.getNano(),
        record.path("bound_ns").asLong(Long.MAX_VALUE));
  }
}
