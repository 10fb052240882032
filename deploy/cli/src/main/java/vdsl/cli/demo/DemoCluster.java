package vdsl.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import vdsl.cli.process.CollectorProcess;
import vdsl.cli.process.Workspace;

/** The collector and the nodes of a demo. Confined to one thread. */
final class DemoCluster {
  /** Ports of a collector that is told nothing else: commands find it without --url. */
  private static final CollectorProcess.Ports USUAL_PORTS = new CollectorProcess.Ports(5170, 5171);

  private static final int COLLECTOR_HEAP_MIB = 512;

  private final Workspace workspace;
  private final DemoContext context;
  private final CollectorProcess.Ports ports;
  private final Path control;
  private final List<ServiceNode> nodes = new ArrayList<>();
  private CollectorProcess collector;
  private int collectorKills;

  private DemoCluster(Workspace workspace, DemoContext context, CollectorProcess.Ports ports)
      throws IOException, InterruptedException {
    this.workspace = workspace;
    this.context = context;
    this.ports = ports;
    this.control = Files.createDirectory(workspace.path("control"));
    this.collector = startCollector();
  }

  /** Starts a collector and the services of all nodes; returns when all serve. */
  static DemoCluster start(
      Workspace workspace, DemoContext context, List<NodePlan> plans, long seed)
      throws IOException, InterruptedException {
    FreePorts free = new FreePorts(ProcessHandle.current().pid());
    boolean isUsual =
        FreePorts.isFree(USUAL_PORTS.agents()) && FreePorts.isFree(USUAL_PORTS.readers());
    DemoCluster cluster =
        new DemoCluster(
            workspace,
            context,
            isUsual ? USUAL_PORTS : new CollectorProcess.Ports(free.next(), free.next()));
    cluster.startNodes(plans, free, new Random(seed));
    return cluster;
  }

  private CollectorProcess startCollector() throws IOException, InterruptedException {
    return CollectorProcess.start(
        workspace,
        context.programs().mainClass(),
        COLLECTOR_HEAP_MIB,
        workspace.path("collector"),
        ports);
  }

  private void startNodes(List<NodePlan> plans, FreePorts free, Random random)
      throws IOException, InterruptedException {
    long originNs = context.ticks().ticks();
    long originWallNs = context.clock().nowNs();
    String peers =
        plans.stream()
            .map(plan -> plan.name() + ":" + free.next())
            .collect(Collectors.joining(","));
    List<String> arguments =
        List.of(
            "peers=" + peers,
            "collector=" + collector.agentsAddress(),
            "seed=" + random.nextInt(Integer.MAX_VALUE));
    for (NodePlan plan : plans) {
      List<String> ofNode = new ArrayList<>(arguments);
      ofNode.add(
          "clock=" + originNs + "," + originWallNs + "," + plan.offsetNs() + "," + plan.driftPpm());
      nodes.add(new ServiceNode(plan, workspace, context.ticks(), control, ofNode));
    }
    for (ServiceNode node : nodes) {
      node.start(workspace, context.programs().serviceClassPath());
    }
    for (ServiceNode node : nodes) {
      node.awaitReady();
    }
  }

  /** The nodes; the shop is the first. */
  List<ServiceNode> nodes() {
    return List.copyOf(nodes);
  }

  CollectorApi api() {
    return new CollectorApi(collector.url());
  }

  /** Whether a command finds the collector without being told where it is. */
  boolean isAtUsualPorts() {
    return ports.equals(USUAL_PORTS);
  }

  int collectorKills() {
    return collectorKills;
  }

  /** Lets the shop begin. */
  void go() throws IOException {
    Files.createFile(control.resolve("go"));
  }

  /** Lets the shop stop, and returns when no order is under way. */
  void stop() throws IOException, InterruptedException {
    Files.createFile(control.resolve("stop"));
    nodes.get(0).awaitFile("quiet");
  }

  /** Takes a moment; fails if a process has ended by itself. */
  void requireRunning() throws InterruptedException {
    for (ServiceNode node : nodes) {
      node.requireRunning();
    }
    requireCollector();
  }

  /** Kills a service with SIGKILL, and starts it again; returns when it serves. */
  void killAndRestart(ServiceNode node) throws IOException, InterruptedException {
    node.kill();
    node.start(workspace, context.programs().serviceClassPath());
    node.awaitReady();
  }

  /**
   * Looks whether the collector runs.
   *
   * @throws DemoException if it has ended by itself
   */
  void requireCollector() throws InterruptedException {
    if (collector.hasEnded()) {
      throw new DemoException("the collector has ended: " + collector.error());
    }
  }

  /** Kills the collector with SIGKILL, and starts it again; returns when it is ready. */
  void killAndRestartCollector() throws IOException, InterruptedException {
    collector.kill();
    collectorKills++;
    collector = startCollector();
  }

  /** What all processes said of their log calls so far. */
  List<LoggedCalls> loggedCalls() throws IOException {
    List<LoggedCalls> calls = new ArrayList<>();
    for (ServiceNode node : nodes) {
      calls.addAll(node.loggedCalls());
    }
    return calls;
  }

  /** Ends the services, and returns when they are gone. */
  void endServices() throws InterruptedException {
    nodes.forEach(ServiceNode::askToEnd);
    for (ServiceNode node : nodes) {
      node.end();
    }
  }
}
