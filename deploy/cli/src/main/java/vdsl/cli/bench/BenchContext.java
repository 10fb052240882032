package vdsl.cli.bench;

import java.io.PrintStream;
import vdsl.time.TickSource;
import vdsl.time.WallClock;

/**
 * What a benchmark sees of the world around it.
 *
 * @param mainClass the class whose main method is the vdsl command, for processes of their own
 * @param agentClassPath of the processes that {@code bench agent} starts
 * @param out where the table goes
 * @param err where progress goes
 */
public record BenchContext(
    String mainClass,
    String agentClassPath,
    PrintStream out,
    PrintStream err,
    TickSource ticks,
    WallClock clock) {

  void progress(String format, Object... values) {
    err.printf("vdsl: " + format + "%n", values);
  }
}
