package vdsl.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import vdsl.storage.query.VisibleText;

/** Asks a collector by HTTP. Confined to one thread. */
final class ApiClient {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  private static final int STATUS_OK = 200;
  private static final int STATUS_BAD_REQUEST = 400;
  private static final int STATUS_NOT_FOUND = 404;

  private static final String UNKNOWN_NODE = "urn:vdsl:problem:unknown-node";

  /** A problem document is a few lines; more than this is not read. */
  private static final int PROBLEM_BYTES_MAX = 64 << 10;

  private final ReadOptions options;
  private final HttpClient http;
  private final ObjectMapper json = new ObjectMapper();

  ApiClient(ReadOptions options) {
    this.options = options;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT);
    options.tls().ifPresent(builder::sslContext);
    this.http = builder.build();
  }

  /**
   * Opens a streamed answer.
   *
   * @param parameters names and values in order
   * @throws CommandFailure if the collector can't be reached or refuses
   */
  InputStream stream(String path, List<Map.Entry<String, String>> parameters) {
    return stream(path, parameters, Map.of());
  }

  /** The same with header lines. */
  InputStream stream(
      String path, List<Map.Entry<String, String>> parameters, Map<String, String> headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path, parameters)).GET();
    headers.forEach(request::header);
    options.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
    try {
      HttpResponse<InputStream> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      if (response.statusCode() != STATUS_OK) {
        throw refused(response);
      }
      return response.body();
    } catch (ConnectException | HttpConnectTimeoutException unreachable) {
      throw notRunning();
    } catch (IOException noAnswer) {
      throw CommandFailure.unreachable(
          "no HTTP answer from "
              + options.url()
              + ": the collector has just ended, or it is not its --http address; check --url");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw CommandFailure.internal("interrupted");
    }
  }

  /** Reads a whole JSON answer. */
  JsonNode get(String path, List<Map.Entry<String, String>> parameters) {
    try (InputStream body = stream(path, parameters)) {
      return json.readTree(body);
    } catch (JsonProcessingException malformed) {
      throw CommandFailure.internal(
          "the answer of "
              + options.url()
              + path
              + " is not JSON; name a VDSL collector with --url");
    } catch (IOException broken) {
      throw broken(broken);
    }
  }

  CommandFailure broken(IOException cause) {
    return CommandFailure.unreachable(
        "the answer of the collector at "
            + options.url()
            + " broke off, so it is incomplete ("
            + VisibleText.of(String.valueOf(cause.getMessage()))
            + "); run the command again");
  }

  private CommandFailure notRunning() {
    return CommandFailure.unreachable(
        "no collector answers at "
            + options.url()
            + "; start one with 'vdsl collector' or name another with --url");
  }

  private CommandFailure refused(HttpResponse<InputStream> response) throws IOException {
    JsonNode problem = problem(response);
    String detail =
        problem.hasNonNull("detail")
            ? VisibleText.of(problem.path("detail").asText())
            : "not a VDSL collector's answer; name one with --url";
    return switch (response.statusCode()) {
      case STATUS_BAD_REQUEST -> CommandFailure.usage(detail);
      case STATUS_NOT_FOUND ->
          problem.path("type").asText().equals(UNKNOWN_NODE)
              ? CommandFailure.nothing(detail)
              : CommandFailure.usage("--url " + options.url() + ": " + detail);
      default ->
          CommandFailure.internal(
              "the collector at "
                  + options.url()
                  + " answered "
                  + response.statusCode()
                  + ": "
                  + detail);
    };
  }

  /** The problem document of an answer, or an empty one. */
  private JsonNode problem(HttpResponse<InputStream> response) throws IOException {
    try (InputStream body = response.body()) {
      byte[] bytes = body.readNBytes(PROBLEM_BYTES_MAX);
      try {
        return json.readTree(bytes);
      } catch (JsonProcessingException notAProblem) {
        return json.createObjectNode();
      }
    }
  }

  private URI uri(String path, List<Map.Entry<String, String>> parameters) {
    String query =
        parameters.stream()
            .map(p -> p.getKey() + "=" + URLEncoder.encode(p.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    return URI.create(options.url() + path + (query.isEmpty() ? "" : "?" + query));
  }
}
