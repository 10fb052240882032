package vdsl.storage.query;

import java.util.List;
import vdsl.time.TimeMap;

/**
 * Writes bounds for people: up to four digits and a unit, rounded up, since a smaller bound would
 * promise too much. Thread-safe: it has no state.
 */
final class BoundText {
  /** Width of the bounds below 10,000 seconds. */
  static final int WIDTH = 8;

  private static final String SIGN = "+-";
  private static final String UNLIMITED = "?";
  private static final int NUMBER_END = 10_000;

  private record Unit(String name, long ns) {}

  private static final List<Unit> UNITS =
      List.of(new Unit("ns", 1), new Unit("us", 1_000), new Unit("ms", 1_000_000));
  private static final Unit SECOND = new Unit("s", 1_000_000_000);

  private BoundText() {}

  /** "+-803us" for 802,786 ns; "+-?" for no bound. */
  static String of(long boundNs) {
    if (boundNs == TimeMap.BOUND_UNLIMITED_NS) {
      return SIGN + UNLIMITED;
    }
    Unit unit =
        UNITS.stream()
            .filter(fitting -> roundedUp(boundNs, fitting) < NUMBER_END)
            .findFirst()
            .orElse(SECOND);
    return SIGN + roundedUp(boundNs, unit) + unit.name();
  }

  private static long roundedUp(long ns, Unit unit) {
    return ns / unit.ns() + (ns % unit.ns() == 0 ? 0 : 1);
  }
}
