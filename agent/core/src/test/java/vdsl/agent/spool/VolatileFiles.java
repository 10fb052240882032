package vdsl.agent.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Real files as the cache of an operating system: they survive the process, but {@link #cutPower}
 * takes back what was not forced. Creations and deletions are durable at once.
 */
final class VolatileFiles implements SpoolFiles {
  private final SpoolFiles real = SpoolFiles.system();
  private final Map<Path, byte[]> medium = new HashMap<>();
  private boolean isKilled;
  private long accessesLeft = Long.MAX_VALUE;

  /** Ends the process: what it still does fails, but no file changes. */
  void kill() {
    isKilled = true;
  }

  /** Ends the process before the n-th change from now on, counted from 1. */
  void killAt(long n) {
    accessesLeft = n;
  }

  boolean isKilled() {
    return isKilled;
  }

  /** The next process. */
  void restart() {
    isKilled = false;
  }

  /** Leaves of every file what was last forced. */
  void cutPower() throws IOException {
    for (Map.Entry<Path, byte[]> file : medium.entrySet()) {
      Files.write(file.getKey(), file.getValue());
    }
  }

  private void check() throws IOException {
    accessesLeft--;
    isKilled |= accessesLeft <= 0;
    if (isKilled) {
      throw new IOException("killed");
    }
  }

  @Override
  public void createDirectory(Path directory) throws IOException {
    real.createDirectory(directory);
  }

  @Override
  public List<String> list(Path directory) throws IOException {
    return real.list(directory);
  }

  @Override
  public SegmentFile create(Path file) throws IOException {
    check();
    medium.put(file, new byte[0]);
    return new VolatileFile(file, real.create(file));
  }

  @Override
  public SegmentFile open(Path file) throws IOException {
    check();
    return new VolatileFile(file, real.open(file));
  }

  @Override
  public void delete(Path file) throws IOException {
    check();
    medium.remove(file);
    real.delete(file);
  }

  @Override
  public void forceDirectory(Path directory) throws IOException {
    check();
  }

  private final class VolatileFile implements SegmentFile {
    private final Path path;
    private final SegmentFile file;

    VolatileFile(Path path, SegmentFile file) {
      this.path = path;
      this.file = file;
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
      check();
      file.write(source, position);
    }

    @Override
    public void read(ByteBuffer target, long position) throws IOException {
      file.read(target, position);
    }

    @Override
    public long size() throws IOException {
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
      medium.put(path, Files.readAllBytes(path));
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
