package vdsl.demo;

import java.util.List;
import java.util.Locale;

/**
 * An order on its way through the services.
 *
 * @param number also names the request in the log
 * @param cents price
 * @param path nodes it travels to, one behind the other
 * @param hop how many of them it was sent to
 */
record Order(long number, int customer, int articles, int cents, List<String> path, int hop) {
  private static final int PARTS = 6;
  private static final int CENTS_PER_EURO = 100;

  Order {
    path = List.copyOf(path);
    if (hop < 0 || hop > path.size()) {
      throw new IllegalArgumentException("hop " + hop + " not in 0.." + path.size());
    }
  }

  /** Reads what {@link #encoded} wrote. */
  static Order parse(String text) {
    String[] parts = text.split(" ", -1);
    if (parts.length != PARTS) {
      throw new IllegalArgumentException("not an order: " + text);
    }
    return new Order(
        Long.parseLong(parts[0]),
        Integer.parseInt(parts[1]),
        Integer.parseInt(parts[2]),
        Integer.parseInt(parts[3]),
        List.of(parts[4].split(",", -1)),
        Integer.parseInt(parts[5]));
  }

  String encoded() {
    return number
        + " "
        + customer
        + " "
        + articles
        + " "
        + cents
        + " "
        + String.join(",", path)
        + " "
        + hop;
  }

  boolean hasNext() {
    return hop < path.size();
  }

  /** The order as it is sent to the next node. */
  Order next() {
    return new Order(number, customer, articles, cents, path, hop + 1);
  }

  /** Where it was sent. */
  String receiver() {
    return path.get(hop - 1);
  }

  String euros() {
    return String.format(Locale.ROOT, "%d.%02d", cents / CENTS_PER_EURO, cents % CENTS_PER_EURO);
  }
}
