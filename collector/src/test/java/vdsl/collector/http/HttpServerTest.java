package vdsl.collector.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vdsl.collector.fixture.HttpReader;
import vdsl.collector.fixture.MemoryBlockStore;
import vdsl.collector.fixture.NodeBlocks;
import vdsl.collector.ingest.IngestStatus;
import vdsl.collector.ingest.NodeClockReading;
import vdsl.record.NodeId;
import vdsl.storage.spi.IndexedBlock;
import vdsl.time.TickSource;
import vdsl.time.WallClock;

class HttpServerTest {
  private static final int RECORDS = 500;

  private final MemoryBlockStore store = new MemoryBlockStore();
  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final AtomicReference<Optional<String>> fault = new AtomicReference<>(Optional.empty());
  private final HttpReader reader = new HttpReader();
  private final ObjectMapper json = new ObjectMapper();
  private final HttpServer server =
      new HttpServer(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
          store,
          meters,
          ingest(),
          WallClock.system(),
          TickSource.system());

  @BeforeEach
  void start() throws IOException {
    for (String node : List.of("n1", "n2")) {
      NodeBlocks blocks = new NodeBlocks(node, 7);
      for (int i = 0; i < 5; i++) {
        store(blocks, blocks.next(RECORDS / 5, "line of " + node));
      }
    }
    server.start();
    reader.connect(server.address());
  }

  @AfterEach
  void stop() {
    reader.close();
    server.close();
  }

  private IngestStatus ingest() {
    return new IngestStatus() {
      @Override
      public Optional<String> fault() {
        return fault.get();
      }

      @Override
      public Set<NodeId> connectedNodes() {
        return Set.of(new NodeId("n2"));
      }

      @Override
      public Map<NodeId, NodeClockReading> clocks() {
        return Map.of(
            new NodeId("n1"),
            new NodeClockReading(7, 1_700_000_000_000_000_000L, -1_500, 80_000, 2, 120_000, 0, 0));
      }
    };
  }

  private void store(NodeBlocks blocks, vdsl.storage.spi.StoredBlock block) {
    store.commit(List.of(IndexedBlock.check(block)), List.of(blocks.cursor("10.0.0.1")));
  }

  @Test
  void idsOfANodeAreStreamedInOrder() throws Exception {
    HttpResponse<String> answer = reader.get("/api/v1/records?node=n1&ids=2..4&format=raw");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("line of n1 2\nline of n1 3\nline of n1 4\n");
  }

  @ParameterizedTest
  @CsvSource({
    "application/x-ndjson, application/x-ndjson",
    "text/csv, text/csv",
    "text/plain, text/plain",
    "application/octet-stream, application/octet-stream",
    "application/json, application/json",
    "*/*, application/x-ndjson",
    "'image/png, text/csv;q=0.5', text/csv",
  })
  void formatFollowsWhatTheClientAccepts(String accepted, String type) throws Exception {
    HttpResponse<String> answer = reader.get("/api/v1/records?node=n1&ids=1", "Accept", accepted);
    assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith(type);
    assertThat(answer.body()).contains("line of n1 1");
  }

  @Test
  void everyRecordComesOverALongStream() throws Exception {
    NodeBlocks blocks = new NodeBlocks("big", 7);
    for (int i = 0; i < 20; i++) {
      store(blocks, blocks.next(4_000, "a line that fills the stream " + "x".repeat(80)));
    }
    HttpResponse<String> answer = reader.get("/api/v1/records?node=big&format=jsonl");
    assertThat(answer.body().lines()).hasSize(80_000);
    assertThat(requests("complete")).isEqualTo(1);
  }

  @Test
  void pagesOfJsonJoinWithoutLossOrRepeat() throws Exception {
    NodeBlocks blocks = new NodeBlocks("n3", 7);
    for (int i = 0; i < 3; i++) {
      store(blocks, blocks.tombstone(4, NodeBlocks.WALL_NS + i, NodeBlocks.WALL_NS + 400_000));
    }
    String narrow = "&limit=1&from=1700000000000250000&to=1700000000000253000";
    List<String> questions =
        List.of(
            "&limit=77",
            "&limit=77&node=n2",
            "&limit=77&node=n2&ids=5..480",
            "&limit=77&from=2023-01-01",
            "&limit=1&node=n3&ids=2..11",
            narrow);
    for (String order : List.of("asc", "desc")) {
      for (String question : questions) {
        String what = question.replaceFirst("&limit=[0-9]+", "");
        List<String> seen = pages("/api/v1/records?format=json&order=" + order + question);
        List<String> expected = new ArrayList<>();
        reader
            .get("/api/v1/records?format=jsonl&order=" + order + what)
            .body()
            .lines()
            .forEach(line -> expected.add(keyOf(line)));
        assertThat(seen).isEqualTo(expected);
      }
    }
  }

  private List<String> pages(String path) throws Exception {
    List<String> seen = new ArrayList<>();
    String next = "";
    do {
      HttpResponse<String> answer = reader.get(path + (next.isEmpty() ? "" : "&cursor=" + next));
      JsonNode page = json.readTree(answer.body());
      assertThat(page.get("records").size()).isBetween(1, 77);
      page.get("records").forEach(record -> seen.add(keyOf(record.toString())));
      next = page.get("next").isNull() ? "" : page.get("next").asText();
    } while (!next.isEmpty());
    return seen;
  }

  private String keyOf(String record) {
    try {
      JsonNode node = json.readTree(record);
      return node.get("node").asText() + ":" + node.get("id").asLong();
    } catch (IOException malformed) {
      throw new AssertionError(record, malformed);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/records?node=n1&ids=5..1, 400, ids",
    "/api/v1/records?colour=red, 400, colour",
    "/api/v1/records?format=xml, 400, json",
    "/api/v1/records?format=json&limit=1001, 400, 1..1000",
    "/api/v1/records?format=json&cursor=abc, 400, cursor",
    "/api/v1/records?cursor=abc, 400, format=json",
    "/api/v1/records?node=nobody, 404, nobody",
    "/api/v1/nodes?x=1, 400, parameters",
    "/api/v1/audit?node=nobody, 404, nobody",
    "/api/v1/audit?from-id=0, 400, from-id",
    "/api/v1/audit?node=n1&from-id=501, 400, 500",
    "/api/v1/audit?x=1, 400, from-id",
    "/api/v2, 404, /api/v2",
  })
  void wrongUseIsToldAsProblem(String path, int status, String detail) throws Exception {
    HttpResponse<String> answer = reader.get(path);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/problem+json");
    JsonNode problem = json.readTree(answer.body());
    assertThat(problem.get("status").asInt()).isEqualTo(status);
    assertThat(problem.get("type").asText()).startsWith("urn:vdsl:problem:");
    assertThat(problem.get("title").asText()).isNotEmpty();
    assertThat(problem.get("detail").asText()).contains(detail);
  }

  @Test
  void formatsThatAreNotThereAreNotAcceptable() throws Exception {
    assertThat(reader.get("/api/v1/records", "Accept", "image/png").statusCode()).isEqualTo(406);
  }

  @Test
  void writingIsNotAllowed() throws Exception {
    assertThat(reader.post("/api/v1/records").statusCode()).isEqualTo(405);
  }

  @Test
  void nodesAreListed() throws Exception {
    JsonNode answer = json.readTree(reader.get("/api/v1/nodes").body());
    assertThat(answer.get("cluster_id").asText()).isEqualTo(store.clusterId().toString());
    JsonNode node = answer.get("nodes").get(0);
    assertThat(node.get("node").asText()).isEqualTo("n1");
    assertThat(node.get("ip").asText()).isEqualTo("10.0.0.1");
    assertThat(node.get("first_id").asLong()).isEqualTo(1);
    assertThat(node.get("last_id").asLong()).isEqualTo(RECORDS);
    assertThat(node.get("ids").asLong()).isEqualTo(RECORDS);
    assertThat(node.get("first_time").asText()).isEqualTo("2023-11-14T22:13:20.000001000Z");
    assertThat(node.get("connected").asBoolean()).isFalse();
    assertThat(node.get("clock"))
        .isEqualTo(
            json.readTree(
                """
                {"last_sync":"2023-11-14T22:13:20.000000000Z","wall_offset_ns":-1500,\
                "bound_ns":80000,"round_trip_ns":120000,"epoch":7,"generation":2}"""));
    assertThat(answer.get("nodes").get(1).get("connected").asBoolean()).isTrue();
    assertThat(answer.get("nodes").get(1).has("clock")).isFalse();
  }

  @Test
  void auditTellsTombstones() throws Exception {
    NodeBlocks blocks = new NodeBlocks("n3", 7);
    store(blocks, blocks.next(3, "line"));
    store(blocks, blocks.tombstone(4));
    JsonNode answer = json.readTree(reader.get("/api/v1/audit?node=n3").body());
    assertThat(answer.get("ok").asBoolean()).isTrue();
    JsonNode node = answer.get("nodes").get(0);
    assertThat(node.get("records").asLong()).isEqualTo(3);
    assertThat(node.get("lost").get("count").asLong()).isEqualTo(1);
    JsonNode lost = node.get("lost").get("entries").get(0);
    assertThat(lost.get("first_id").asLong()).isEqualTo(4);
    assertThat(lost.get("last_id").asLong()).isEqualTo(7);
    assertThat(lost.get("cause").asText()).isEqualTo("dropped");
  }

  @Test
  void readinessFollowsTheStore() throws Exception {
    assertThat(reader.get("/health/live").statusCode()).isEqualTo(200);
    assertThat(reader.get("/health/ready").statusCode()).isEqualTo(200);
    fault.set(Optional.of("no space left"));
    HttpResponse<String> answer = reader.get("/health/ready");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("no space left");
    assertThat(reader.get("/health/live").statusCode()).isEqualTo(200);
  }

  @Test
  void metersAreScraped() throws Exception {
    reader.get("/api/v1/nodes");
    await()
        .untilAsserted(
            () ->
                assertThat(reader.get("/metrics").body())
                    .contains("vdsl_http_requests_seconds_count{outcome=\"complete\"} 1"));
  }

  @ParameterizedTest
  @CsvSource({"/", "/nowhere", "/api/v1/nodes", "/metrics", "/api/v1/records?ids=x"})
  void everyAnswerCarriesTheSecurityHeaders(String path) throws Exception {
    HttpResponse<String> answer = reader.get(path);
    assertThat(answer.headers().firstValue("x-content-type-options")).hasValue("nosniff");
    assertThat(answer.headers().firstValue("content-security-policy").orElse(""))
        .contains("default-src 'none'");
    assertThat(answer.headers().firstValue("server")).isEmpty();
  }

  @Test
  void faultOfTheStoreIsToldWithoutItsInside() throws Exception {
    store.failReads(1);
    HttpResponse<String> answer = reader.get("/api/v1/records");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).doesNotContain("secret/path").contains("log");
  }

  @Test
  void errorsAreToldAndCounted() throws Exception {
    List<Error> errors = List.of(new AssertionError("inside"), new NoClassDefFoundError("inside"));
    for (Error error : errors) {
      store.breakReads(error);
      HttpResponse<String> answer = reader.get("/api/v1/records");
      assertThat(answer.statusCode()).isEqualTo(500);
      assertThat(answer.body()).doesNotContain("inside").contains("log");
    }
    await().until(() -> requests("failed") == errors.size());
  }

  @ParameterizedTest
  @CsvSource({
    "evil.example, 403",
    "evil.example:5171, 403",
    "localhost.evil.example, 403",
    "127.0.0.1.evil.example:80, 403",
    "localhost, 200",
    "LocalHost:5171, 200",
    "127.0.0.1:1, 200",
    "[::1], 200",
    "[::1]:5171, 200",
  })
  void pagesOfOtherHostsCannotReadALoopbackCollector(String host, int status) throws Exception {
    for (String path : List.of("/api/v1/nodes", "/metrics", "/", "/health/live")) {
      assertThat(statusOf("GET " + path + " HTTP/1.1\r\nHost: " + host))
          .isEqualTo("HTTP/1.1 " + status);
    }
  }

  @Test
  void requestsWithoutHostAreNoPagesOfOthers() throws Exception {
    assertThat(statusOf("GET /health/live HTTP/1.0")).endsWith(" 200");
  }

  private String statusOf(String request) throws IOException {
    try (Socket socket = new Socket(server.address().getAddress(), server.address().getPort())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write((request + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      return new String(
          socket.getInputStream().readNBytes("HTTP/1.1 200".length()), StandardCharsets.US_ASCII);
    }
  }

  @Test
  void faultInTheMiddleBreaksTheAnswerOff() {
    store.failReads(4);
    assertThatThrownBy(() -> reader.get("/api/v1/records?node=n1&format=raw"))
        .isInstanceOf(IOException.class);
    await().until(() -> requests("failed") == 1);
  }

  @Test
  void clientThatGoesAwayEndsItsQuery() throws Exception {
    NodeBlocks blocks = new NodeBlocks("big", 7);
    for (int i = 0; i < 100; i++) {
      store(blocks, blocks.next(4_000, "a line that fills the stream " + "x".repeat(80)));
    }
    try (InputStream body =
        reader
            .get("/api/v1/records?node=big&format=jsonl", HttpResponse.BodyHandlers.ofInputStream())
            .body()) {
      assertThat(body.readNBytes(1_000)).hasSize(1_000);
      // The client takes nothing now: the query waits for it.
      assertThat(meters.get("vdsl.http.requests.running").gauge().value()).isEqualTo(1);
    }
    await().until(() -> requests("disconnected") == 1);
    assertThat(meters.get("vdsl.http.streamed").counter().count()).isLessThan(50_000_000);
  }

  @Test
  void endlessRequestLineIsRefused() throws Exception {
    try (Socket socket = new Socket(server.address().getAddress(), server.address().getPort())) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write(("GET /" + "x".repeat(100_000)).getBytes(StandardCharsets.US_ASCII));
      byte[] answer = socket.getInputStream().readNBytes(12);
      assertThat(new String(answer, StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 4");
    }
  }

  private long requests(String outcome) {
    return meters.get("vdsl.http.requests").tag("outcome", outcome).timer().count();
  }
}
