package vdsl.cli;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Reads the lines of several inputs, one input after the other, at most so many a second. Confined
 * to one thread.
 */
final class LinePump {
  /** Lines between two looks at what else there is to do: some milliseconds of work. */
  private static final int RECORD_COUNT_MAX = 4_096;

  private final List<LineReader> readers;
  private final RateLimit rate;
  private int current;
  private Optional<IOException> failure = Optional.empty();

  LinePump(List<LineReader> readers, RateLimit rate) {
    this.readers = List.copyOf(readers);
    this.rate = rate;
  }

  /**
   * Records lines that are there now.
   *
   * @return number of records; 0 if there is nothing to do now
   */
  int pump() {
    int pumped = 0;
    int idle = 0;
    while (idle < readers.size() && pumped < RECORD_COUNT_MAX && rate.available() > 0) {
      int added = pumpCurrent(Math.min(RECORD_COUNT_MAX - pumped, rate.available()));
      rate.take(added);
      pumped += added;
      if (readers.get(current).isBlocked()) {
        return pumped;
      }
      if (added == 0) {
        idle++;
        current = (current + 1) % readers.size();
      } else {
        idle = 0;
      }
    }
    return pumped;
  }

  private int pumpCurrent(int countMax) {
    try {
      return failure.isPresent() ? 0 : readers.get(current).read(countMax);
    } catch (IOException broken) {
      failure = Optional.of(broken);
      return 0;
    }
  }

  /** What stopped the reading, if an input broke: what was read before is recorded. */
  Optional<IOException> failure() {
    return failure;
  }

  /** True when no line will come any more. */
  boolean isExhausted() {
    return failure.isPresent() || readers.stream().allMatch(LineReader::isEnded);
  }

  /** Closes the inputs. */
  void close() {
    for (LineReader reader : readers) {
      try {
        reader.close();
      } catch (IOException failed) {
        failure = Optional.of(failed);
      }
    }
  }
}
