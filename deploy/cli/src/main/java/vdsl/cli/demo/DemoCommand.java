package vdsl.cli.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import vdsl.cli.process.ProcessException;
import vdsl.cli.process.Workspace;

/** Shows the whole platform on a small application of its own. */
@Command(
    name = "demo",
    description = {
      "Shows the whole platform on a small application of its own.",
      "Starts a collector and services on nodes of their own, whose clocks are wrong on purpose. The"
          + " services call each other over HTTP and log through SLF4J. Then it checks the log"
          + " against what the services did: whether every record is stored once, and how often a"
          + " call stands behind what it caused."
    },
    footer = {"", "Exit code 1 if a check failed. Everything is gone when it ends."})
public final class DemoCommand implements Callable<Integer> {
  private static final int EXIT_OK = 0;
  private static final int EXIT_FAILED = 1;
  private static final int EXIT_FAULT = 4;
  private static final int EXIT_INTERRUPTED = 130;

  /** Longer runs only show more of the same. */
  private static final int SECONDS_MAX = 600;

  /** The same every time, so that two demos are alike. */
  private static final long SEED = 20_261_125;

  /** A child that got the same signal may be seen to end before the signal is. */
  private static final Duration SIGNAL_DELAY = Duration.ofMillis(500);

  /** How often the collector that is kept is looked at. */
  private static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);

  private final DemoContext context;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "3",
      description = "Nodes, each with one service; default ${DEFAULT-VALUE}.")
  private int nodes;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "10",
      description = "How long the services work; default ${DEFAULT-VALUE}.")
  private int seconds;

  @Option(
      names = "--chaos",
      description = "Kill services and the collector meanwhile, and start them again.")
  private boolean chaos;

  @Option(
      names = "--keep",
      description = "Leave the collector running for queries, until SIGINT or SIGTERM.")
  private boolean keep;

  public DemoCommand(DemoContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    check("--nodes", nodes, NodePlan.COUNT_MIN, NodePlan.COUNT_MAX);
    check("--seconds", seconds, 1, SECONDS_MAX);
    if (!Files.isWritable(temporary())) {
      throw new ParameterException(
          spec.commandLine(),
          "java.io.tmpdir " + temporary() + " is no directory that can be written");
    }
    context.signals().listen();
    ProgressLine progress = new ProgressLine(context.terminal());
    try (Workspace workspace = Workspace.open(temporary(), "demo")) {
      return run(workspace, progress);
    } catch (DemoException | ProcessException | IOException failure) {
      progress.end();
      if (context.signals().isGivenWithin(SIGNAL_DELAY)) {
        return EXIT_INTERRUPTED;
      }
      context.terminal().err().println("vdsl: demo: " + failure.getMessage());
      return EXIT_FAULT;
    }
  }

  private void check(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new ParameterException(
          spec.commandLine(), name + " " + value + " not in " + least + ".." + most);
    }
  }

  private static Path temporary() {
    return Path.of(System.getProperty("java.io.tmpdir"));
  }

  private int run(Workspace workspace, ProgressLine progress)
      throws IOException, InterruptedException {
    progress.tell("starting a collector and " + nodes + " services");
    Random random = new Random(SEED);
    List<NodePlan> plans = NodePlan.of(nodes, random);
    DemoCluster cluster = DemoCluster.start(workspace, context, plans, random.nextLong());
    DemoRun run = new DemoRun(cluster, context, progress);
    if (!run.work(seconds, chaos ? Chaos.of(seconds, nodes, random) : Chaos.none())) {
      progress.end();
      return EXIT_INTERRUPTED;
    }
    DemoReport report = run.finish();
    progress.end();
    PrintStream out = context.terminal().out();
    report.print(out);
    out.flush();
    if (keep) {
      keep(cluster, out);
    }
    return report.failures().isEmpty() ? EXIT_OK : EXIT_FAILED;
  }

  private void keep(DemoCluster cluster, PrintStream out) throws InterruptedException {
    String url = cluster.api().url();
    String option = cluster.isAtUsualPorts() ? "" : " --url " + url;
    out.println();
    out.println(
        "The collector runs until Ctrl-C; its HTTP API: " + url + ". Try in another shell:");
    out.println("  vdsl nodes" + option);
    out.println("  vdsl query --node orders --ids 1..20" + option);
    out.println("  vdsl audit" + option);
    out.flush();
    while (!context.signals().isGivenWithin(LOOK_INTERVAL)) {
      cluster.requireCollector();
    }
  }
}
