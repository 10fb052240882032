package vdsl.demo;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import vdsl.demo.RequestLog.Step;
import vdsl.time.TickSource;

/**
 * Where orders begin: threads that place them at a steady pace and wait for each. Start and end are
 * for one thread.
 */
final class Shop {
  private static final int THREADS = 2;

  /** Orders of one thread, per second. */
  private static final int ORDERS_PER_SECOND = 20;

  private static final long INTERVAL_NS = 1_000_000_000L / ORDERS_PER_SECOND;

  /** An order goes to the order book and then to so many others, where there are. */
  private static final int FURTHER_HOPS_MAX = 2;

  /** So that a number tells the process and the thread it is from. */
  private static final long NUMBERS_PER_THREAD = 100_000;

  private static final int CUSTOMERS = 5_000;
  private static final int ARTICLES_MAX = 9;
  private static final int ARTICLE_CENTS_MAX = 8_000;
  private static final double NS_PER_MS = 1e6;

  private final ServiceSettings settings;
  private final RequestLog log;
  private final NextService next;
  private final TickSource ticks;
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean isEnding;

  Shop(ServiceSettings settings, RequestLog log, NextService next, TickSource ticks) {
    this.settings = settings;
    this.log = log;
    this.next = next;
    this.ticks = ticks;
  }

  void start() {
    for (int i = 0; i < THREADS; i++) {
      int index = (settings.life() - 1) * THREADS + i;
      threads.add(new Thread(() -> placeOrders(index), "customers-" + (i + 1)));
    }
    threads.forEach(Thread::start);
  }

  private void placeOrders(int index) {
    Random random = new Random(settings.seed() + index);
    long number = (index + 1) * NUMBERS_PER_THREAD;
    long nextNs = ticks.ticks();
    try {
      while (!isEnding) {
        number++;
        place(order(number, random));
        nextNs = Math.max(nextNs + INTERVAL_NS, ticks.ticks());
        while (!isEnding && nextNs > ticks.ticks()) {
          LockSupport.parkNanos(this, nextNs - ticks.ticks());
        }
      }
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
    }
  }

  private Order order(long number, Random random) {
    List<String> others = new ArrayList<>(settings.peers().keySet());
    others.remove(settings.node());
    List<String> path = new ArrayList<>(List.of(others.remove(0)));
    Collections.shuffle(others, random);
    int further = Math.min(others.size(), 1 + random.nextInt(FURTHER_HOPS_MAX));
    path.addAll(others.subList(0, further));
    int articles = 1 + random.nextInt(ARTICLES_MAX);
    int cents = articles * (1 + random.nextInt(ARTICLE_CENTS_MAX));
    return new Order(number, 1 + random.nextInt(CUSTOMERS), articles, cents, path, 0);
  }

  private void place(Order order) throws InterruptedException {
    long startNs = ticks.ticks();
    log.info(
        order,
        Step.NONE,
        "order {} for customer {}: {} articles, {} EUR",
        order.number(),
        order.customer(),
        order.articles(),
        order.euros());
    if (next.call(order)) {
      long tookMs = Math.round((ticks.ticks() - startNs) / NS_PER_MS);
      log.info(order, Step.NONE, "order {} is complete after {} ms", order.number(), tookMs);
    } else {
      log.warn(order, Step.NONE, "order {} is not complete", order.number());
    }
  }

  /** Lets the orders under way end, and returns when they have. */
  void end() throws InterruptedException {
    isEnding = true;
    threads.forEach(LockSupport::unpark);
    for (Thread thread : threads) {
      thread.join();
    }
  }
}
