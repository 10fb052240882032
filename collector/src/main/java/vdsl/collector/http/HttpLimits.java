package vdsl.collector.http;

import java.time.Duration;
import vdsl.collector.tail.TailLimits;

/** Every limit of the readers' side, with its reason. */
final class HttpLimits {
  /** Answers that do not read the store; those that do have no limit in time. */
  static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);

  /** A connection without a request; longer than a person thinks between two clicks. */
  static final Duration IDLE_TIMEOUT = Duration.ofSeconds(60);

  /** A client that takes nothing for so long has forgotten its answer: a person reads on sooner. */
  static final Duration STALL = Duration.ofMinutes(15);

  /** The same while others wait for a thread: a program that is slow, not gone, takes something. */
  static final Duration STALL_OTHERS_WAIT = Duration.ofSeconds(60);

  /** How often a client that takes nothing is looked at; no query needs it sooner. */
  static final Duration STALL_CHECK = Duration.ofMillis(500);

  /** From the call of close until running answers are cut off. */
  static final Duration CLOSE = Duration.ofSeconds(3);

  /** Connections at a time: some per reader, and no more than files may be open. */
  static final int CONNECTION_COUNT_MAX = 1_024;

  /** Requests have no body that anybody reads, in bytes. */
  static final long REQUEST_BYTES_MAX = 64L << 10;

  /** Requests that read the store at the same time: each holds a thread and some blocks. */
  static final int READER_COUNT_MAX = 16;

  /** Requests that wait for one of those to end; a longer queue only hides the overload. */
  static final int READER_QUEUE_MAX = 64;

  /** One piece of a streamed answer, in bytes; another is made while it is sent. */
  static final int CHUNK_BYTES = 64 << 10;

  /** Records of a JSON page, unless told. */
  static final int PAGE_RECORDS_DEFAULT = 100;

  /** Records of a JSON page, at most: it is built in memory. */
  static final int PAGE_RECORDS_MAX = 1_000;

  /** A JSON page ends early here, in bytes: a thousand records may have 64 KiB each. */
  static final int PAGE_BYTES_MAX = 4 << 20;

  /** Tails open at a time: each holds a connection, and steps with the others. */
  static final int TAIL_COUNT_MAX = 64;

  /** Tails that step at the same time: each reads the store and holds some blocks meanwhile. */
  static final int TAIL_THREADS = 4;

  /** Between two steps of a tail that has nothing to give: as often as an agent closes blocks. */
  static final Duration TAIL_STEP = Duration.ofMillis(200);

  /** How long a step waits for its client before others get the thread: a round trip, mostly. */
  static final Duration TAIL_WAIT = Duration.ofMillis(50);

  /** Silence after which a tail says that it stands: proxies close what is silent for 30 s. */
  static final Duration HEARTBEAT = Duration.ofSeconds(10);

  /** Header lines of a request, in bytes: the position of a tail and what browsers add. */
  static final int HEADER_BYTES_MAX = TailLimits.POSITION_LENGTH_MAX + (8 << 10);

  private HttpLimits() {}
}
