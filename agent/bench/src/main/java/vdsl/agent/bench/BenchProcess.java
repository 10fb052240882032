package vdsl.agent.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import vdsl.time.TickSource;

/**
 * The process that {@code vdsl bench agent} starts for every subject and case, so that none is
 * measured in a JVM that another one has warmed up. It leaves its figures in the directory.
 */
public final class BenchProcess {
  /** Tells the command that it may kill this process. */
  private static final String SATURATED_FILE = "saturated";

  private BenchProcess() {}

  /** Takes the components of {@link Settings} in their order. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Settings settings = Settings.parse(List.of(arguments));
    TickSource ticks = TickSource.system();
    switch (settings.mode()) {
      case MEASURE -> new Measurement(settings, ticks).run().write(settings.directory());
      case SATURATE -> saturate(settings, ticks);
      case RECOVER -> recover(settings).write(settings.directory());
    }
  }

  private static void saturate(Settings settings, TickSource ticks)
      throws IOException, InterruptedException {
    ReturnedFile returned = ReturnedFile.create(settings.directory(), settings.callerCount());
    try (Subject subject = settings.subject().open(settings.directory());
        CallerThreads callers = new CallerThreads(subject, settings.callerCount(), ticks)) {
      long saturatedNs = ticks.ticks() + settings.phaseNs();
      callers.run(
          (caller, index) -> {
            caller.saturate(saturatedNs, returned.of(index));
            if (index == 0) {
              tellThatItIsSaturated(settings);
            }
            caller.saturate(Long.MAX_VALUE, returned.of(index));
          });
    }
  }

  private static void tellThatItIsSaturated(Settings settings) {
    try {
      Files.createFile(settings.directory().resolve(SATURATED_FILE));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static Results recover(Settings settings) throws IOException {
    long[] returned = ReturnedFile.read(settings.directory(), settings.callerCount());
    WrittenRecords written = new WrittenRecords(settings.callerCount());
    settings.subject().read(settings.directory(), written);
    Results results = new Results();
    results.add("lost_records", "records", (double) written.lostOf(returned));
    return results;
  }
}
