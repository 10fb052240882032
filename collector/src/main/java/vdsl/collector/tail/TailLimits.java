package vdsl.collector.tail;

import java.util.concurrent.TimeUnit;

/** Every limit of a tail's order and position, with its reason. */
public final class TailLimits {
  /**
   * From a log call until its record is durable here, on a node in contact: 200 ms until its block
   * is closed, up to 100 ms until the spool is forced, and 700 ms for two forced writes, the
   * network and pauses of either process.
   */
  public static final long HOLD_NS_DEFAULT = TimeUnit.SECONDS.toNanos(1);

  /** Longer than the longest interval at which an agent can be told to close its blocks, twice. */
  public static final long HOLD_NS_MAX = TimeUnit.SECONDS.toNanos(60);

  /**
   * Longest bound that is waited for: a clock that is worse is one of a node that lost its master,
   * and would hold up everybody's records.
   */
  static final long BOUND_NS_MAX = TimeUnit.SECONDS.toNanos(1);

  /** Rate at which a node's clock parts from the master's since it was last compared, at most. */
  static final long DRIFT_PPM = 300;

  /** Records shown from before the beginning, at most: more is what a query is for. */
  public static final long LAST_COUNT_MAX = 100_000;

  /**
   * Characters of a position: what clients give back in a header, so it has to be below what a
   * server takes. About 1,500 nodes with names like those of hosts.
   */
  public static final int POSITION_LENGTH_MAX = 24 << 10;

  /** Cluster time that is looked through in the first step; then what takes a moment. */
  static final long STEP_FIRST_NS = TimeUnit.SECONDS.toNanos(1);

  static final long STEP_MIN_NS = TimeUnit.MILLISECONDS.toNanos(10);

  /** Years: twice as much is no overflow. */
  static final long STEP_MAX_NS = Long.MAX_VALUE / 4;

  /** A step that took longer is followed by a shorter one: others wait for the thread. */
  static final long STEP_WORK_NS = TimeUnit.MILLISECONDS.toNanos(200);

  private TailLimits() {}
}
