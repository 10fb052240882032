package vdsl.collector.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vdsl.collector.fixture.HttpReader;
import vdsl.collector.fixture.MemoryBlockStore;
import vdsl.collector.tail.TailedCluster;
import vdsl.record.NodeId;
import vdsl.time.TickSource;
import vdsl.time.WallClock;

class TailServiceTest {
  private static final String TAIL = "/api/v1/tail?hold=0";
  private static final Duration SETTLED = Duration.ofSeconds(1);

  private final MemoryBlockStore store = new MemoryBlockStore();
  private final TailedCluster cluster = new TailedCluster(store);
  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final HttpReader reader = new HttpReader();
  private final ObjectMapper json = new ObjectMapper();
  private final HttpServer server =
      new HttpServer(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
          cluster.source(),
          meters,
          WallClock.system(),
          TickSource.system());

  @BeforeEach
  void start() throws IOException {
    server.start();
    reader.connect(server.address());
  }

  @AfterEach
  void stop() {
    reader.close();
    server.close();
  }

  /** The client's end of a tail. */
  private static final class Events implements AutoCloseable {
    private final InputStream body;
    private final BufferedReader lines;
    private String id = "";

    Events(InputStream body) {
      this.body = body;
      lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    }

    /** The next line that begins so, without that. */
    String next(String prefix) throws IOException {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("id: ")) {
          id = line.substring(4);
        }
        if (line.startsWith(prefix)) {
          return line.substring(prefix.length());
        }
      }
      throw new IOException("no line begins with " + prefix);
    }

    String data() throws IOException {
      return next("data: ");
    }

    @Override
    public void close() throws IOException {
      body.close();
    }
  }

  private Events tail(String path, String... headers) throws Exception {
    HttpResponse<InputStream> answer =
        reader.get(path, HttpResponse.BodyHandlers.ofInputStream(), headers);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type")).hasValue("text/event-stream");
    Events events = new Events(answer.body());
    assertThat(events.next(": ")).isEqualTo("tail");
    events.next("id: ");
    return events;
  }

  private double metric(String name, String... tags) {
    return meters.get(name).tags(tags).meter().measure().iterator().next().getValue();
  }

  @Test
  void recordsComeAsTheyBecomeDurableAndLateOnesAreMarked() throws Exception {
    try (Events events = tail(TAIL)) {
      cluster.commit("n1", 5_000, 10);
      cluster.at(11);
      JsonNode record = json.readTree(events.data());
      assertThat(record.path("node").asText()).isEqualTo("n1");
      assertThat(record.path("text").asText()).isEqualTo("1");
      assertThat(record.has("late")).isFalse();
      cluster.commit("n2", 0, 3);
      JsonNode late = json.readTree(events.data());
      assertThat(late.path("node").asText()).isEqualTo("n2");
      assertThat(late.path("late").asBoolean()).isTrue();
      assertThat(metric("vdsl.tail.open")).isEqualTo(1);
      assertThat(metric("vdsl.tail.records")).isEqualTo(2);
      assertThat(metric("vdsl.tail.late")).isEqualTo(1);
    }
    await().until(() -> metric("vdsl.tail.ended", "reason", "disconnected") == 1);
    assertThat(metric("vdsl.tail.open")).isZero();
  }

  @Test
  void clientThatComesBackGoesOnWithItsPosition() throws Exception {
    String id;
    try (Events events = tail(TAIL + "&last=5")) {
      cluster.commit("n1", 0, 10, 20, 30);
      cluster.at(100);
      assertThat(json.readTree(events.data()).path("id").asInt()).isEqualTo(1);
      id = events.id;
    }
    cluster.commit("n2", 0, 15, 110);
    cluster.at(200);
    try (Events events = tail(TAIL + "&last=5", "Last-Event-ID", id)) {
      List<String> rest = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        JsonNode record = json.readTree(events.data());
        rest.add(record.path("node").asText() + ":" + record.path("id").asInt());
      }
      assertThat(rest).containsExactly("n2:1", "n1:2", "n1:3", "n2:2");
    }
  }

  @Test
  void clientThatComesBackIsToldWhatWasDropped() throws Exception {
    cluster.commit("n1", 0, 10);
    String id;
    try (Events events = tail(TAIL)) {
      id = events.id;
    }
    cluster.commit("n1", 0, 20, 30);
    cluster.commit("n1", 0, 40);
    store.drop(new NodeId("n1"), 3);
    cluster.at(100);
    try (Events events = tail(TAIL, "Last-Event-ID", id)) {
      assertThat(events.next("event: ")).isEqualTo("dropped");
      assertThat(events.data()).isEqualTo("{\"node\":\"n1\",\"first_id\":2,\"last_id\":3}");
      assertThat(json.readTree(events.data()).path("id").asInt()).isEqualTo(4);
      assertThat(metric("vdsl.tail.dropped")).isEqualTo(1);
    }
  }

  @Test
  void everyFormatOfAQueryCanBeHad() throws Exception {
    cluster.commit("n1", 0, 10);
    cluster.at(100);
    try (Events text = tail(TAIL + "&last=1&format=text");
        Events csv = tail(TAIL + "&last=1&format=csv");
        Events raw = tail(TAIL + "&last=1&format=raw")) {
      String time = "2026-11-23T10:00:00.010000000Z";
      assertThat(text.data()).isEqualTo(time + " n1 1 INFO  service  1");
      assertThat(decoded(csv.data()))
          .startsWith("1,n1,10.0.0.1," + time + ",")
          .endsWith(",1,{},,\r\n");
      assertThat(decoded(raw.data())).isEqualTo("1\n");
      cluster.commit("n2", 0, 5);
      assertThat(text.data()).endsWith(" n2 1 INFO  service  1  [late]");
      assertThat(decoded(csv.data())).endsWith(",1,{},,true\r\n");
      assertThat(decoded(raw.data())).isEqualTo("1\n");
    }
  }

  private static String decoded(String base64) {
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource({
    "ids=1..2, 400, bad-parameter, ids",
    "format=json, 400, bad-parameter, jsonl",
    "hold=x, 400, bad-parameter, hold",
    "node=n9, 404, unknown-node, n9",
  })
  void whatIsWrongIsAProblem(String parameter, int status, String type, String says)
      throws Exception {
    HttpResponse<String> answer = reader.get("/api/v1/tail?" + parameter);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/problem+json");
    assertThat(json.readTree(answer.body()).path("type").asText())
        .isEqualTo("urn:vdsl:problem:" + type);
    assertThat(json.readTree(answer.body()).path("detail").asText()).contains(says);
    assertThat(metric("vdsl.tail.open")).isZero();
  }

  @Test
  void positionThatIsNoneIsAProblem() throws Exception {
    HttpResponse<String> answer = reader.get(TAIL, "Last-Event-ID", "nonsense");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("Last-Event-ID");
  }

  @Test
  void asManyTailsAreOpenAsMayAndNoMore() throws Exception {
    List<Events> open = new ArrayList<>();
    for (int i = 0; i < HttpLimits.TAIL_COUNT_MAX; i++) {
      open.add(tail(TAIL));
    }
    HttpResponse<String> answer = reader.get(TAIL);
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("urn:vdsl:problem:overloaded");
    assertThat(metric("vdsl.tail.refused")).isEqualTo(1);
    assertThat(reader.get("/api/v1/records").statusCode()).isEqualTo(200);
    open.remove(0).close();
    await().until(() -> metric("vdsl.tail.open") == HttpLimits.TAIL_COUNT_MAX - 1);
    open.add(tail(TAIL));
    for (Events events : open) {
      events.close();
    }
  }

  @Test
  void silentTailSaysThatItStands() throws Exception {
    try (Events events = tail(TAIL)) {
      cluster.at(HttpLimits.HEARTBEAT.toMillis() + 1);
      assertThat(events.next(": ")).isEqualTo("still here");
      assertThat(events.next("id: ")).isNotEmpty();
    }
  }

  @Test
  void tailEndsProperlyWithTheCollector() throws Exception {
    try (Events events = tail(TAIL)) {
      server.close();
      assertThat(events.next(": ")).isEqualTo("the collector ends");
      assertThat(events.lines.readLine()).isEmpty();
      assertThat(events.lines.readLine()).isNull();
      assertThat(metric("vdsl.tail.ended", "reason", "closing")).isEqualTo(1);
    }
  }

  @Test
  void storeThatFailsBreaksTheTailOff() throws Exception {
    cluster.commit("n1", 0, 10);
    store.failReads(1);
    cluster.at(100);
    HttpResponse<String> answer = reader.get(TAIL + "&last=1");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("store-fault").doesNotContain("secret");
    assertThat(metric("vdsl.tail.ended", "reason", "failed")).isEqualTo(1);
  }

  /** What a client does not take stays in the store: far more than all buffers hold. */
  @Test
  void slowClientIsServedAtItsPaceAndHoldsNothingInMemory() throws Exception {
    int blockCount = 40;
    int recordCount = 1_000;
    String text = "x".repeat(1_000);
    for (int i = 0; i < blockCount; i++) {
      cluster.commit("n1", cluster.node("n1").next(recordCount, text));
    }
    try (Socket socket = new Socket()) {
      socket.setReceiveBufferSize(8 << 10);
      socket.connect(server.address());
      String request =
          "GET " + TAIL + "&from=1970-01-01&format=text HTTP/1.1\r\nHost: localhost\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      double[] before = {0};
      await()
          .during(SETTLED)
          .until(
              () -> {
                double streamed = metric("vdsl.http.streamed");
                boolean isSame = streamed > 0 && streamed == before[0];
                before[0] = streamed;
                return isSame;
              });
      assertThat(before[0]).isLessThan(blockCount * recordCount * text.length() / 2.0);
      Events events = new Events(socket.getInputStream());
      for (int id = 1; id <= blockCount * recordCount; id++) {
        assertThat(events.data()).startsWith("2023-").endsWith(" " + id);
      }
    }
  }
}
