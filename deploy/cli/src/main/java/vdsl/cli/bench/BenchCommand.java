package vdsl.cli.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Entry to the benchmarks. */
@Command(
    name = "bench",
    synopsisSubcommandLabel = "BENCHMARK",
    description = {
      "Measures this machine with this version.",
      "Each benchmark prints one table; what it started and stored is gone when it ends."
    })
public final class BenchCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  private BenchCommand() {}

  /** The command with its benchmarks. */
  public static CommandLine create(BenchContext context) {
    return new CommandLine(new BenchCommand())
        .addSubcommand(new AgentBench(context))
        .addSubcommand(new IngestBench(context))
        .addSubcommand(new QueryBench(context))
        .addSubcommand(new ClockBench(context));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "no benchmark given");
  }
}
