package vdsl.agent.transport;

import vdsl.block.BlockBody;
import vdsl.time.TimeMap;

/** Tells the cluster time of a block's ticks when it is about to be sent for the first time. */
@FunctionalInterface
public interface StampTime {
  TimeMap mapOf(BlockBody body);

  /** The node's wall clock with an unlimited bound, where no master was ever seen. */
  static StampTime wallClock() {
    return body -> TimeMap.wallClock(body.anchor().ticks(), body.anchor().wallNs());
  }
}
