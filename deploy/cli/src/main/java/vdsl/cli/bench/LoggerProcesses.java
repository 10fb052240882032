package vdsl.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import vdsl.cli.process.ChildProcess;
import vdsl.cli.process.Workspace;

/**
 * Runs the processes of module agent/bench, one logger in each, and reads the figures they leave.
 * Confined to one thread.
 */
final class LoggerProcesses {
  /** Logs nothing: the cost of the measuring itself. */
  static final String EMPTY = "empty";

  /** Names of the loggers. */
  static final List<String> SUBJECTS =
      List.of(EMPTY, "vdsl-typed", "vdsl-logback", "logback-async", "log4j2-async");

  private static final String MAIN_CLASS = "vdsl.agent.bench.BenchProcess";

  /** Queues of thousands of events with their arguments, and what the harness keeps of calls. */
  private static final int HEAP_MIB = 1024;

  /** One core each on a small machine. */
  private static final int KILLED_THREADS = 2;

  /** Of a process that is to be killed: its logger is saturated. */
  private static final String SATURATED_FILE = "saturated";

  private static final String RESULTS_FILE = "results";
  private static final int RESULT_PARTS = 3;

  /**
   * How the loggers are called.
   *
   * @param seconds length of each phase
   * @param rate paced calls per second and thread
   */
  record Pace(double seconds, long rate) {}

  private final Workspace workspace;
  private final String classPath;
  private final Pace pace;

  LoggerProcesses(Workspace workspace, String classPath, Pace pace) {
    this.workspace = workspace;
    this.classPath = classPath;
    this.pace = pace;
  }

  /** Latency, allocation and rate of one logger. */
  List<Figure> measure(String subject, int threads) throws IOException, InterruptedException {
    Path directory = Files.createDirectory(workspace.path("logger"));
    start("MEASURE", subject, directory, threads).awaitSuccess();
    return takeFigures(subject, threads + "t", directory);
  }

  /** What is lost when a process is killed while its logger is saturated. */
  List<Figure> kill(String subject) throws IOException, InterruptedException {
    Path directory = Files.createDirectory(workspace.path("logger"));
    ChildProcess saturated = start("SATURATE", subject, directory, KILLED_THREADS);
    while (!Files.exists(directory.resolve(SATURATED_FILE))) {
      if (saturated.hasEnded()) {
        throw new BenchException(subject + " ended before it was killed: " + saturated.error());
      }
    }
    saturated.kill();
    start("RECOVER", subject, directory, KILLED_THREADS).awaitSuccess();
    return takeFigures(subject, "kill", directory);
  }

  private ChildProcess start(String mode, String subject, Path directory, int threads)
      throws IOException {
    return workspace.start(
        new Workspace.Program("bench agent " + subject, classPath, MAIN_CLASS),
        HEAP_MIB,
        List.of(
            mode,
            subject,
            directory.toString(),
            Integer.toString(threads),
            Double.toString(pace.seconds()),
            Long.toString(pace.rate())));
  }

  /** Reads lines of metric, unit, value, and removes the directory. */
  private static List<Figure> takeFigures(String subject, String caseName, Path directory)
      throws IOException {
    List<Figure> figures = new ArrayList<>();
    for (String line : Files.readAllLines(directory.resolve(RESULTS_FILE))) {
      String[] parts = line.split(" ", RESULT_PARTS);
      figures.add(Figure.of(subject, caseName, parts[0], parts[1], Double.parseDouble(parts[2])));
    }
    Workspace.remove(directory);
    return figures;
  }
}
