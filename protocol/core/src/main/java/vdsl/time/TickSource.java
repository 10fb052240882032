package vdsl.time;

/**
 * Raw monotonic clock of one boot, in nanoseconds from an arbitrary origin. Readings of different
 * boots are not comparable. Implementations are thread-safe.
 */
@FunctionalInterface
public interface TickSource {
  /** Returns the current reading, in nanoseconds; never smaller than an earlier one. */
  long ticks();

  /** The JVM's monotonic clock. */
  static TickSource system() {
    return System::nanoTime;
  }
}
