package vdsl.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import vdsl.cli.process.Workspace;

/** Options that all benchmarks have. */
final class BenchOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description =
          "Work in a new directory below DIR, on the disk to measure; default: ${DEFAULT-VALUE}.",
      defaultValue = "${sys:java.io.tmpdir}")
  private Path directory = Path.of("");

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the figures of the table to FILE, too.")
  private Optional<Path> json = Optional.empty();

  /** Refuses what would make the benchmark fail only at its end. */
  void check() {
    if (!Files.isDirectory(directory) || !Files.isWritable(directory)) {
      throw refusal("--dir " + directory + " is no directory that can be written");
    }
    json.ifPresent(
        file -> {
          Optional<Path> parent = Optional.ofNullable(file.toAbsolutePath().getParent());
          if (Files.isDirectory(file) || parent.filter(Files::isWritable).isEmpty()) {
            throw refusal("--json " + file + " cannot be written");
          }
        });
  }

  long positive(String name, long value, long most) {
    return within(name, value, 1, most);
  }

  long within(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw refusal(name + " " + value + " not in " + least + ".." + most);
    }
    return value;
  }

  Workspace workspace() throws IOException {
    return Workspace.open(directory, "bench");
  }

  /** Prints the table, and writes it where a file was asked for. */
  void publish(BenchReport report, BenchContext context) throws IOException {
    report.print(context.out());
    if (json.isPresent()) {
      report.write(json.get());
    }
  }

  ParameterException refusal(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
