package vdsl.cli.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/** A collector asked over one connection that is kept. */
final class HttpTarget implements QueryTarget {
  private static final int STATUS_OK = 200;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String url;
  private final byte[] buffer = new byte[1 << 16];

  HttpTarget(String url) {
    this.url = url;
  }

  @Override
  public long ask(Map<String, String> parameters) throws IOException, InterruptedException {
    String query =
        parameters.entrySet().stream()
            .map(p -> p.getKey() + "=" + URLEncoder.encode(p.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&", "?format=jsonl&", ""));
    HttpResponse<InputStream> response =
        http.send(
            HttpRequest.newBuilder(URI.create(url + "/api/v1/records" + query)).build(),
            HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      if (response.statusCode() != STATUS_OK) {
        throw new BenchException("the collector answered " + response.statusCode());
      }
      return lineCount(body);
    }
  }

  private long lineCount(InputStream body) throws IOException {
    long count = 0;
    int length = body.read(buffer);
    while (length >= 0) {
      for (int i = 0; i < length; i++) {
        if (buffer[i] == '\n') {
          count++;
        }
      }
      length = body.read(buffer);
    }
    return count;
  }
}
