package vdsl.time;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * How long a host has been up, including the time it slept, which raw ticks do not count.
 * Implementations are thread-safe.
 */
@FunctionalInterface
public interface UptimeSource {
  /** Returns the current reading, in nanoseconds; empty where the system tells none. */
  OptionalLong uptimeNs();

  /** Linux tells it, in hundredths of a second, and elsewhere there is none. */
  static UptimeSource system() {
    return ofFile(Path.of("/proc/uptime"));
  }

  /** A file whose first word is the time in seconds. */
  static UptimeSource ofFile(Path file) {
    return () -> {
      try {
        String seconds = Files.readString(file).split(" ", 2)[0];
        return OptionalLong.of((long) (Double.parseDouble(seconds) * 1e9));
      } catch (IOException | NumberFormatException absent) {
        return OptionalLong.empty();
      }
    };
  }
}
