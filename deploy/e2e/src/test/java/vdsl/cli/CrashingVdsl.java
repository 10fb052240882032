package vdsl.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import vdsl.fault.CrashPoint;

/**
 * The vdsl command with an end built in: {@code CrashingVdsl STEP N COMMAND...} halts the JVM, as
 * kill -9 would, when a step of the record path is reached for the Nth time.
 */
public final class CrashingVdsl {
  /** What a killed process would leave: 128 + SIGKILL. */
  public static final int EXIT_CODE = 137;

  private CrashingVdsl() {}

  public static void main(String[] args) {
    CrashPoint.Step fatal = CrashPoint.Step.valueOf(args[0]);
    AtomicLong left = new AtomicLong(Long.parseLong(args[1]));
    CrashPoint crash =
        step -> {
          if (step == fatal && left.decrementAndGet() == 0) {
            Runtime.getRuntime().halt(EXIT_CODE);
          }
        };
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    CliContext context = CliContext.system(out, err).withCrashPoint(crash);
    int exitCode = Vdsl.run(context, Arrays.copyOfRange(args, 2, args.length));
    out.flush();
    context.end().exit(exitCode);
  }
}
