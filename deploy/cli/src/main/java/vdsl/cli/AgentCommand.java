package vdsl.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import vdsl.agent.AgentConfig;
import vdsl.agent.AgentException;
import vdsl.agent.NodeDaemon;
import vdsl.agent.buffer.BufferConfig;
import vdsl.agent.status.StatusLog;
import vdsl.agent.transport.CollectorAddress;
import vdsl.agent.transport.Progress;
import vdsl.record.NodeId;

/** Runs a node's transport in a process of its own. */
@Command(
    name = "agent",
    description = {
      "Drains the buffers of a node's processes and ships them, until SIGINT or SIGTERM.",
      "Every service can do that for its node; with this command none has to, and what services"
          + " left behind that were killed is shipped without starting one."
    })
final class AgentCommand implements Callable<Integer> {
  private static final Duration CLOSE_BOUND = Duration.ofSeconds(5);
  private static final String COLLECTOR_DEFAULT = "127.0.0.1:5170";
  private static final String COLLECTOR_VARIABLE = "VDSL_COLLECTOR";

  private final CliContext context;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      required = true,
      description = "Directory of the node, which its processes share.")
  private Path directory = Path.of("");

  @Option(
      names = "--node",
      paramLabel = "N",
      description = "Node that the directory is of; default: as the directory says.")
  private Optional<String> node = Optional.empty();

  @Option(
      names = "--collector",
      paramLabel = "HOST:PORT",
      split = ",",
      description =
          "Collectors of one cluster, tried in turn (VDSL_COLLECTOR); default: as the directory"
              + " says, else 127.0.0.1:5170.")
  private List<String> collectors = new ArrayList<>();

  AgentCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws InterruptedException {
    StatusLog status = new StatusLog(context.err()::println, context.ticks());
    context.end().listen();
    try (NodeDaemon daemon = NodeDaemon.start(config(), BufferConfig.DEFAULT, status)) {
      context.end().await();
      Optional<Progress> rest = daemon.close(CLOSE_BOUND);
      context
          .err()
          .println(
              "vdsl: agent ended; "
                  + rest.map(AgentCommand::remaining).orElse("another process is the transport"));
    } catch (AgentException unusable) {
      throw CommandFailure.usage(String.valueOf(unusable.getMessage()));
    }
    return ExitCode.OK;
  }

  private static String remaining(Progress rest) {
    return rest.recordsUnacknowledged() + " records left in the spool";
  }

  private AgentConfig config() {
    Optional<NodeId> named = node.map(name -> Failures.checked("--node", () -> new NodeId(name)));
    Optional<AgentConfig> found = AgentConfig.ofDirectory(directory);
    AgentConfig config =
        found.orElseGet(
            () ->
                AgentConfig.of(
                    named.orElseThrow(
                        () ->
                            CommandFailure.usage(
                                "--node is missing: no process has used " + directory + " yet")),
                    directory,
                    addresses(COLLECTOR_DEFAULT)));
    return named
        .map(config::withNode)
        .orElse(config)
        .withCollectors(isCollectorGiven() ? addresses(COLLECTOR_DEFAULT) : config.collectors())
        .withEnvironment(context.agentEnvironment());
  }

  private boolean isCollectorGiven() {
    return !collectors.isEmpty() || context.environment().containsKey(COLLECTOR_VARIABLE);
  }

  private List<CollectorAddress> addresses(String otherwise) {
    String variable = context.environment().getOrDefault(COLLECTOR_VARIABLE, otherwise);
    return Failures.collectors(
        collectors.isEmpty() ? List.of(variable.split(",", -1)) : collectors);
  }
}
