package vdsl.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import vdsl.demo.RequestLog.Step;

/** Takes orders over HTTP, does its trade with them and sends them on. Thread-safe. */
final class OrderServer implements AutoCloseable {
  /** More than the shop has threads: services that call each other never wait for a thread. */
  private static final int THREADS = 6;

  private static final int ORDER_BYTES_MAX = 4096;
  private static final int STATUS_OK = 200;
  private static final int STATUS_BAD_REQUEST = 400;
  private static final int STATUS_BAD_GATEWAY = 502;
  private static final long NO_BODY = -1;

  /** One order in so many meets a difficulty. */
  private static final int WARNING_INTERVAL = 25;

  private static final int SMALL_NUMBER_MAX = 9;

  private final Trade trade;
  private final RequestLog log;
  private final NextService next;
  private final HttpServer server;
  private final ExecutorService threads;

  /** Takes the port; nothing is answered before {@link #start}. */
  OrderServer(Trade trade, RequestLog log, NextService next, int port) throws IOException {
    this.trade = trade;
    this.log = log;
    this.next = next;
    AtomicInteger threadCount = new AtomicInteger();
    threads =
        Executors.newFixedThreadPool(
            THREADS, task -> new Thread(task, "http-" + threadCount.incrementAndGet()));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(threads);
    server.createContext(NextService.PATH, this::serve);
  }

  void start() {
    server.start();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readNBytes(ORDER_BYTES_MAX);
      exchange.sendResponseHeaders(answer(new String(body, StandardCharsets.US_ASCII)), NO_BODY);
    }
  }

  private int answer(String body) {
    try {
      return take(Order.parse(body)) ? STATUS_OK : STATUS_BAD_GATEWAY;
    } catch (IllegalArgumentException malformed) {
      return STATUS_BAD_REQUEST;
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
      return STATUS_BAD_GATEWAY;
    }
  }

  private boolean take(Order order) throws InterruptedException {
    log.info(order, Step.RECEIVE, trade.received(), order.number(), order.articles());
    ThreadLocalRandom chance = ThreadLocalRandom.current();
    log.debug(order, trade.detail(), order.customer(), chance.nextInt(1, SMALL_NUMBER_MAX));
    if (chance.nextInt(WARNING_INTERVAL) == 0) {
      log.warn(order, Step.NONE, trade.warning(), order.number(), order.customer());
    }
    boolean isDone = !order.hasNext() || next.call(order);
    if (isDone) {
      log.info(order, Step.ANSWER, trade.answering(), order.number());
    } else {
      log.warn(order, Step.ANSWER, "answering: order {} could not be done", order.number());
    }
    return isDone;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
