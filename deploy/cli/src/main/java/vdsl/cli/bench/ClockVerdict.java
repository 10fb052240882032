package vdsl.cli.bench;

import java.util.List;

/**
 * Whether clocks kept what they promise: no reading further off than its bound, none earlier than
 * the one before it.
 */
final class ClockVerdict {
  private static final String VIOLATIONS = "violations";
  private static final String BACKWARD_READS = "backward_reads";

  private ClockVerdict() {}

  /** Whether readings of a case may be further off than their bound. */
  static boolean mayViolate(String caseName) {
    return SimulatedCase.ALL.stream()
        .filter(SimulatedCase::mayViolate)
        .anyMatch(allowed -> caseName.startsWith(allowed.name() + "/"));
  }

  /** Counts of what must not be. */
  static List<Figure> broken(List<Figure> figures) {
    return figures.stream()
        .filter(figure -> figure.value() > 0 && isForbidden(figure.name()))
        .toList();
  }

  private static boolean isForbidden(Figure.Name name) {
    return name.metric().equals(BACKWARD_READS)
        || (name.metric().equals(VIOLATIONS) && !mayViolate(name.caseName()));
  }
}
