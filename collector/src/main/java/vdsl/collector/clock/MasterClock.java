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
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import vdsl.time.BootId;
import vdsl.time.TickSource;
import vdsl.time.WallClock;

/**
 * The master's time, which is cluster time: the wall clock when the process started, and from then
 * on the raw clock. A step of the wall clock changes nothing in it. Thread-safe.
 *
 * <p>The file {@value #FILE} of the data directory holds the last epoch, the boot and the distance
 * of cluster time from its raw clock. A collector that is started again during the same boot goes
 * on with the same time, unless the wall clock was set meanwhile.
 *
 * <p>Every start is a term of its own with a number, the epoch, that is larger than those before:
 * one more than the last, and at least the seconds since 1970, so that a directory restored from a
 * backup or one without the file does not give a number again, unless the wall clock was ahead.
 */
public final class MasterClock {
  public static final String FILE = "master.properties";

  /**
   * Cluster time that is further from the wall clock than this is not gone on with: either was set.
   * Raw clocks are steered as wall clocks are, and do not part by themselves.
   */
  static final long WALL_DISTANCE_NS_MAX = 1_000_000_000;

  private static final Pattern CONTENT =
      Pattern.compile("epoch=([0-9]{1,18})\nboot=([0-9a-f-]{36})\noffset_ns=(-?[0-9]{1,19})\n");

  private final TickSource ticks;
  private final long epoch;
  private final long masterId;
  private final long offsetNs;

  /** What is kept of a term; the offset is cluster time minus raw ticks of the boot. */
  private record Term(long epoch, BootId boot, long offsetNs) {
    String content() {
      return "epoch=%d\nboot=%s\noffset_ns=%d\n".formatted(epoch, boot, offsetNs);
    }

    static Optional<Term> parse(String content) {
      Matcher matcher = CONTENT.matcher(content);
      if (!matcher.matches()) {
        return Optional.empty();
      }
      try {
        return Optional.of(
            new Term(
                Long.parseLong(matcher.group(1)),
                new BootId(UUID.fromString(matcher.group(2))),
                Long.parseLong(matcher.group(3))));
      } catch (IllegalArgumentException outOfBounds) {
        return Optional.empty();
      }
    }
  }

  /**
   * A master from now on.
   *
   * @param epoch number of its term, larger than those of masters before it
   * @param masterId random
   * @param offsetNs cluster time minus ticks
   */
  public MasterClock(TickSource ticks, long epoch, long masterId, long offsetNs) {
    this.ticks = ticks;
    this.epoch = epoch;
    this.masterId = masterId;
    this.offsetNs = offsetNs;
  }

  /**
   * Begins a term.
   *
   * @param directory where the term is kept; the caller has it for itself
   * @param boot whose ticks these are
   * @throws IOException if the file cannot be read or written, or holds no term
   */
  public static MasterClock begin(
      Path directory, BootId boot, TickSource ticks, WallClock wall, RandomGenerator random)
      throws IOException {
    Path file = directory.resolve(FILE);
    long wallNs = wall.nowNs();
    long wallOffsetNs = wallNs - ticks.ticks();
    Optional<Term> last = lastTerm(file);
    long epoch =
        Math.max(
            last.map(Term::epoch).orElse(0L) + 1,
            Math.max(1, TimeUnit.NANOSECONDS.toSeconds(wallNs)));
    long offsetNs =
        last.filter(term -> term.boot().equals(boot))
            .map(Term::offsetNs)
            .filter(kept -> Math.abs(kept - wallOffsetNs) <= WALL_DISTANCE_NS_MAX)
            .orElse(wallOffsetNs);
    replace(file, new Term(epoch, boot, offsetNs).content());
    return new MasterClock(ticks, epoch, random.nextLong(), offsetNs);
  }

  private static Optional<Term> lastTerm(Path file) throws IOException {
    String content;
    try {
      content = Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException first) {
      return Optional.empty();
    }
    return Optional.of(
        Term.parse(content)
            .orElseThrow(
                () ->
                    new IOException(
                        file
                            + " does not hold epoch=0..10^18-1, boot=UUID and offset_ns=N, a line"
                            + " each; it may be removed if the wall clock is right")));
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
    return ticks.ticks() + offsetNs;
  }
}
