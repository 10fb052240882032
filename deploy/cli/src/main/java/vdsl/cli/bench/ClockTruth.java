package vdsl.cli.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import vdsl.collector.clock.MasterClock;

/**
 * Between which cluster times log calls truly were. Processes of one machine share its raw clock:
 * cluster time is that clock and what the collector keeps of its term.
 *
 * @param offsetNs cluster time minus raw clock
 * @param readings of the raw clock right before and right after each call
 */
record ClockTruth(long offsetNs, LongBuffer readings) {
  private static final int READINGS_OF_A_CALL = 2;

  /**
   * Reads what a service and a collector have left.
   *
   * @param file two big-endian longs for each call
   * @param collectorData directory of the collector
   */
  static ClockTruth read(Path file, Path collectorData) throws IOException {
    Properties master = new Properties();
    try (var in = Files.newBufferedReader(collectorData.resolve(MasterClock.FILE))) {
      master.load(in);
    }
    long offsetNs = Long.parseLong(master.getProperty("offset_ns", ""));
    return new ClockTruth(offsetNs, ByteBuffer.wrap(Files.readAllBytes(file)).asLongBuffer());
  }

  int calls() {
    return readings.limit() / READINGS_OF_A_CALL;
  }

  private long beforeNs(int call) {
    return readings.get(READINGS_OF_A_CALL * call);
  }

  private long afterNs(int call) {
    return readings.get(READINGS_OF_A_CALL * call + 1);
  }

  /** How far a time is outside of what is true of a call. */
  long errorNs(int call, long timeNs) {
    long straightNs = timeNs - offsetNs;
    return Math.max(0, Math.max(beforeNs(call) - straightNs, straightNs - afterNs(call)));
  }

  /** How much a call leaves open. */
  long widthNs(int call) {
    return afterNs(call) - beforeNs(call);
  }
}
