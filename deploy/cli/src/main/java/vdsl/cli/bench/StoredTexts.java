package vdsl.cli.bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

/** Reads the texts of nodes back from a collector, all of them. Confined to one thread. */
final class StoredTexts {
  private static final int STATUS_OK = 200;
  private static final int BUFFER_BYTES = 1 << 16;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String url;

  StoredTexts(String url) {
    this.url = url;
  }

  /**
   * Reads a node's texts, none of which has a line break, in the order of their Ids.
   *
   * @param firstKept Id of the first record to return
   * @param keptCount how many to return
   * @throws BenchException if the node has not exactly as many records as expected
   */
  List<byte[]> read(String node, long expectedCount, long firstKept, long keptCount)
      throws IOException, InterruptedException {
    HttpResponse<InputStream> response =
        http.send(
            HttpRequest.newBuilder(
                    URI.create(url + "/api/v1/records?format=raw&ids=1..&node=" + node))
                .build(),
            HttpResponse.BodyHandlers.ofInputStream());
    if (response.statusCode() != STATUS_OK) {
      throw new BenchException("the collector answered " + response.statusCode());
    }
    List<byte[]> kept = new ArrayList<>();
    long count = 0;
    try (InputStream body = new BufferedInputStream(response.body(), BUFFER_BYTES)) {
      ByteArrayOutputStream text = new ByteArrayOutputStream();
      for (int next = body.read(); next >= 0; next = body.read()) {
        if (next != '\n') {
          text.write(next);
          continue;
        }
        count++;
        if (count >= firstKept && kept.size() < keptCount) {
          kept.add(text.toByteArray());
        }
        text.reset();
      }
    }
    if (count != expectedCount) {
      throw new BenchException(
          "node " + node + " logged " + expectedCount + " records and has " + count);
    }
    return kept;
  }
}
