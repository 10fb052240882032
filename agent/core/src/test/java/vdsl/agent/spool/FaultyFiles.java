package vdsl.agent.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Real files whose n-th access fails, or all from one on: as a disk does, or a process that was
 * killed. A failing write leaves half of its bytes behind.
 */
public final class FaultyFiles implements SpoolFiles {
  private final SpoolFiles real = SpoolFiles.system();
  private final boolean isForced;
  private long calls;
  private long failAt = Long.MAX_VALUE;
  private long dieAt = Long.MAX_VALUE;
  private volatile boolean isDead;
  private volatile boolean forcesFail;
  private boolean isFull;

  public FaultyFiles() {
    this(true);
  }

  private FaultyFiles(boolean isForced) {
    this.isForced = isForced;
  }

  /** Files that are never forced to the medium, for tests that open thousands of spools. */
  public static FaultyFiles unforced() {
    return new FaultyFiles(false);
  }

  /** Makes the n-th access from now on fail, counted from 1. */
  public void failAt(long n) {
    calls = 0;
    failAt = n;
  }

  /** True when the access that was to fail has come. */
  public boolean hasFailed() {
    return calls >= failAt;
  }

  /** Makes the n-th access from now on the last one, counted from 1: a write leaves half. */
  public void dieAt(long n) {
    calls = 0;
    dieAt = n;
  }

  public boolean isDead() {
    return isDead;
  }

  /** Nothing reaches the files any more. */
  public void kill() {
    isDead = true;
  }

  /** Whether files can be forced to the medium. */
  public void forcesFail(boolean fail) {
    forcesFail = fail;
  }

  /** A disk without room, until a file of more than nothing is deleted. */
  public void fillDisk() {
    isFull = true;
  }

  private void checkRoom() throws IOException {
    if (isFull) {
      throw new IOException("No space left on device");
    }
  }

  private boolean fails() {
    calls++;
    isDead |= calls >= dieAt;
    return isDead || calls == failAt;
  }

  private void check() throws IOException {
    if (fails()) {
      throw new IOException("injected");
    }
  }

  @Override
  public void createDirectory(Path directory) throws IOException {
    check();
    real.createDirectory(directory);
  }

  @Override
  public List<String> list(Path directory) throws IOException {
    check();
    return real.list(directory);
  }

  @Override
  public SegmentFile create(Path file) throws IOException {
    check();
    return new FaultyFile(real.create(file));
  }

  @Override
  public SegmentFile open(Path file) throws IOException {
    check();
    return new FaultyFile(real.open(file));
  }

  @Override
  public void delete(Path file) throws IOException {
    check();
    isFull = isFull && !(Files.exists(file) && Files.size(file) > 0);
    real.delete(file);
  }

  @Override
  public void forceDirectory(Path directory) throws IOException {
    check();
    if (isForced) {
      real.forceDirectory(directory);
    }
  }

  private final class FaultyFile implements SegmentFile {
    private final SegmentFile file;

    FaultyFile(SegmentFile file) {
      this.file = file;
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
      if (isDead) {
        throw new IOException("killed");
      }
      if (fails()) {
        file.write(source.limit(source.position() + source.remaining() / 2), position);
        throw new IOException("injected");
      }
      checkRoom();
      file.write(source, position);
    }

    @Override
    public void read(ByteBuffer target, long position) throws IOException {
      check();
      file.read(target, position);
    }

    @Override
    public long size() throws IOException {
      check();
      return file.size();
    }

    @Override
    public void truncate(long size) throws IOException {
      check();
      file.truncate(size);
    }

    @Override
    public void force() throws IOException {
      check();
      if (forcesFail) {
        throw new IOException("force failed");
      }
      if (isForced) {
        file.force();
      }
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
