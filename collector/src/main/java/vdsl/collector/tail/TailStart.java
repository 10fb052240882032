package vdsl.collector.tail;

/** Where a tail begins. */
sealed interface TailStart {
  /** With what is logged from now on. */
  record Now() implements TailStart {}

  /** With the records of a cluster time, in nanoseconds since the epoch. */
  record From(long timeNs) implements TailStart {}

  /** With the last so many records there are. */
  record Last(long count) implements TailStart {}

  /** Behind what a tail before it has given. */
  record After(TailPosition position) implements TailStart {}
}
