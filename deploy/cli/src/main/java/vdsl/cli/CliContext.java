package vdsl.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import vdsl.agent.AgentConfig;
import vdsl.agent.transport.TransportConfig;
import vdsl.fault.CrashPoint;
import vdsl.time.TickSource;
import vdsl.time.WallClock;

/** What a command sees of the world around it. */
record CliContext(
    Streams streams,
    Map<String, String> environment,
    TickSource ticks,
    WallClock wallClock,
    CrashPoint crashPoint,
    EndRequest end) {

  /** Standard streams. */
  record Streams(InputStream in, PrintStream out, PrintStream err) {}

  static CliContext system(PrintStream out, PrintStream err) {
    return new CliContext(
        new Streams(System.in, out, err),
        System.getenv(),
        TickSource.system(),
        WallClock.system(),
        CrashPoint.NONE,
        new EndRequest());
  }

  CliContext withCrashPoint(CrashPoint crash) {
    return new CliContext(streams, environment, ticks, wallClock, crash, end);
  }

  /** This host, for an agent in this process. */
  AgentConfig.Environment agentEnvironment() {
    AgentConfig.Environment detected = AgentConfig.Environment.detect();
    TransportConfig.Surroundings found = detected.surroundings();
    return new AgentConfig.Environment(
        detected.host(),
        detected.timings(),
        new TransportConfig.Surroundings(
            ticks, wallClock, found.uptime(), found.random(), crashPoint));
  }

  PrintStream out() {
    return streams.out();
  }

  PrintStream err() {
    return streams.err();
  }

  /**
   * True if a person watches the standard error, so that progress may rewrite its line. The
   * launcher tells: a JVM can't ask.
   */
  boolean isInteractive() {
    return environment.containsKey("VDSL_STDERR_TERMINAL") && !environment.containsKey("NO_COLOR");
  }

  /** Where commands keep what must survive them: VDSL_STATE_DIR, or as XDG says. */
  Path stateDirectory() {
    String own = environment.get("VDSL_STATE_DIR");
    if (own != null) {
      return Path.of(own);
    }
    String xdg = environment.get("XDG_STATE_HOME");
    Path base =
        xdg != null ? Path.of(xdg) : Path.of(System.getProperty("user.home"), ".local", "state");
    return base.resolve("vdsl");
  }
}
