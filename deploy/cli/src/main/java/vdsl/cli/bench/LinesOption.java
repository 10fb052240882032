package vdsl.cli.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Option of benchmarks whose records are lines. */
final class LinesOption {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--lines",
      paramLabel = "FILE",
      arity = "1..*",
      description =
          "Log files whose lines are varied to make the records; default: lines made up for this.")
  private List<Path> lines = new ArrayList<>();

  /** The lines to vary. */
  List<byte[]> sampleLines() {
    if (lines.isEmpty()) {
      return SampleLines.builtIn();
    }
    try {
      List<byte[]> read = SampleLines.read(lines);
      if (read.isEmpty()) {
        throw refusal("--lines: no line in " + lines);
      }
      return read;
    } catch (IOException unreadable) {
      throw refusal("--lines: cannot read " + unreadable.getMessage());
    }
  }

  private ParameterException refusal(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
