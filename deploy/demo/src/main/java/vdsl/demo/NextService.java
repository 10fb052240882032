package vdsl.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import vdsl.demo.RequestLog.Step;
import vdsl.time.TickSource;

/** Sends orders on to the next service of their path. Thread-safe. */
final class NextService {
  /** Paths of services that take orders. */
  static final String PATH = "/orders";

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

  /** Far above what a loaded machine needs, so that only a service that is gone is given up. */
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);

  private static final int STATUS_OK = 200;
  private static final double NS_PER_MS = 1e6;

  private final Map<String, Integer> ports;
  private final RequestLog log;
  private final TickSource ticks;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();

  NextService(Map<String, Integer> ports, RequestLog log, TickSource ticks) {
    this.ports = ports;
    this.log = log;
    this.ticks = ticks;
  }

  /** Sends an order to the next node and waits for the answer; false if that is not a good one. */
  boolean call(Order order) throws InterruptedException {
    Order sent = order.next();
    String receiver = sent.receiver();
    long startNs = ticks.ticks();
    log.info(sent, Step.SEND, "calling {} for order {}", receiver, sent.number());
    try {
      HttpResponse<Void> answer = http.send(request(sent), HttpResponse.BodyHandlers.discarding());
      double tookMs = Math.round((ticks.ticks() - startNs) / NS_PER_MS * 10) / 10.0;
      if (answer.statusCode() == STATUS_OK) {
        log.info(sent, Step.RETURN, "{} answered in {} ms", receiver, tookMs);
        return true;
      }
      log.warn(sent, Step.RETURN, "{} answered in {} ms: it could not do it", receiver, tookMs);
    } catch (IOException failure) {
      log.error(sent, failure, "order {} is lost: {} does not answer", sent.number(), receiver);
    }
    return false;
  }

  /** A client never sends a POST twice by itself. */
  private HttpRequest request(Order sent) {
    int port = Optional.ofNullable(ports.get(sent.receiver())).orElseThrow();
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + PATH))
        .timeout(ANSWER_TIMEOUT)
        .POST(HttpRequest.BodyPublishers.ofString(sent.encoded()))
        .build();
  }
}
