package vdsl.cli.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vdsl.cli.process.Workspace;

/** Measures log calls of the agent beside those of other loggers. */
@Command(
    name = "agent",
    description = {
      "Measures log calls of the agent beside those of other loggers.",
      "Each subject logs 'user {} fetched {} in {} ms' with a long, a String and a double, for each"
          + " number of threads in a JVM of its own: at a pace that fills no queue (latency, bytes"
          + " allocated), then as fast as it can, until all is written; and once until it is killed"
          + " with SIGKILL. Subject 'empty' is the cost of the measuring itself. The figures are"
          + " medians of the rounds."
    })
final class AgentBench implements Callable<Integer> {
  private static final int THREADS_MAX = 64;
  private static final double SECONDS_MAX = 600;
  private static final long RATE_MAX = 1_000_000;
  private static final int ROUNDS_MAX = 100;

  private final BenchContext context;

  @Option(
      names = "--subjects",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "empty,vdsl-typed,vdsl-logback,logback-async,log4j2-async",
      description = "Loggers to measure; default ${DEFAULT-VALUE}.")
  private List<String> subjects = new ArrayList<>();

  @Option(
      names = "--threads",
      paramLabel = "N",
      split = ",",
      defaultValue = "1,2,4",
      description = "Numbers of threads that log; default ${DEFAULT-VALUE}.")
  private List<Integer> threads = new ArrayList<>();

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "3",
      description = "Length of each phase: warming up, paced, saturated; default ${DEFAULT-VALUE}.")
  private double seconds;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "20000",
      description = "Paced calls per second and thread; default ${DEFAULT-VALUE}.")
  private long rate;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "1",
      description = "How often to measure; default ${DEFAULT-VALUE}.")
  private int rounds;

  @Mixin private BenchOptions options = new BenchOptions();

  AgentBench(BenchContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    check();
    BenchReport report = new BenchReport("agent", Origin.detect(context.clock()));
    try (Workspace workspace = options.workspace()) {
      LoggerProcesses processes =
          new LoggerProcesses(
              workspace, context.agentClassPath(), new LoggerProcesses.Pace(seconds, rate));
      for (int round = 1; round <= rounds; round++) {
        for (String subject : subjects) {
          measure(processes, subject, round, report);
        }
      }
    }
    options.publish(report, context);
    return 0;
  }

  private void check() {
    for (String subject : subjects) {
      if (!LoggerProcesses.SUBJECTS.contains(subject)) {
        throw options.refusal(
            "--subjects " + subject + " is none of " + String.join(",", LoggerProcesses.SUBJECTS));
      }
    }
    for (int count : threads) {
      options.positive("--threads", count, THREADS_MAX);
    }
    if (!(seconds > 0 && seconds <= SECONDS_MAX)) {
      throw options.refusal("--seconds " + seconds + " not above 0 and at most " + SECONDS_MAX);
    }
    options.positive("--rate", rate, RATE_MAX);
    options.positive("--rounds", rounds, ROUNDS_MAX);
    options.check();
  }

  private void measure(LoggerProcesses processes, String subject, int round, BenchReport report)
      throws IOException, InterruptedException {
    for (int count : threads) {
      context.progress("round %d of %d: %s, threads: %d", round, rounds, subject, count);
      report.addAll(processes.measure(subject, count));
    }
    if (!subject.equals(LoggerProcesses.EMPTY)) {
      context.progress("round %d of %d: %s, killed", round, rounds, subject);
      report.addAll(processes.kill(subject));
    }
  }
}
