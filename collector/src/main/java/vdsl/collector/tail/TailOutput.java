package vdsl.collector.tail;

import java.io.IOException;
import java.util.OptionalLong;
import vdsl.record.LogRecord;
import vdsl.record.NodeId;

/** Where a tail's records go. Called by the thread that advances the tail. */
public interface TailOutput {
  /**
   * Takes the next record; {@link Tail#position} is behind it.
   *
   * @param isLate true if its place had passed when it became durable
   * @return false if there is no room for another one now
   */
  boolean record(LogRecord record, boolean isLate) throws IOException;

  /**
   * Learns that records which were not given are no longer stored; {@link Tail#position} is behind
   * them.
   *
   * @param firstId first Id of those; empty if it is not known whether there were any
   */
  void dropped(NodeId node, OptionalLong firstId, long lastId) throws IOException;
}
