package vdsl.e2e;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import vdsl.cli.CrashingVdsl;
import vdsl.cli.Vdsl;
import vdsl.fault.CrashPoint;

/** One vdsl command in a JVM of its own. Confined to one thread. */
final class VdslProcess implements AutoCloseable {
  private static final List<String> JVM_OPTIONS =
      List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto");

  private static final File NO_INPUT = new File("/dev/null");

  private final Process process;
  private final Path output;

  private VdslProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** Runs a command; what it prints goes to files in the directory. */
  static VdslProcess start(Path directory, String... arguments) {
    return launch(directory, List.of(Vdsl.class.getName()), arguments);
  }

  /** Runs a command that ends itself when it reaches a step for the nth time. */
  static VdslProcess startCrashing(
      Path directory, CrashPoint.Step step, int n, String... arguments) {
    return launch(
        directory,
        List.of(CrashingVdsl.class.getName(), step.name(), Integer.toString(n)),
        arguments);
  }

  /** Runs a command with more variables in its environment. */
  static VdslProcess startIn(Map<String, String> environment, Path directory, String... arguments) {
    return launch(
        directory, List.of(Vdsl.class.getName()), Redirect.from(NO_INPUT), environment, arguments);
  }

  /** Runs a command with a file as its standard input. */
  static VdslProcess startReading(Path input, Path directory, String... arguments) {
    return launch(
        directory,
        List.of(Vdsl.class.getName()),
        Redirect.from(input.toFile()),
        Map.of(),
        arguments);
  }

  /** Runs the demo with the classes of its services as they were built, below a directory. */
  static VdslProcess startDemo(Path directory, String... arguments) throws IOException {
    Path built = Path.of("../demo/target").toAbsolutePath();
    String classPath =
        built.resolve("classes")
            + File.pathSeparator
            + Files.readString(built.resolve("class-path")).strip();
    Path temporary = Files.createDirectory(directory.resolve("temporary"));
    List<String> all = new ArrayList<>(List.of("demo"));
    all.addAll(List.of(arguments));
    return launch(
        directory,
        List.of(
            "-Dvdsl.demo.class-path=" + classPath,
            "-Djava.io.tmpdir=" + temporary,
            Vdsl.class.getName()),
        all.toArray(String[]::new));
  }

  /** Runs another class of the tests. */
  static VdslProcess startMain(Class<?> main, Path directory, String... arguments) {
    return launch(directory, List.of(main.getName()), arguments);
  }

  /** Runs another class of the tests with more variables in its environment. */
  static VdslProcess startMainIn(
      Map<String, String> environment, Class<?> main, Path directory, String... arguments) {
    return launch(
        directory, List.of(main.getName()), Redirect.from(NO_INPUT), environment, arguments);
  }

  private static VdslProcess launch(Path directory, List<String> main, String... arguments) {
    return launch(directory, main, Redirect.from(NO_INPUT), Map.of(), arguments);
  }

  private static VdslProcess launch(
      Path directory,
      List<String> main,
      Redirect input,
      Map<String, String> environment,
      String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM_OPTIONS);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.addAll(main);
    command.addAll(List.of(arguments));
    try {
      Path output = Files.createTempFile(directory, "vdsl-", ".out");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectInput(input)
              .redirectOutput(output.toFile())
              .redirectError(errorOf(output).toFile());
      builder.environment().put("VDSL_STATE_DIR", directory.resolve("state").toString());
      builder.environment().putAll(environment);
      return new VdslProcess(builder.start(), output);
    } catch (IOException notStarted) {
      throw new UncheckedIOException(notStarted);
    }
  }

  private static Path errorOf(Path output) {
    return output.resolveSibling(output.getFileName() + ".err");
  }

  /** Ends the process as power loss of the process would: SIGKILL. */
  void kill() {
    signalKill();
    await(Duration.ofSeconds(30));
  }

  /** The same without waiting for the end: several processes can so be killed at once. */
  void signalKill() {
    process.destroyForcibly();
  }

  /** Asks the process to end: SIGTERM. */
  int terminate() {
    process.destroy();
    return await(Duration.ofSeconds(30));
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for the end and returns the exit code. */
  int await(Duration timeout) {
    try {
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("still running after " + timeout + "; said: " + error());
      }
      return process.exitValue();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError(interrupted);
    }
  }

  Path output() {
    return output;
  }

  /** What it printed to the standard output. */
  String text() {
    return read(output);
  }

  /** The same, decoded. */
  String utf8() {
    return new String(text().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  /** What it printed to the standard error. */
  String error() {
    return read(errorOf(output));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      kill();
    }
  }
}
