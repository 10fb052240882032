package vdsl.cli.bench;

import java.util.List;
import java.util.Locale;
import vdsl.simulation.ClockScenario;

/** What clocks meet in a simulation, and how often they exchange signals with their master. */
record SimulatedCase(ClockScenario scenario, int exchangesPerSecond) {
  /** All that are measured. */
  static final List<SimulatedCase> ALL =
      List.of(
          new SimulatedCase(ClockScenario.LAN, 1),
          new SimulatedCase(ClockScenario.LAN, 10),
          new SimulatedCase(ClockScenario.LAN, 100),
          new SimulatedCase(ClockScenario.LOSS, 10),
          new SimulatedCase(ClockScenario.QUEUES, 10),
          new SimulatedCase(ClockScenario.CLOUD, 1),
          new SimulatedCase(ClockScenario.CLOUD, 10),
          new SimulatedCase(ClockScenario.WAN, 1),
          new SimulatedCase(ClockScenario.WAN, 10),
          new SimulatedCase(ClockScenario.ASYMMETRY, 10),
          new SimulatedCase(ClockScenario.FREEZE, 10),
          new SimulatedCase(ClockScenario.SUSPEND, 10),
          new SimulatedCase(ClockScenario.STEP, 10),
          new SimulatedCase(ClockScenario.FAIL_OVER, 10),
          new SimulatedCase(ClockScenario.OUTAGE, 10),
          new SimulatedCase(ClockScenario.STEERING, 10));

  /** Name for all rates of a scenario. */
  String scenarioName() {
    return scenario.name().replace("_", "").toLowerCase(Locale.ROOT);
  }

  String name() {
    return scenarioName() + "@" + exchangesPerSecond;
  }

  /** Whether a name that the user gave means this case. */
  boolean isNamed(String given) {
    return given.equals(scenarioName()) || given.equals(name());
  }

  /** Whether clocks break there what bounds assume of them: docs/clock.md. */
  boolean mayViolate() {
    return scenario == ClockScenario.STEERING;
  }
}
