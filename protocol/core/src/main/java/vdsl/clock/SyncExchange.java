package vdsl.clock;

/**
 * One answered sync signal, as the published design describes it: the master sends its signal, the
 * slave receives it and answers after a hold time, the master receives the answer. From the four
 * readings follow the slave's offset and the round trip (Cristian 1989; TEMPO, Gusella and Zatti
 * 1989; the same four as in RFC 5905, section 8).
 *
 * @param epoch number of the master's term; 1 and above
 * @param masterId random number of the master's process
 * @param sentNs t1: the signal leaves the master; cluster time, in nanoseconds since the epoch
 * @param arrivedTicks t2: it reaches the slave; raw ticks of the slave, in nanoseconds
 * @param answeredTicks t3: the answer leaves the slave; raw ticks
 * @param receivedNs t4: it reaches the master; cluster time
 */
public record SyncExchange(
    long epoch,
    long masterId,
    long sentNs,
    long arrivedTicks,
    long answeredTicks,
    long receivedNs) {
  private static final long ROUNDING_NS = 2;

  /** Cluster times are below this: the year 2116. */
  private static final long TIME_NS_MAX = 1L << 62;

  public SyncExchange {
    if (epoch < 1) {
      throw new IllegalArgumentException("epoch " + epoch + " not in 1..2^63-1");
    }
    if (sentNs < 0 || receivedNs >= TIME_NS_MAX) {
      throw new IllegalArgumentException(
          "cluster times " + sentNs + ", " + receivedNs + " ns not in 0..2^62-1");
    }
    if (receivedNs < sentNs) {
      throw new IllegalArgumentException(
          "answer received at " + receivedNs + " ns, before its signal at " + sentNs + " ns");
    }
    if (answeredTicks - arrivedTicks < 0) {
      throw new IllegalArgumentException(
          "signal answered at " + answeredTicks + " ticks, before it came at " + arrivedTicks);
    }
  }

  /** Master minus slave is at least this at {@link #arrivedTicks}: the signal was not early. */
  long downNs() {
    return sentNs - arrivedTicks;
  }

  /** Master minus slave is at most this at {@link #answeredTicks}: the answer was not early. */
  long upNs() {
    return receivedNs - answeredTicks;
  }

  /** Time between signal and answer at the slave, in nanoseconds. */
  public long holdNs() {
    return answeredTicks - arrivedTicks;
  }

  /** Time both messages were under way; 0 where the slave's ticks run too fast to tell. */
  public long roundTripNs() {
    return Math.max(0, receivedNs - sentNs - holdNs());
  }

  /** Master minus slave, as if both messages took the same time; see {@link #errorNs}. */
  public long offsetNs() {
    return downNs() + (upNs() - downNs()) / 2;
  }

  /**
   * Largest error of {@link #offsetNs} in the middle of the hold time: any asymmetry is allowed,
   * and that the slave measured its hold time with ticks that run too fast or too slow.
   */
  public long errorNs() {
    long wayNs = Math.abs(receivedNs - sentNs - holdNs());
    return wayNs / 2 + RawDrift.ns(holdNs()) / 2 + ROUNDING_NS;
  }
}
