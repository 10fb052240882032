package vdsl.cli.demo;

import java.time.Instant;
import java.util.Optional;
import vdsl.cli.demo.StoredRecord.Place;
import vdsl.cli.demo.StoredRecord.Step;

/** Stored records as tests plant them. */
final class Records {
  static final Instant START = Instant.parse("2026-11-25T10:00:00Z");

  private Records() {}

  static LoggedCalls.Caller caller(String node, String thread) {
    return new LoggedCalls.Caller(node, 17, thread);
  }

  static StoredRecord call(LoggedCalls.Caller caller, long n) {
    return new StoredRecord(
        new Place(caller.node(), 100 + n),
        START,
        caller,
        n,
        Optional.empty(),
        Optional.of(START),
        "INFO",
        "call " + n);
  }

  /** A step of a call, at milliseconds of cluster time and of the node's own clock. */
  static StoredRecord step(Place place, Step step, long timeMs, long ownMs) {
    return new StoredRecord(
        place,
        START.plusMillis(timeMs),
        caller(place.node(), "main"),
        place.id(),
        Optional.of(step),
        Optional.of(START.plusMillis(ownMs)),
        "INFO",
        step.toString());
  }
}
