package vdsl.cli;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import vdsl.time.TickSource;

/**
 * An answer that has no end of its own: it is broken off when nothing came for too long, or when
 * the command is told to end. One thread reads, another one watches.
 */
final class WatchedStream extends InputStream {
  /** A collector says every 10 s that it is there: whoever is silent for so long is not. */
  private static final Duration SILENCE_MAX = Duration.ofSeconds(35);

  private static final Duration LOOK_INTERVAL = Duration.ofMillis(100);

  private final InputStream in;
  private final EndRequest end;
  private final TickSource ticks;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread watcher = new Thread(this::watch, "vdsl-tail-watch");
  private volatile long heardNs;

  WatchedStream(InputStream in, EndRequest end, TickSource ticks) {
    this.in = in;
    this.end = end;
    this.ticks = ticks;
    heardNs = ticks.ticks();
  }

  /** Begins to watch. */
  void start() {
    watcher.setDaemon(true);
    watcher.start();
  }

  private void watch() {
    try {
      while (!closed.await(LOOK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
        if (end.isMade() || ticks.ticks() - heardNs > SILENCE_MAX.toNanos()) {
          in.close();
          return;
        }
      }
    } catch (IOException broken) {
      closed.countDown();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int count = in.read(bytes, offset, length);
    heardNs = ticks.ticks();
    return count;
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    in.close();
  }
}
