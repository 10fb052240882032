package vdsl.agent.buffer;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import vdsl.time.TickSource;

/**
 * Time of claim, a payload of 48 bytes and commit, on 1, 2 and 4 threads beside a drain. Arguments:
 * directory, and seconds per run. Run it alone on the machine.
 */
final class ClaimThroughput {
  private static final int PAYLOAD_BYTES = 48;
  private static final int BATCH = 1_000;
  private static final int WARM_UP_RUNS = 2;

  private ClaimThroughput() {}

  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    double seconds = Double.parseDouble(arguments[1]);
    for (int run = 0; run < WARM_UP_RUNS; run++) {
      measure(directory, 2, seconds);
    }
    for (int threads : new int[] {1, 2, 4}) {
      System.out.println(measure(directory, threads, seconds));
    }
  }

  private record Result(int threads, double nsPerFrame, double framesPerS, double fullShare) {
    @Override
    public String toString() {
      return String.format(
          "%d threads: %.1f ns per claim and commit in its thread, %.1f M frames/s, %.1f %% full",
          threads, nsPerFrame, framesPerS / 1e6, 100 * fullShare);
    }
  }

  private static Result measure(Path directory, int threads, double seconds) throws Exception {
    DoubleBuffer buffer =
        DoubleBuffer.create(directory, BufferConfig.DEFAULT, BufferFixture.ANCHOR, 1, new Random());
    AtomicLong frames = new AtomicLong();
    AtomicLong busyNs = new AtomicLong();
    AtomicLong full = new AtomicLong();
    CountDownLatch done = new CountDownLatch(threads);
    long start = System.nanoTime();
    long end = start + (long) (seconds * 1e9);
    for (int i = 0; i < threads; i++) {
      new Thread(() -> writeUntil(end, buffer, frames, busyNs, full, done)).start();
    }
    BufferDrain drain = buffer.drain(0, TickSource.system());
    while (done.getCount() > 0) {
      drainAll(drain);
    }
    long tookNs = System.nanoTime() - start;
    drainAll(drain);
    buffer.close();
    drain.delete();
    return new Result(
        threads,
        (double) busyNs.get() / frames.get(),
        frames.get() * 1e9 / tookNs,
        (double) full.get() / (full.get() + frames.get()));
  }

  private static void drainAll(BufferDrain drain) {
    while (drain.peek()) {
      drain.take();
    }
    drain.release(drain.position());
  }

  /** Only batches without a refusal are timed. */
  private static void writeUntil(
      long end,
      DoubleBuffer buffer,
      AtomicLong frames,
      AtomicLong busyNs,
      AtomicLong full,
      CountDownLatch done) {
    long written = 0;
    long busy = 0;
    long refused = 0;
    long now = System.nanoTime();
    while (now < end) {
      int batchRefused = 0;
      for (int i = 0; i < BATCH; i++) {
        batchRefused += write(buffer, now + i) ? 0 : 1;
      }
      long after = System.nanoTime();
      if (batchRefused == 0) {
        written += BATCH;
        busy += after - now;
      }
      refused += batchRefused;
      now = after;
    }
    frames.addAndGet(written);
    busyNs.addAndGet(busy);
    full.addAndGet(refused);
    done.countDown();
  }

  private static boolean write(DoubleBuffer buffer, long value) {
    int payload = buffer.claim(BufferFixture.KIND, 0, value, PAYLOAD_BYTES);
    if (payload < 0) {
      return false;
    }
    ByteBuffer bytes = buffer.bytes();
    for (int i = 0; i < PAYLOAD_BYTES; i += Long.BYTES) {
      bytes.putLong(payload + i, value);
    }
    buffer.commit(payload);
    return true;
  }
}
