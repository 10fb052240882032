package vdsl.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import vdsl.time.TickSource;
import vdsl.time.WallClock;

class DemoCommandTest {
  private static final DemoContext.Signals NONE =
      new DemoContext.Signals() {
        @Override
        public void listen() {}

        @Override
        public boolean isGivenWithin(Duration bound) {
          return false;
        }
      };

  private final StringWriter mistakes = new StringWriter();

  private int run(String... arguments) {
    PrintStream silent = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    CommandLine command =
        new CommandLine(
            new DemoCommand(
                new DemoContext(
                    new DemoContext.Programs("none", "none"),
                    new DemoContext.Terminal(silent, silent, false),
                    TickSource.system(),
                    WallClock.system(),
                    NONE)));
    command.setErr(new PrintWriter(mistakes, true));
    return command.execute(arguments);
  }

  @Test
  void numbersOutOfBoundsAreRefused() {
    assertThat(run("--nodes=2")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(run("--nodes=17")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(run("--seconds=0")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(run("--seconds=601")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(mistakes.toString())
        .contains("--nodes 2 not in 3..16")
        .contains("--nodes 17 not in 3..16")
        .contains("--seconds 0 not in 1..600")
        .contains("--seconds 601 not in 1..600");
  }
}
