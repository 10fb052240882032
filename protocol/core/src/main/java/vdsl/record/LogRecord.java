package vdsl.record;

import java.util.List;
import java.util.OptionalLong;

/**
 * One record as a query returns it. Immutable.
 *
 * @param id gapless per node, from 1
 * @param ip address of the host that logged
 * @param timeNs cluster time, in nanoseconds since the epoch
 * @param timeBoundNs largest possible error of timeNs, in nanoseconds, or {@link
 *     vdsl.time.TimeMap#BOUND_UNLIMITED_NS}
 * @param pid process that logged
 * @param object service, component or logger that logged
 * @param text rendered text, byte for byte as logged
 * @param eventTimeNs original timestamp of a record that came from elsewhere, in nanoseconds since
 *     the epoch
 */
public record LogRecord(
    long id,
    NodeId node,
    String ip,
    long timeNs,
    long timeBoundNs,
    int pid,
    String object,
    LogType type,
    Severity level,
    Utf8 text,
    OptionalLong eventTimeNs,
    List<Attribute> attributes) {
  /** Id of a node's first record. */
  public static final long ID_FIRST = 1;

  public LogRecord {
    if (id < ID_FIRST) {
      throw new IllegalArgumentException("id " + id + " not in 1..2^63-1");
    }
    if (timeBoundNs < 0) {
      throw new IllegalArgumentException("timeBoundNs " + timeBoundNs + " not in 0..2^63-1");
    }
    attributes = List.copyOf(attributes);
  }
}
