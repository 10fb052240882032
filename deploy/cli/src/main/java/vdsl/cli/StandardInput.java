package vdsl.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * The standard input, read ahead by a thread of its own because a pipe cannot be asked whether a
 * read would wait. A pipe cannot be read twice, so it has no position to resume from. All methods
 * but the thread's own are confined to one thread.
 */
final class StandardInput implements LineInput {
  private static final int CHUNK_BYTES = 64 << 10;

  /** Read-ahead bound: 2 MiB, then the pipe's writer waits. */
  private static final int CHUNK_COUNT_MAX = 32;

  private static final byte[] END_OF_INPUT = new byte[0];

  private final BlockingQueue<byte[]> chunks = new ArrayBlockingQueue<>(CHUNK_COUNT_MAX);
  private final InputStream in;
  private final Thread reader;
  private volatile Optional<IOException> failure = Optional.empty();
  private byte[] chunk = new byte[0];
  private int chunkPosition;
  private boolean ended;

  StandardInput(InputStream in) {
    this.in = in;
    this.reader = new Thread(this::readAll, "vdsl-stdin");
    reader.setDaemon(true);
  }

  void startReading() {
    reader.start();
  }

  private void readAll() {
    try {
      try {
        byte[] next = in.readNBytes(1);
        while (next.length > 0) {
          chunks.put(next);
          next = in.readNBytes(Math.max(1, Math.min(CHUNK_BYTES, in.available())));
        }
      } catch (IOException broken) {
        failure = Optional.of(broken);
      }
      chunks.put(END_OF_INPUT);
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (chunkPosition == chunk.length && !nextChunk()) {
      return ended ? END : NOTHING_NOW;
    }
    int taken = Math.min(length, chunk.length - chunkPosition);
    System.arraycopy(chunk, chunkPosition, into, offset, taken);
    chunkPosition += taken;
    return taken;
  }

  private boolean nextChunk() throws IOException {
    byte[] next = ended ? END_OF_INPUT : chunks.poll();
    if (next == null) {
      return false;
    }
    if (next.length == 0) {
      ended = true;
      if (failure.isPresent()) {
        throw failure.get();
      }
      return false;
    }
    chunk = next;
    chunkPosition = 0;
    return true;
  }

  @Override
  public Optional<String> source() {
    return Optional.empty();
  }

  @Override
  public long fingerprint() {
    return 0;
  }

  @Override
  public void restart() {
    throw new IllegalStateException("the standard input has no successor");
  }

  @Override
  public long start() {
    return 0;
  }

  @Override
  public void close() {
    reader.interrupt();
  }
}
