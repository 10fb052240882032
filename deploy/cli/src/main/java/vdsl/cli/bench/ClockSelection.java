package vdsl.cli.bench;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What of the clock is measured.
 *
 * @param isExchangeMeasured whether the cost of an exchange is
 */
record ClockSelection(
    List<SimulatedCase> simulated, List<TcpLoad> loads, boolean isExchangeMeasured) {
  /** Name of everything. */
  static final String ALL = "all";

  /** What names mean, in the order of the table. */
  static ClockSelection of(List<String> names) {
    return new ClockSelection(
        SimulatedCase.ALL.stream()
            .filter(one -> names.contains(ALL) || names.stream().anyMatch(one::isNamed))
            .toList(),
        Arrays.stream(TcpLoad.values())
            .filter(load -> names.contains(ALL) || names.stream().anyMatch(load::isNamed))
            .toList(),
        names.contains(ALL) || names.contains(ExchangeCost.CASE));
  }

  boolean isEmpty() {
    return simulated.isEmpty() && loads.isEmpty() && !isExchangeMeasured;
  }

  /** Names that mean anything, but for those of single cases. */
  static String names() {
    return Stream.of(
            Stream.of(ALL),
            SimulatedCase.ALL.stream().map(SimulatedCase::scenarioName).distinct(),
            Stream.of(TcpLoad.NAME, ExchangeCost.CASE))
        .flatMap(names -> names)
        .collect(Collectors.joining(","));
  }
}
