package vdsl.cli.demo;

import java.io.PrintStream;
import java.time.Duration;
import vdsl.time.TickSource;
import vdsl.time.WallClock;

/** What the demo sees of the world around it. */
public record DemoContext(
    Programs programs, Terminal terminal, TickSource ticks, WallClock clock, Signals signals) {
  /**
   * What its processes run.
   *
   * @param mainClass the class whose main method is the vdsl command
   * @param serviceClassPath of the services
   */
  public record Programs(String mainClass, String serviceClassPath) {}

  /**
   * Where it prints.
   *
   * @param out for the report
   * @param err for progress
   * @param rewritesLines whether progress may rewrite its line
   */
  public record Terminal(PrintStream out, PrintStream err, boolean rewritesLines) {}

  /** SIGINT and SIGTERM. */
  public interface Signals {
    /** From now on a signal does not end the process by itself. */
    void listen();

    /** Waits for a signal at most so long; true if there was one. */
    boolean isGivenWithin(Duration bound) throws InterruptedException;
  }
}
