package vdsl.cli.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A collector in a process of its own, on ports of the loopback interface. Confined to one thread.
 */
public final class CollectorProcess {
  private static final Pattern READY =
      Pattern.compile("ready: agents at (\\S+), readers at (\\S+)");

  private final ChildProcess process;
  private final Path data;
  private final String agentsAddress;
  private final String url;

  private CollectorProcess(ChildProcess process, Path data, String agentsAddress, String url) {
    this.process = process;
    this.data = data;
    this.agentsAddress = agentsAddress;
    this.url = url;
  }

  /** Starts a collector on any free ports and returns when it is ready. */
  public static CollectorProcess start(
      Workspace workspace, String mainClass, int heapMib, Path data)
      throws IOException, InterruptedException {
    return start(workspace, mainClass, heapMib, data, Ports.ANY);
  }

  /**
   * Where a collector listens on the loopback interface; 0 is any free port.
   *
   * @param agents port for agents
   * @param readers port for readers
   */
  public record Ports(int agents, int readers) {
    /** Any free ones. */
    public static final Ports ANY = new Ports(0, 0);
  }

  /** Starts a collector and returns when it is ready. */
  public static CollectorProcess start(
      Workspace workspace, String mainClass, int heapMib, Path data, Ports ports)
      throws IOException, InterruptedException {
    return start(workspace, mainClass, heapMib, data, ports, List.of());
  }

  /**
   * Starts a collector and returns when it is ready.
   *
   * @param settings further options of {@code vdsl collector}, each followed by its value
   */
  public static CollectorProcess start(
      Workspace workspace,
      String mainClass,
      int heapMib,
      Path data,
      Ports ports,
      List<String> settings)
      throws IOException, InterruptedException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "collector",
                "--data",
                data.toString(),
                "--listen",
                "127.0.0.1:" + ports.agents(),
                "--http",
                "127.0.0.1:" + ports.readers()));
    arguments.addAll(settings);
    ChildProcess process = workspace.start(mainClass, heapMib, arguments);
    while (!process.hasEnded()) {
      Matcher ready = READY.matcher(process.error());
      if (ready.find()) {
        return new CollectorProcess(process, data, ready.group(1), ready.group(2));
      }
    }
    throw new ProcessException("the collector did not start: " + process.error());
  }

  /** HOST:PORT for agents. */
  public String agentsAddress() {
    return agentsAddress;
  }

  /** For readers, without a slash at its end. */
  public String url() {
    return url;
  }

  /** Bytes of all files of its store. */
  public long storedBytes() throws IOException {
    return Workspace.bytesBelow(data);
  }

  public long cpuNs() {
    return process.cpuNs();
  }

  /** Waits a moment for the end; true if it has come. */
  public boolean hasEnded() throws InterruptedException {
    return process.hasEnded();
  }

  /** What it wrote to the standard error so far. */
  public String error() {
    return process.error();
  }

  /** Ends it at once, as a crash would, and returns when it is gone. */
  public void kill() {
    process.kill();
  }

  /** Lets it close its store, and returns when it is gone. */
  public void end() throws InterruptedException {
    process.end();
  }
}
