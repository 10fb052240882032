package vdsl.agent.capture;

import vdsl.agent.buffer.BufferConfig;

/**
 * How the log calls of a process become records.
 *
 * @param recordsThread key {@code record.thread}: whether a record names the thread that logged
 */
public record CaptureConfig(BufferConfig buffer, FullPolicy full, boolean recordsThread) {
  public static final CaptureConfig DEFAULT =
      new CaptureConfig(BufferConfig.DEFAULT, FullPolicy.DEFAULT, true);
}
