package vdsl.collector.clock;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import vdsl.time.TickSource;
import vdsl.time.WallClock;

/**
 * The master's time, which is cluster time: the wall clock when the process started, and from then
 * on the raw clock. A step of the wall clock changes nothing in it. Thread-safe.
 *
 * <p>Every start is a term of its own with a number, the epoch, that is larger than those before:
 * one more than the last, which stands in the file {@value #FILE} of the data directory, and at
 * least the seconds since 1970, so that neither a directory restored from a backup nor one without
 * the file gives a number again.
 */
public final class MasterClock {
  /** Holds the last epoch: {@code epoch=N}. */
  public static final String FILE = "master.properties";

  private static final Pattern CONTENT = Pattern.compile("epoch=([0-9]{1,18})\\s*");

  private final TickSource ticks;
  private final long epoch;
  private final long masterId;
  private final long startTicks;
  private final long startNs;

  /**
   * A master from now on.
   *
   * @param epoch number of its term, larger than those of masters before it
   * @param masterId random
   */
  public MasterClock(TickSource ticks, WallClock wall, long epoch, long masterId) {
    this.ticks = ticks;
    this.epoch = epoch;
    this.masterId = masterId;
    startTicks = ticks.ticks();
    startNs = wall.nowNs();
  }

  /**
   * Begins a term.
   *
   * @param directory where the epoch is kept; the caller has it for itself
   * @throws IOException if the file cannot be read or written, or holds no epoch
   */
  public static MasterClock begin(
      Path directory, TickSource ticks, WallClock wall, RandomGenerator random) throws IOException {
    Path file = directory.resolve(FILE);
    long seconds = TimeUnit.NANOSECONDS.toSeconds(wall.nowNs());
    long epoch = Math.max(1, Math.max(lastEpoch(file) + 1, seconds));
    replace(file, "epoch=" + epoch + "\n");
    return new MasterClock(ticks, wall, epoch, random.nextLong());
  }

  private static long lastEpoch(Path file) throws IOException {
    String content;
    try {
      content = Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException first) {
      return 0;
    }
    Matcher matcher = CONTENT.matcher(content);
    if (!matcher.matches()) {
      throw new IOException(
          file + " does not hold epoch=N with N in 0..10^18-1; it may be removed: epochs go on");
    }
    return Long.parseLong(matcher.group(1));
  }

  /** The file is there whole and durable, or as it was before. */
  private static void replace(Path file, String content) throws IOException {
    Path unfinished = file.resolveSibling(FILE + ".new");
    try (FileChannel channel =
        FileChannel.open(
            unfinished,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer left = ByteBuffer.wrap(content.getBytes(StandardCharsets.ISO_8859_1));
      while (left.hasRemaining()) {
        channel.write(left);
      }
      channel.force(true);
    }
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel names =
        FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
      names.force(true);
    }
  }

  public long epoch() {
    return epoch;
  }

  /** Random number of this process. */
  public long masterId() {
    return masterId;
  }

  /** Cluster time, in nanoseconds since 1970-01-01T00:00:00Z. */
  public long nowNs() {
    return startNs + (ticks.ticks() - startTicks);
  }
}
