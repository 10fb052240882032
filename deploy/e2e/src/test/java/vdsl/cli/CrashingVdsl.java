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
    CrashPoint crash = at(CrashPoint.Step.valueOf(args[0]), Long.parseLong(args[1]));
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    CliContext context = CliContext.system(out, err).withCrashPoint(crash);
    int exitCode = Vdsl.run(context, Arrays.copyOfRange(args, 2, args.length));
    out.flush();
    context.end().exit(exitCode);
  }

  /** Halts the JVM when a step is reached for the nth time. */
  public static CrashPoint at(CrashPoint.Step fatal, long n) {
    AtomicLong left = new AtomicLong(n);
    return step -> {
      if (step == fatal && left.decrementAndGet() == 0) {
        Runtime.getRuntime().halt(EXIT_CODE);
      }
    };
  }
}
