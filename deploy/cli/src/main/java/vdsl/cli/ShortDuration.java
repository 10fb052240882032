package vdsl.cli;

import java.util.List;
import java.util.Locale;

/** Lengths of time for people: three digits and the unit that fits. Stateless. */
final class ShortDuration {
  private record Unit(String name, double ns) {}

  private static final List<Unit> UNITS =
      List.of(new Unit("s", 1e9), new Unit("ms", 1e6), new Unit("us", 1e3));
  private static final double TWO_DIGITS_FROM = 10;
  private static final double THREE_DIGITS_FROM = 100;

  private ShortDuration() {}

  /** "84.2 us" for 84,217 ns. */
  static String of(long ns) {
    for (Unit unit : UNITS) {
      double value = ns / unit.ns();
      if (Math.abs(value) >= 1) {
        return String.format(Locale.ROOT, format(Math.abs(value)), value) + " " + unit.name();
      }
    }
    return ns + " ns";
  }

  private static String format(double size) {
    if (size >= THREE_DIGITS_FROM) {
      return "%.0f";
    }
    return size >= TWO_DIGITS_FROM ? "%.1f" : "%.2f";
  }

  /** As {@link #of}, with a plus sign where there is no minus sign. */
  static String signed(long ns) {
    return (ns < 0 ? "" : "+") + of(ns);
  }
}
