package vdsl.time;

import java.time.Clock;
import java.time.Instant;

/**
 * Civil time of this host, in nanoseconds since 1970-01-01T00:00:00Z. It may step in either
 * direction. Implementations are thread-safe.
 */
@FunctionalInterface
public interface WallClock {
  /** Returns the current reading, in nanoseconds since the epoch. */
  long nowNs();

  /** The operating system's clock. */
  static WallClock system() {
    Clock utc = Clock.systemUTC();
    return () -> {
      Instant now = utc.instant();
      return Math.addExact(
          Math.multiplyExact(now.getEpochSecond(), 1_000_000_000L), (long) now.getNano());
    };
  }
}
