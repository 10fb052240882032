package vdsl.time;

/**
 * One simultaneous reading of a host's raw and wall clocks, from which times can be told until a
 * master is seen.
 *
 * @param ticks raw reading, in nanoseconds
 * @param wallNs wall clock, in nanoseconds since the epoch
 */
public record ClockAnchor(BootId boot, long ticks, long wallNs) {}
