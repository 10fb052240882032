package vdsl.cli;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import vdsl.collector.CloseReport;
import vdsl.collector.Collector;
import vdsl.collector.CollectorConfig;
import vdsl.collector.CollectorKey;
import vdsl.collector.ConfigException;
import vdsl.collector.ConfigSource;
import vdsl.collector.StartException;

/** Runs a collector until it is told to end. Its options are the collector's configuration keys. */
@Command(
    name = "collector",
    description = "Runs a collector until SIGINT or SIGTERM; prints its addresses when ready.",
    footer = {"", "Flags go before environment variables, these before the file."})
final class CollectorCommand implements Callable<Integer> {
  private final CliContext context;
  private Optional<CommandSpec> spec = Optional.empty();

  @Option(names = "--config", paramLabel = "FILE", description = "YAML file with the same keys.")
  private Optional<Path> file = Optional.empty();

  private CollectorCommand(CliContext context) {
    this.context = context;
  }

  static CommandSpec spec(CliContext context) {
    CollectorCommand command = new CollectorCommand(context);
    CommandSpec spec = CommandSpec.forAnnotatedObject(command);
    for (CollectorKey key : CollectorKey.values()) {
      spec.addOption(option(key));
    }
    command.spec = Optional.of(spec);
    return spec;
  }

  private static OptionSpec option(CollectorKey key) {
    boolean isSwitch = key.unit().equals("switch");
    String purpose = key.purpose();
    OptionSpec.Builder option =
        OptionSpec.builder(key.flag())
            .paramLabel(isSwitch ? "true|false" : key.unit().toUpperCase(Locale.ROOT))
            .arity("1")
            .type(String.class)
            .description(
                Character.toUpperCase(purpose.charAt(0))
                    + purpose.substring(1)
                    + " ("
                    + key.variable()
                    + "); default "
                    + key.defaultValue()
                    + ".");
    return isSwitch ? option.arity("0..1").fallbackValue("true").build() : option.build();
  }

  /** The options that were given, by their keys. */
  private Map<CollectorKey, String> flags() {
    Map<CollectorKey, String> flags = new EnumMap<>(CollectorKey.class);
    for (CollectorKey key : CollectorKey.values()) {
      String value = spec.orElseThrow().findOption(key.flag()).getValue();
      if (value != null) {
        flags.put(key, value);
      }
    }
    return flags;
  }

  @Override
  public Integer call() throws InterruptedException {
    file.ifPresent(path -> Failures.requireReadableFile("--config", path));
    context.end().listen();
    try (Collector collector = started()) {
      context.end().await();
      CloseReport report = collector.stop();
      context
          .err()
          .printf(
              "vdsl: collector ended; agents connected: %d, blocks left to them: %d%n",
              report.connections(), report.blocksLeft());
    }
    return ExitCode.OK;
  }

  private Collector started() {
    try {
      CollectorConfig config =
          CollectorConfig.of(ConfigSource.of(flags(), context.environment(), file));
      Collector collector = new Collector(config, context.crashPoint());
      collector.start();
      return collector;
    } catch (ConfigException | StartException unusable) {
      throw CommandFailure.usage(String.valueOf(unusable.getMessage()));
    }
  }
}
