package vdsl.clock;

import java.util.OptionalLong;

/**
 * What the exchanges of one generation of a clock with one master tell of {@code theta}, the
 * master's time minus raw ticks. Offsets are {@code theta} less a base that never changes, so that
 * a double holds them exactly. Between the readings that {@link #straightUntil} names, the estimate
 * is a straight line. Confined to one thread.
 */
sealed interface Estimator permits BracketEstimator, PublishedEstimator {
  /** Whether no offset can satisfy both the exchange and those before. */
  boolean contradicts(SyncExchange exchange);

  /** Takes an exchange in that does not contradict. */
  void add(SyncExchange exchange);

  /** What all offsets are less by, in nanoseconds. */
  long baseNs();

  /** Grows whenever another estimate may follow. */
  int revision();

  /** Estimate of the offset at a reading. */
  double offsetNs(long ticks);

  /** A later reading up to which the estimate is straight, and short enough to have one bound. */
  long straightUntil(long ticks);

  /**
   * Largest error, on a straight line of offsets between two readings, in nanoseconds.
   *
   * @param fromOffsetNs offset of the line at its first reading
   * @param toOffsetNs at its last
   */
  double errorNs(long fromTicks, double fromOffsetNs, long toTicks, double toOffsetNs);

  /** Master's rate relative to raw ticks, in parts per billion; 0 where it is not estimated. */
  double skewPpb();

  /**
   * Joins its line to where that of an earlier master ended, if it can: readings between that and
   * the first exchange are interpolated.
   */
  void goOnFrom(long ticks, long timeNs);

  /** Reading of the latest exchange taken in. */
  long lastTicks();

  /**
   * Reading up to which the next exchange may make the estimate worse, since what it rests on there
   * is given up; empty if nothing is.
   */
  OptionalLong forgottenTicks();
}
