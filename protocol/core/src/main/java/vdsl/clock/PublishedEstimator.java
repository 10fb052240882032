package vdsl.clock;

import java.util.OptionalLong;

/**
 * The published exchange as it stands: every answer corrects the slave, which believes that both
 * messages took the same time and that its clock runs as fast as the master's. Kept to compare
 * with. Confined to one thread.
 */
final class PublishedEstimator implements Estimator {
  /** A second of drift is as much as one bound is worth. */
  private static final long STRAIGHT_TICKS = 1_000_000_000;

  private final long baseNs;
  private SyncExchange latest;
  private int revision;

  PublishedEstimator(SyncExchange first) {
    baseNs = first.offsetNs();
    latest = first;
  }

  @Override
  public boolean contradicts(SyncExchange exchange) {
    double apartNs = Math.abs((double) exchange.offsetNs() - latest.offsetNs());
    return apartNs > exchange.errorNs() + errorNs(exchange.middleTicks());
  }

  @Override
  public void add(SyncExchange exchange) {
    latest = exchange;
    revision++;
  }

  @Override
  public long baseNs() {
    return baseNs;
  }

  @Override
  public int revision() {
    return revision;
  }

  @Override
  public double offsetNs(long ticks) {
    return latest.offsetNs() - baseNs;
  }

  @Override
  public long straightUntil(long ticks) {
    return ticks + Math.max(STRAIGHT_TICKS, Math.abs(ticks - lastTicks()) / 4);
  }

  @Override
  public double errorNs(long fromTicks, double fromOffsetNs, long toTicks, double toOffsetNs) {
    return Math.max(
        Math.abs(fromOffsetNs - offsetNs(fromTicks)) + errorNs(fromTicks),
        Math.abs(toOffsetNs - offsetNs(toTicks)) + errorNs(toTicks));
  }

  private double errorNs(long ticks) {
    return latest.errorNs() + RawDrift.ns(Math.abs(ticks - lastTicks()));
  }

  /** It knows one offset only. */
  @Override
  public void goOnFrom(long ticks, long timeNs) {}

  @Override
  public double skewPpb() {
    return 0;
  }

  @Override
  public long lastTicks() {
    return latest.middleTicks();
  }

  @Override
  public OptionalLong forgottenTicks() {
    return OptionalLong.empty();
  }
}
