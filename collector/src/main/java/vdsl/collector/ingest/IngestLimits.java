package vdsl.collector.ingest;

import java.util.concurrent.TimeUnit;

/** Every limit of the agents' side, with its reason. */
final class IngestLimits {
  /** From connect to a whole hello: an honest agent says it at once. */
  static final long HANDSHAKE_NS = TimeUnit.SECONDS.toNanos(5);

  /** From a frame's first byte to its last: 2 MiB at the speed of a bad mobile link. */
  static final long FRAME_NS = TimeUnit.SECONDS.toNanos(10);

  /** From bye to close: long enough for the agent to read why, when it still reads. */
  static final long LINGER_NS = TimeUnit.SECONDS.toNanos(1);

  /** First frame of a connection, in bytes: a hello is below 1 KiB, and nobody is known yet. */
  static final int HELLO_BYTES_MAX = 8 << 10;

  /**
   * A frame that has begun and is longer than this, in bytes, needs a place in the budget of {@link
   * #BEGUN_BYTES_MAX}. No more is read from a socket at once: what one connection holds without a
   * place is below it.
   */
  static final int FREE_FRAME_BYTES_MAX = 32 << 10;

  /**
   * Frames of all connections that were begun and not ended, in bytes, but for the free ones: those
   * are at most {@link #CONNECTION_COUNT_MAX} times {@link #FREE_FRAME_BYTES_MAX}, 64 MiB. Both fit
   * beside a heap of 256 MiB.
   */
  static final long BEGUN_BYTES_MAX = 32L << 20;

  /**
   * Time of a frame's own while others wait for its place: 1 MiB at 8 Mbit/s. Else a few silent
   * connections would hold all places for {@link #FRAME_NS}.
   */
  static final long CROWDED_FRAME_NS = TimeUnit.SECONDS.toNanos(1);

  /** Connections at a time, those included that the committer has not yet forgotten. */
  static final int CONNECTION_COUNT_MAX = 2_048;

  /**
   * Checked blocks that wait for the committer, in bytes: a collector runs in 256 MiB of heap. From
   * then on no session reads further into a long frame than to its header, so that beyond it come
   * at most the frames that had a place, {@link #BEGUN_BYTES_MAX}, and one read of each connection,
   * {@link #FREE_FRAME_BYTES_MAX}.
   */
  static final long QUEUE_BYTES_MAX = 32L << 20;

  /** Sockets are read again when the queue has fallen to this, in bytes. */
  static final long QUEUE_BYTES_RESUME = QUEUE_BYTES_MAX / 2;

  /** Blocks of one transaction: one sync is cheap per block then, and an answer does not wait. */
  static final int GROUP_BLOCKS_MAX = 64;

  /** Blocks of one transaction, in bytes: bounds how long one commit takes. */
  static final long GROUP_BYTES_MAX = 8L << 20;

  /** Damaged blocks of one connection: chance damages one, a broken agent damages all. */
  static final int DAMAGED_BLOCKS_MAX = 8;

  /** Unread answers of one connection, in bytes: an agent that does not read is not read. */
  static final int ANSWER_BYTES_MAX = 64 << 10;

  /** First pause after a fault of the store. */
  static final long BACK_OFF_FIRST_NS = TimeUnit.MILLISECONDS.toNanos(100);

  /** Longest pause after a fault of the store: a freed disk is noticed within it. */
  static final long BACK_OFF_MAX_NS = TimeUnit.SECONDS.toNanos(5);

  /**
   * Blocks of the latest commits that the feed names, 100 bytes each: some seconds of a large
   * cluster. A reader that is further behind asks the store.
   */
  static final int FEED_BLOCKS_MAX = 16_384;

  /** How long readers wait for blocks that are not settled: longer, and the store has failed. */
  static final long SETTLED_LAG_NS_MAX = TimeUnit.SECONDS.toNanos(5);

  /** Conflicting blocks kept for people to look at. */
  static final int QUARANTINE_BLOCKS_MAX = 256;

  /** From the call of close until the last group is given up. */
  static final long CLOSE_NS = TimeUnit.SECONDS.toNanos(10);

  /** Nodes whose clock is shown: twice as many as can be connected, those away longest go first. */
  static final int CLOCK_READINGS_MAX = 2 * CONNECTION_COUNT_MAX;

  /** Answered no signal for so long, and a node is out of sync: its bound may be 9 ms wider. */
  static final long SYNC_AGE_NS_MAX = TimeUnit.SECONDS.toNanos(30);

  /** Silence after which the kernel asks whether a peer is still there, in seconds. */
  static final int KEEPALIVE_IDLE_S = 30;

  /** Between two such questions, in seconds. */
  static final int KEEPALIVE_INTERVAL_S = 10;

  /** Questions without an answer after which the connection is dead. */
  static final int KEEPALIVE_PROBE_COUNT = 3;

  /** Status lines per {@link #STATUS_PERIOD_NS}: enough to see a fault, too few to fill a disk. */
  static final int STATUS_LINES_MAX = 20;

  static final long STATUS_PERIOD_NS = TimeUnit.SECONDS.toNanos(10);

  private IngestLimits() {}
}
