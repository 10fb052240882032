package vdsl.logback;

import ch.qos.logback.classic.LoggerContext;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/** A service in a process of its own that logs and then ends in one of several ways. */
final class ServiceJvm implements AutoCloseable {
  static final int LINES = 500;

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  /** How the service ends. */
  enum End {
    /** Its main method returns, and nobody stops Logback. */
    RETURN,
    /** The same, and a shutdown hook of its own logs when the appender may have shipped all. */
    RETURN_AND_LOG_LATE,
    /** Logback is stopped by a shutdown hook, as its configuration can ask for. */
    RETURN_AND_STOP,
    /** It waits to be killed. */
    WAIT
  }

  private final Process process;
  private final BufferedReader out;

  private ServiceJvm(Process process) {
    this.process = process;
    this.out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  static ServiceJvm start(End end, Path directory, String collector) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx64m", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(ServiceJvm.class.getName());
    command.addAll(List.of(end.name(), directory.toString(), collector));
    return new ServiceJvm(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  public static void main(String[] args) throws Exception {
    VdslAppender appender = Contexts.appender(Contexts.empty());
    appender.setNode("n1");
    appender.setDirectory(args[1]);
    appender.setCollector(args[2]);
    appender.start();
    LoggerContext context = Contexts.with(appender);
    Logger log = context.getLogger("service");
    for (int i = 0; i < LINES; i++) {
      log.info("line {}", i);
    }
    switch (End.valueOf(args[0])) {
      case RETURN -> say("returns");
      case RETURN_AND_LOG_LATE -> atExit(() -> log.info("last words"));
      case RETURN_AND_STOP -> atExit(context::stop);
      case WAIT -> {
        say("logged");
        Thread.currentThread().join();
      }
    }
  }

  private static void say(String line) {
    System.out.println(line);
  }

  private static void atExit(Runnable work) {
    Runtime.getRuntime().addShutdownHook(new Thread(work));
  }

  String readLine() throws IOException {
    return out.readLine();
  }

  int awaitEnd() throws InterruptedException {
    if (!process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException("service did not end");
    }
    return process.exitValue();
  }

  /** Ends it by SIGKILL. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    awaitEnd();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
