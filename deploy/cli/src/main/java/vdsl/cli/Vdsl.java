package vdsl.cli;

import java.io.BufferedOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;
import vdsl.cli.bench.BenchCommand;
import vdsl.cli.bench.BenchContext;
import vdsl.cli.demo.DemoCommand;
import vdsl.cli.demo.DemoContext;

/** The vdsl command: one line for a user's mistake, an exit code for scripts. */
@Command(
    name = "vdsl",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Vdsl.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done; an empty audit is done too",
      "1:nothing found, or a check failed",
      "2:wrong use; also a port, file or data directory that cannot be used",
      "3:the collector cannot be reached",
      "4:a fault of vdsl itself",
      "137:killed, or out of memory",
      "130, 143:SIGINT or SIGTERM came before ship or demo was done; what ship has left is kept"
    },
    description = "Distributed logging: gapless Ids, one cluster order, nothing lost.")
public final class Vdsl implements Runnable {
  /** Prints the stack trace of a fault of our own. */
  private static final String DEBUG_VARIABLE = "VDSL_DEBUG";

  /** For a vdsl that does not run from its jars. */
  private static final String DEMO_CLASS_PATH_PROPERTY = "vdsl.demo.class-path";

  private static final int OUTPUT_BUFFER_BYTES = 64 << 10;

  @Spec private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  private Vdsl() {}

  public static void main(String[] args) {
    StandardOutput output = new StandardOutput();
    PrintStream out =
        new PrintStream(
            new BufferedOutputStream(output, OUTPUT_BUFFER_BYTES), false, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    CliContext context = CliContext.system(out, err);
    int exitCode = run(context, args);
    out.flush();
    if (output.loss().isPresent()) {
      err.println("vdsl: the standard output cannot be written: " + output.loss().get());
      exitCode = ExitCode.USAGE;
    }
    context.end().exit(exitCode);
  }

  /** Runs one command and returns its exit code. */
  static int run(CliContext context, String... args) {
    StatusLogging.configure();
    return commands(context).execute(args);
  }

  /** All commands. */
  static CommandLine commands(CliContext context) {
    CommandLine commands =
        new CommandLine(new Vdsl())
            .addSubcommand(new DemoCommand(demoContext(context)))
            .addSubcommand(new CommandLine(CollectorCommand.spec(context)))
            .addSubcommand(new AgentCommand(context))
            .addSubcommand(new ShipCommand(context))
            .addSubcommand(new QueryCommand(context.out()))
            .addSubcommand(new TailCommand(context))
            .addSubcommand(new NodesCommand(context.out()))
            .addSubcommand(new AuditCommand(context.out()))
            .addSubcommand(BenchCommand.create(benchContext(context)));
    commands.setOut(new PrintWriter(context.out(), true, StandardCharsets.UTF_8));
    commands.setErr(new PrintWriter(context.err(), true, StandardCharsets.UTF_8));
    commands.registerConverter(
        QueryCommand.Format.class, new Choice<>(List.of(QueryCommand.Format.values())));
    commands.registerConverter(Multiline.class, new Choice<>(List.of(Multiline.JAVA)));
    commands.setParameterExceptionHandler((mistake, arguments) -> wrongUse(mistake));
    commands.setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, command));
    return commands;
  }

  private static BenchContext benchContext(CliContext context) {
    return new BenchContext(
        Vdsl.class.getName(),
        jarsBeside("bench"),
        context.out(),
        context.err(),
        context.ticks(),
        context.wallClock());
  }

  private static DemoContext demoContext(CliContext context) {
    return new DemoContext(
        new DemoContext.Programs(
            Vdsl.class.getName(), System.getProperty(DEMO_CLASS_PATH_PROPERTY, jarsBeside("demo"))),
        new DemoContext.Terminal(context.out(), context.err(), context.isInteractive()),
        context.ticks(),
        context.wallClock(),
        new DemoContext.Signals() {
          @Override
          public void listen() {
            context.end().listen();
          }

          @Override
          public boolean isGivenWithin(Duration bound) throws InterruptedException {
            return context.end().isMadeWithin(bound);
          }
        });
  }

  /** Class path of processes with libraries that would take over on our own. */
  private static String jarsBeside(String directory) {
    try {
      Path own = Path.of(Vdsl.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return own.resolveSibling(directory).resolve("*").toString();
    } catch (URISyntaxException noFile) {
      throw new IllegalStateException("vdsl runs from no file", noFile);
    }
  }

  private static int wrongUse(ParameterException mistake) {
    CommandLine command = mistake.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    command.getErr().println("vdsl: " + reason(mistake) + "; see '" + name + " --help'");
    return ExitCode.USAGE;
  }

  /** Of the parser's lines the first, as a clause; what it does not say well we say. */
  private static String reason(ParameterException mistake) {
    if (mistake instanceof UnmatchedArgumentException stray && !stray.isUnknownOption()) {
      boolean command = !stray.getCommandLine().getSubcommands().isEmpty();
      String word = stray.getUnmatched().get(0);
      return command ? "unknown command '" + word + "'" : "'" + word + "' is one argument too many";
    }
    String first = String.valueOf(mistake.getMessage()).lines().findFirst().orElse("wrong use");
    return first.substring(0, 1).toLowerCase(Locale.ROOT) + first.substring(1);
  }

  private static int failed(Exception failure, CommandLine command) {
    if (failure instanceof CommandFailure expected) {
      command.getErr().println("vdsl: " + expected.getMessage());
      return expected.exitCode();
    }
    command
        .getErr()
        .println(
            "vdsl: internal fault in '"
                + command.getCommandSpec().qualifiedName()
                + "': "
                + failure
                + "; set "
                + DEBUG_VARIABLE
                + "=1 for the stack trace");
    if (System.getenv(DEBUG_VARIABLE) != null) {
      failure.printStackTrace(command.getErr());
    }
    return ExitCode.INTERNAL;
  }

  /** Without a command there is nothing to do. */
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "no command given");
  }

  /** The version that the build wrote into the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Vdsl.class.getPackage().getImplementationVersion();
      return new String[] {"vdsl " + (version == null ? "(not packaged)" : version)};
    }
  }
}
