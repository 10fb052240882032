package vdsl.agent.capture;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import vdsl.agent.buffer.DoubleBuffer;
import vdsl.agent.status.AgentThread;
import vdsl.agent.status.StatusEvent;
import vdsl.agent.status.StatusLog;
import vdsl.record.Severity;
import vdsl.time.ClockAnchor;
import vdsl.time.TickSource;

/**
 * Takes the records of a process and leaves them in its buffer. Nothing is formatted or allocated
 * on the way, and nobody waits for a lock; a string that is met for the first time is written to
 * the dictionary by the thread that met it. A record whose {@link RecordBuilder#log} returned true
 * survives the process. Thread-safe.
 */
public final class RecordWriter implements AutoCloseable {
  /** Attribute that names the thread that logged. */
  public static final String THREAD_KEY = "thread";

  /** Claims that found no room look again after this long at first... */
  private static final long WAIT_NS_MIN = 50_000L;

  /** ... and after at most this. */
  private static final long WAIT_NS_MAX = 1_000_000L;

  private final CaptureConfig config;
  private final DoubleBuffer buffer;
  private final Dictionary dictionary;
  private final TickSource ticks;
  private final StatusLog status;
  private final BuilderPool pool;
  private final int threadKey;

  /** Where the drain stood when a wait was last in vain. */
  private final AtomicLong progressInVain = new AtomicLong(Long.MIN_VALUE);

  private RecordWriter(
      CaptureConfig config,
      DoubleBuffer buffer,
      Dictionary dictionary,
      TickSource ticks,
      StatusLog status) {
    this.config = config;
    this.buffer = buffer;
    this.dictionary = dictionary;
    this.ticks = ticks;
    this.status = status;
    threadKey = dictionary.nameNumber(THREAD_KEY);
    ArgumentText argumentText = new ArgumentText(status);
    pool = new BuilderPool(() -> new RecordBuilder(this, dictionary, argumentText));
  }

  /**
   * The process that writes.
   *
   * @param ip address of its host, as its records show it
   */
  public record Origin(ClockAnchor anchor, long pid, String ip) {}

  /**
   * Makes the buffer and the dictionary of this process in a node's directory.
   *
   * @throws vdsl.agent.buffer.BufferException if there is no room for them
   * @throws CaptureException if the dictionary cannot be made
   */
  public static RecordWriter open(
      Path directory,
      CaptureConfig config,
      Origin origin,
      RandomGenerator random,
      TickSource ticks,
      StatusLog status) {
    Dictionary[] made = new Dictionary[1];
    DoubleBuffer buffer =
        DoubleBuffer.create(
            directory,
            config.buffer(),
            origin.anchor(),
            origin.pid(),
            random,
            identity -> made[0] = Dictionary.create(directory, identity, origin.ip(), status));
    return new RecordWriter(config, buffer, made[0], ticks, status);
  }

  /** The buffer that the records are left in. */
  public DoubleBuffer buffer() {
    return buffer;
  }

  /** Begins a record whose text is a message pattern with SLF4J's placeholders. */
  public RecordBuilder begin(Severity level, String object, String pattern) {
    return named(pool.take().begin(level, object).pattern(pattern));
  }

  /** Begins a record whose text is given as bytes, meant as UTF-8 and kept as they are. */
  public RecordBuilder begin(Severity level, String object, byte[] utf8, int offset, int length) {
    return named(pool.take().begin(level, object).text(utf8, offset, length));
  }

  private RecordBuilder named(RecordBuilder record) {
    if (config.recordsThread()) {
      record.thread(Thread.currentThread().getName());
    }
    return record;
  }

  int threadKey() {
    return threadKey;
  }

  /** Leaves a record in the buffer, or gives it up, and takes its builder back. */
  boolean write(RecordBuilder record) {
    int offset = claim(record, ticks.ticks());
    if (offset == DoubleBuffer.FULL) {
      offset = claimLater(record);
    }
    boolean isClaimed = offset >= 0;
    if (isClaimed) {
      put(record, offset);
    } else {
      reject(record.level().number(), offset);
    }
    pool.put(record);
    return isClaimed;
  }

  /** Leaves a record in the buffer if there is room, and takes its builder back then. */
  boolean tryWrite(RecordBuilder record) {
    int offset = claim(record, ticks.ticks());
    if (offset == DoubleBuffer.FULL) {
      return false;
    }
    if (offset < 0) {
      throw new IllegalStateException("the buffer " + buffer.file() + " is closed");
    }
    put(record, offset);
    record.written();
    pool.put(record);
    return true;
  }

  private int claim(RecordBuilder record, long nowNs) {
    return buffer.claim(
        RecordLayout.FRAME_KIND, record.level().number(), nowNs, record.items().size());
  }

  private void put(RecordBuilder record, int offset) {
    buffer.bytes().put(offset, record.items().finished(), 0, record.items().size());
    buffer.commit(offset);
  }

  /**
   * Waits for room as the policy says; a thread of the agent's own never does, it makes the room.
   */
  private int claimLater(RecordBuilder record) {
    boolean waits =
        record.level().compareTo(config.full().rejectBelow()) >= 0
            && progressInVain.get() != drainProgress()
            && !(Thread.currentThread() instanceof AgentThread);
    if (!waits) {
      return DoubleBuffer.FULL;
    }
    long startNs = ticks.ticks();
    long nowNs = startNs;
    long pauseNs = WAIT_NS_MIN;
    long progress = drainProgress();
    int offset = DoubleBuffer.FULL;
    while (offset == DoubleBuffer.FULL && nowNs - startNs < config.full().waitNs()) {
      LockSupport.parkNanos(this, pauseNs);
      pauseNs = Math.min(WAIT_NS_MAX, 2 * pauseNs);
      nowNs = ticks.ticks();
      progress = drainProgress();
      offset = claim(record, nowNs);
    }
    if (offset == DoubleBuffer.FULL) {
      progressInVain.set(progress);
    }
    return offset;
  }

  /** Grows whenever the drain has spooled something, or made room. */
  private long drainProgress() {
    return buffer.limit() + buffer.synced();
  }

  private void reject(int level, int reason) {
    buffer.rejections().count(level, ticks.ticks());
    status.report(
        StatusEvent.RECORD_REJECTED,
        reason == DoubleBuffer.FULL
            ? "the buffer " + buffer.file() + " is full: nobody drains it, or not as fast"
            : "the buffer " + buffer.file() + " is closed, or smaller than the record");
  }

  /**
   * Takes no more records. Those in the buffer are drained by whoever holds the node's transport.
   */
  @Override
  public void close() {
    buffer.close();
    dictionary.close();
  }
}
