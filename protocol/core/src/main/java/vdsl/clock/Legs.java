package vdsl.clock;

/**
 * The tightest two legs of the exchanges of one bucket of time. A message that leaves the master at
 * its time t1 and arrives at t2 of the slave's says {@code theta(t2) >= t1 - t2}, whatever it met
 * on its way; one the other way {@code theta(t3) <= t4 - t3}. Offsets are less the estimator's
 * base. Confined to one thread.
 */
final class Legs {
  private final long sinceTicks;
  private long downTicks;
  private double downNs = Double.NEGATIVE_INFINITY;
  private long upTicks;
  private double upNs = Double.POSITIVE_INFINITY;

  /** A bucket that begins at a reading. */
  Legs(long sinceTicks) {
    this.sinceTicks = sinceTicks;
  }

  /** Keeps what is tighter than what there is, by the skew known. */
  void add(SyncExchange exchange, long baseNs, double skewPpb) {
    double down = exchange.downNs() - baseNs;
    if (down > downNs + Skew.driftNs(skewPpb, exchange.arrivedTicks() - downTicks)) {
      downTicks = exchange.arrivedTicks();
      downNs = down;
    }
    double up = exchange.upNs() - baseNs;
    if (up < upNs + Skew.driftNs(skewPpb, exchange.answeredTicks() - upTicks)) {
      upTicks = exchange.answeredTicks();
      upNs = up;
    }
  }

  long sinceTicks() {
    return sinceTicks;
  }

  /** The reading in the middle of both legs. */
  long middleTicks() {
    return downTicks + (upTicks - downTicks) / 2;
  }

  /** Offset at a reading, half-way between the two legs. */
  double middleNs(long ticks, double skewPpb) {
    return (upNs(ticks, skewPpb) + downNs(ticks, skewPpb)) / 2;
  }

  /** Distance of the two legs: at least one round trip. */
  double gapNs(long ticks, double skewPpb) {
    return upNs(ticks, skewPpb) - downNs(ticks, skewPpb);
  }

  private double upNs(long ticks, double skewPpb) {
    return upNs + Skew.driftNs(skewPpb, ticks - upTicks);
  }

  private double downNs(long ticks, double skewPpb) {
    return downNs + Skew.driftNs(skewPpb, ticks - downTicks);
  }

  /** No true offset at a reading is larger. */
  double highNs(long ticks, Skew skew) {
    long age = ticks - upTicks;
    return upNs + skew.highDriftNs(age);
  }

  /** No true offset at a reading is smaller. */
  double lowNs(long ticks, Skew skew) {
    long age = ticks - downTicks;
    return downNs + skew.lowDriftNs(age);
  }
}
