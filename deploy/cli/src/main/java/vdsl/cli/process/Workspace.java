package vdsl.cli.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * Directory and processes of one command. Both are gone when it is closed, which also happens when
 * the command is interrupted. Thread-safe.
 */
public final class Workspace implements AutoCloseable {
  /** Besides their heap: what the launcher gives commands that run long. */
  private static final List<String> JAVA_OPTIONS =
      List.of("-XX:+UseParallelGC", "-XX:+ExitOnOutOfMemoryError", "-Dfile.encoding=UTF-8");

  /** From here on Java warns of native code and Unsafe unless they are allowed. */
  private static final int JAVA_WITH_WARNINGS = 24;

  private final Path directory;
  private final Queue<ChildProcess> children = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final CompletableFuture<Boolean> gone = new CompletableFuture<>();

  private Workspace(Path directory) {
    this.directory = directory;
  }

  public static Workspace open(Path parent, String name) throws IOException {
    Workspace workspace = new Workspace(Files.createTempDirectory(parent, "vdsl-" + name + "-"));
    Runtime.getRuntime()
        .addShutdownHook(new Thread(workspace::close, "vdsl-" + name + "-interrupted"));
    return workspace;
  }

  public Path path(String name) {
    return directory.resolve(name);
  }

  /**
   * What a JVM of its own runs.
   *
   * @param name what the user calls it
   */
  public record Program(String name, String classPath, String mainClass) {}

  /** Starts a vdsl command in a JVM like this one, but for the heap. */
  public ChildProcess start(String mainClass, int heapMib, List<String> arguments)
      throws IOException {
    String classPath = ManagementFactory.getRuntimeMXBean().getClassPath();
    return start(new Program(arguments.get(0), classPath, mainClass), heapMib, arguments);
  }

  /** Starts a program in a JVM with options like those of this one, but for the heap. */
  public ChildProcess start(Program program, int heapMib, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.add("-Xmx" + heapMib + "m");
    command.addAll(JAVA_OPTIONS);
    if (Runtime.version().feature() >= JAVA_WITH_WARNINGS) {
      command.add("--enable-native-access=ALL-UNNAMED");
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    command.addAll(List.of("-cp", program.classPath(), program.mainClass()));
    command.addAll(arguments);
    Path error = Files.createTempFile(directory, "child-", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(error.toFile());
    builder.environment().put("VDSL_STATE_DIR", path("state").toString());
    ChildProcess child = new ChildProcess(program.name(), builder.start(), error);
    children.add(child);
    if (closed.get()) {
      child.kill();
      throw new ProcessException("interrupted");
    }
    return child;
  }

  /** Bytes of all files below a directory. */
  public static long bytesBelow(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      return paths.mapToLong(path -> path.toFile().isFile() ? path.toFile().length() : 0).sum();
    }
  }

  /** Kills what still runs and removes everything. Idempotent; whoever calls it sees that done. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      gone.join();
      return;
    }
    try {
      children.forEach(ChildProcess::kill);
      remove(directory);
    } finally {
      gone.complete(true);
    }
  }

  /** Removes a directory of this workspace that is not needed any more. */
  public static void remove(Path directory) {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException left) {
      throw new UncheckedIOException("cannot remove " + directory, left);
    }
  }
}
