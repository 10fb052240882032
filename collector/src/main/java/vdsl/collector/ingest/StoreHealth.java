package vdsl.collector.ingest;

import java.util.Optional;

/** Whether blocks can be stored now. Written by the committer, read by anybody. */
final class StoreHealth {
  private volatile Optional<String> fault = Optional.of("not started");

  /** Why blocks cannot be stored; empty if they can. */
  Optional<String> fault() {
    return fault;
  }

  void fails(String reason) {
    fault = Optional.of(reason);
  }

  void works() {
    fault = Optional.empty();
  }
}
