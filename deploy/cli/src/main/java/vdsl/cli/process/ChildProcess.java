package vdsl.cli.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A vdsl command in a JVM of its own. Confined to one thread, but for {@link #kill}. */
public final class ChildProcess {
  /** How often a process is looked at that is waited for. */
  private static final long POLL_MS = 10;

  /** A collector that is asked to end compacts and closes its file. */
  private static final long END_SECONDS_MAX = 20;

  private final String name;
  private final Process process;
  private final Path error;
  private Duration cpu = Duration.ZERO;

  /**
   * Takes charge of a process.
   *
   * @param error the file its standard error goes to
   */
  ChildProcess(String name, Process process, Path error) {
    this.name = name;
    this.process = process;
    this.error = error;
  }

  /**
   * Waits a moment for the end; true if it has come. The processor time is read meanwhile: of a
   * process that has ended nothing can be read.
   */
  public boolean hasEnded() throws InterruptedException {
    process.info().totalCpuDuration().ifPresent(used -> cpu = used);
    return process.waitFor(POLL_MS, TimeUnit.MILLISECONDS);
  }

  /** Waits for the end, which must be a good one. */
  public void awaitSuccess() throws InterruptedException {
    boolean ended = hasEnded();
    while (!ended) {
      ended = hasEnded();
    }
    if (process.exitValue() != 0) {
      throw new ProcessException(
          "'vdsl " + name + "' ended with exit code " + process.exitValue() + ": " + error());
    }
  }

  /** Processor time it has used, or had when it was last looked at before it ended. */
  public long cpuNs() {
    process.info().totalCpuDuration().ifPresent(used -> cpu = used);
    return cpu.toNanos();
  }

  /** What it wrote to the standard error so far. */
  public String error() {
    try {
      return Files.readString(error, StandardCharsets.ISO_8859_1).strip();
    } catch (IOException unreadable) {
      throw new ProcessException("cannot read what 'vdsl " + name + "' said", unreadable);
    }
  }

  /** Asks it to end, and does not wait for that. */
  public void askToEnd() {
    process.destroy();
  }

  /** Ends it, gently first, and returns when it is gone. */
  public void end() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) {
      kill();
    }
  }

  /** Ends it at once and returns when it is gone. */
  public void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
