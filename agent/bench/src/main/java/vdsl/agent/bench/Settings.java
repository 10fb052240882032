package vdsl.agent.bench;

import java.nio.file.Path;
import java.util.List;

/**
 * What one process measures.
 *
 * @param directory for what the logger writes; exists
 * @param callerCount threads that call
 * @param seconds length of each phase
 * @param rate paced calls per second and thread
 */
record Settings(
    Mode mode, SubjectKind subject, Path directory, int callerCount, double seconds, long rate) {
  private static final double NS_PER_SECOND = 1e9;

  /** What the process is for. */
  enum Mode {
    /** Measures, and ends. */
    MEASURE,
    /** Calls as fast as it can until it is killed. */
    SATURATE,
    /** Looks what a killed process has left. */
    RECOVER
  }

  /** Reads the arguments of the process, in the order of the components. */
  static Settings parse(List<String> arguments) {
    return new Settings(
        Mode.valueOf(arguments.get(0)),
        SubjectKind.named(arguments.get(1)),
        Path.of(arguments.get(2)),
        Integer.parseInt(arguments.get(3)),
        Double.parseDouble(arguments.get(4)),
        Long.parseLong(arguments.get(5)));
  }

  long phaseNs() {
    return (long) (seconds * NS_PER_SECOND);
  }
}
