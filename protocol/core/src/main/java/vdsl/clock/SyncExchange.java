package vdsl.clock;

/**
 * Four readings of two messages, one each way, between master and slave. From them follow the
 * slave's offset and the round trip (Cristian 1989; TEMPO, Gusella and Zatti 1989; the same four as
 * in RFC 5905, section 8). There are two kinds, by who has the time between the messages:
 *
 * <pre>
 * held by the slave (signal, answer)      held by the master (block, acknowledgement)
 *
 * master  t1 . . . . . . . . t4           master       t4 . . . . . t1
 *            \             /                          /             \
 * slave       t2 . . . . t3               slave   t3 . . . . . . . . . t2
 * </pre>
 *
 * The first is that of the published design: the master sends its signal, the slave receives it and
 * answers after a hold time, the master receives the answer.
 *
 * @param epoch number of the master's term; 1 and above
 * @param masterId random number of the master's process
 * @param sentNs t1: a message leaves the master; cluster time, in nanoseconds since the epoch
 * @param arrivedTicks t2: it reaches the slave; raw ticks of the slave, in nanoseconds
 * @param answeredTicks t3: the slave's own message leaves it; raw ticks
 * @param receivedNs t4: it reaches the master; cluster time
 */
public record SyncExchange(
    long epoch,
    long masterId,
    long sentNs,
    long arrivedTicks,
    long answeredTicks,
    long receivedNs) {
  /**
   * Signals of a burst, each sent when the one before it was answered: the first ones wake threads
   * and load classes, and of the others one at least meets no queue. Whoever waits for what a burst
   * tells waits for as many.
   */
  public static final int BURST = 8;

  private static final long ROUNDING_NS = 2;

  /** An hour: what took longer tells nothing, and offsets that far apart are no clock's. */
  private static final long ROUND_TRIP_NS_MAX = 3_600_000_000_000L;

  /** Cluster times are below this: the year 2116. */
  private static final long TIME_NS_MAX = 1L << 62;

  public SyncExchange {
    if (epoch < 1) {
      throw new IllegalArgumentException("epoch " + epoch + " not in 1..2^63-1");
    }
    if (Math.min(sentNs, receivedNs) < 0 || Math.max(sentNs, receivedNs) >= TIME_NS_MAX) {
      throw new IllegalArgumentException(
          "cluster times " + sentNs + ", " + receivedNs + " ns not in 0..2^62-1");
    }
    long heldTicks = answeredTicks - arrivedTicks;
    if (sentNs < receivedNs && heldTicks < 0) {
      throw new IllegalArgumentException(
          "signal answered at " + answeredTicks + " ticks, before it came at " + arrivedTicks);
    }
    if (sentNs > receivedNs && heldTicks > 0) {
      throw new IllegalArgumentException(
          "block acknowledged at " + arrivedTicks + " ticks, before it left at " + answeredTicks);
    }
    long wayNs = (receivedNs - answeredTicks) - (sentNs - arrivedTicks);
    if (wayNs > ROUND_TRIP_NS_MAX) {
      throw new IllegalArgumentException(
          "round trip of " + wayNs + " ns not in 0.." + ROUND_TRIP_NS_MAX);
    }
  }

  /** True for a signal and its answer. */
  public boolean isHeldBySlave() {
    return sentNs <= receivedNs && answeredTicks - arrivedTicks >= 0;
  }

  /** True for a block and its acknowledgement. */
  public boolean isHeldByMaster() {
    return receivedNs <= sentNs && answeredTicks - arrivedTicks <= 0;
  }

  /** Time between the two messages at the side that held them, in nanoseconds. */
  public long holdNs() {
    return isHeldBySlave() ? answeredTicks - arrivedTicks : sentNs - receivedNs;
  }

  /** The slave's raw reading in the middle between its own two. */
  public long middleTicks() {
    return arrivedTicks + (answeredTicks - arrivedTicks) / 2;
  }

  /** Time both messages were under way; 0 where the slave's ticks run too fast or slow to tell. */
  public long roundTripNs() {
    return Math.max(0, wayNs());
  }

  private long wayNs() {
    return upNs() - downNs();
  }

  /** Master minus slave is at least this at {@link #arrivedTicks}: its message was not early. */
  long downNs() {
    return sentNs - arrivedTicks;
  }

  /** Master minus slave is at most this at {@link #answeredTicks}: its message was not early. */
  long upNs() {
    return receivedNs - answeredTicks;
  }

  /** Master minus slave, as if both messages took the same time; see {@link #errorNs}. */
  public long offsetNs() {
    return downNs() + wayNs() / 2;
  }

  /**
   * Largest error of {@link #offsetNs} at {@link #middleTicks}: any asymmetry is allowed, and that
   * the slave measured the time between its readings with ticks that run too fast or too slow.
   */
  public long errorNs() {
    long apartTicks = Math.abs(answeredTicks - arrivedTicks);
    return Math.abs(wayNs()) / 2 + RawDrift.ns(apartTicks) / 2 + ROUNDING_NS;
  }
}
