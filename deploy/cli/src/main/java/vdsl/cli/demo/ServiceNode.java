package vdsl.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import vdsl.cli.process.ChildProcess;
import vdsl.cli.process.Workspace;
import vdsl.time.TickSource;

/**
 * A node and the process of its service, which is started as often as it is killed: on the same
 * directory, port and clocks. Confined to one thread.
 */
final class ServiceNode {
  private static final String MAIN_CLASS = "vdsl.demo.ServiceProcess";
  private static final int HEAP_MIB = 128;

  /** Of a JVM that starts while a dozen others do. */
  private static final Duration ANSWER_BOUND = Duration.ofSeconds(60);

  private final NodePlan plan;
  private final TickSource ticks;
  private final Path control;
  private final Path journals;
  private final List<String> arguments;
  private Optional<ChildProcess> process = Optional.empty();
  private int lives;

  /** Makes the directories of a node. */
  ServiceNode(
      NodePlan plan,
      Workspace workspace,
      TickSource ticks,
      Path control,
      List<String> clusterArguments)
      throws IOException {
    this.ticks = ticks;
    this.plan = plan;
    this.control = control;
    this.journals = Files.createDirectories(workspace.path("journals").resolve(plan.name()));
    this.arguments =
        concat(
            clusterArguments,
            List.of(
                "node=" + plan.name(),
                "directory=" + workspace.path("nodes").resolve(plan.name()),
                "control=" + control,
                "journals=" + journals));
  }

  private static List<String> concat(List<String> first, List<String> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }

  NodePlan plan() {
    return plan;
  }

  int kills() {
    return Math.max(0, lives - 1);
  }

  /** Starts a process; it does not serve yet when this returns. */
  void start(Workspace workspace, String classPath) throws IOException {
    lives++;
    process =
        Optional.of(
            workspace.start(
                new Workspace.Program("demo: " + plan.name(), classPath, MAIN_CLASS),
                HEAP_MIB,
                concat(arguments, List.of("life=" + lives))));
  }

  private ChildProcess running() {
    return process.orElseThrow();
  }

  /** Waits until the process serves. */
  void awaitReady() throws InterruptedException {
    awaitFile("ready-" + plan.name() + "-" + lives);
  }

  /** Waits for a file that the process makes, named by what it then is. */
  void awaitFile(String name) throws InterruptedException {
    long startNs = ticks.ticks();
    while (!Files.exists(control.resolve(name))) {
      requireRunning();
      if (ticks.ticks() - startNs > ANSWER_BOUND.toNanos()) {
        throw new DemoException(
            "service "
                + plan.name()
                + " is not "
                + name
                + " after "
                + ANSWER_BOUND.toSeconds()
                + " s: "
                + running().error());
      }
    }
  }

  /** Takes a moment. */
  void requireRunning() throws InterruptedException {
    if (running().hasEnded()) {
      throw new DemoException("service " + plan.name() + " has ended: " + running().error());
    }
  }

  void kill() {
    running().kill();
  }

  void askToEnd() {
    running().askToEnd();
  }

  void end() throws InterruptedException {
    running().end();
  }

  /** What its processes said of their log calls so far. */
  List<LoggedCalls> loggedCalls() throws IOException {
    return LoggedCalls.ofNode(plan.name(), journals);
  }
}
