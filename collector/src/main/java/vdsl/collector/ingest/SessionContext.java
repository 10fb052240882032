package vdsl.collector.ingest;

import java.util.UUID;
import vdsl.collector.metrics.IngestMetrics;
import vdsl.fault.CrashPoint;

/**
 * What the sessions of one server share. Thread-safe.
 *
 * @param windowBytes unacknowledged bytes of blocks one agent may have under way
 */
record SessionContext(
    UUID clusterId,
    long windowBytes,
    Doors doors,
    IngestMetrics metrics,
    StatusLog log,
    CrashPoint crashPoint) {
  /**
   * Where a session comes in and where it delivers.
   *
   * @param connections places of the sessions
   * @param queue where blocks go
   * @param frames places of frames that have begun
   * @param health whether blocks can be stored
   * @param clocks where the time comes from
   */
  record Doors(
      Connections connections,
      ArrivalQueue queue,
      FrameBudget frames,
      StoreHealth health,
      ClockDesk clocks) {}
}
