package vdsl.agent.transport;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import vdsl.agent.spool.FaultyFiles;
import vdsl.agent.spool.SourcePosition;
import vdsl.agent.spool.Spool;
import vdsl.agent.spool.SpoolConfig;
import vdsl.agent.spool.SpoolFiles;
import vdsl.agent.spool.SpoolFull;
import vdsl.agent.spool.SyncPolicy;
import vdsl.agent.status.StatusLog;
import vdsl.block.BlockBuilder;
import vdsl.fault.CrashPoint;
import vdsl.record.NodeId;
import vdsl.time.BootId;
import vdsl.time.TickSource;
import vdsl.time.UptimeSource;
import vdsl.time.WallClock;

/** Collectors and agents over real sockets and files, all closed at the end. */
final class TransportFixture implements AutoCloseable {
  static final NodeId NODE = new NodeId("n1");
  static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final BootId BOOT = new BootId(new UUID(1, 2));
  private static final int SEGMENT_BYTES = 16 << 10;
  private static final long SPOOL_BYTES = 1 << 20;

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final List<Runnable> closing = new ArrayList<>();
  private final StatusLog status = new StatusLog(line -> {}, TickSource.system());
  private final Random random;
  private CrashPoint crashPoint = CrashPoint.NONE;
  private long spoolBytes = SPOOL_BYTES;
  private long syncWaitNs;
  private TransportConfig.ClockRecords clockRecords = TransportConfig.ClockRecords.LEFT_OUT;
  private UptimeSource uptime = OptionalLong::empty;
  private SpoolFull whenFull = SpoolFull.BLOCK;

  TransportFixture(long seed) {
    random = new Random(seed);
  }

  MemoryCollector collector() {
    MemoryCollector collector = new MemoryCollector(group);
    closing.add(collector::stop);
    return collector;
  }

  StatusLog status() {
    return status;
  }

  void crashPoint(CrashPoint changed) {
    crashPoint = changed;
  }

  /** Agents started from now on are on a host that has been up so long. */
  void uptime(UptimeSource changed) {
    uptime = changed;
  }

  /** Agents started from now on wait for sync exchanges before they send blocks. */
  void writeClockRecords() {
    clockRecords = TransportConfig.ClockRecords.WRITTEN;
  }

  void syncWait(Duration wait) {
    syncWaitNs = wait.toNanos();
  }

  /** Spools opened from now on hold four segments, and give up the oldest when they are full. */
  void dropOldest() {
    spoolBytes = 4 * SEGMENT_BYTES;
    whenFull = SpoolFull.DROP_OLDEST;
  }

  /** An agent that ships the lines 0..count-1, in blocks of at most linesPerBlock. */
  Transport agent(Path directory, int count, int linesPerBlock, CollectorAddress... collectors) {
    return agent(SpoolFiles.system(), directory, count, linesPerBlock, collectors);
  }

  Transport agent(
      SpoolFiles files,
      Path directory,
      int count,
      int linesPerBlock,
      CollectorAddress... collectors) {
    return agent(
        files,
        directory,
        positions -> new LinesSource(positions, count, linesPerBlock),
        collectors);
  }

  Transport agent(
      SpoolFiles files,
      Path directory,
      Function<List<SourcePosition>, RecordSource> source,
      CollectorAddress... collectors) {
    SpoolConfig spoolConfig =
        new SpoolConfig(directory, NODE, BOOT, SEGMENT_BYTES, spoolBytes, SyncPolicy.INTERVAL)
            .withFull(whenFull);
    Spool spool = Spool.open(spoolConfig, files, status, random);
    TransportConfig config =
        new TransportConfig(
            NODE,
            Arrays.asList(collectors),
            new TransportConfig.Blocks(0, BlockBuilder.Compression.NONE, clockRecords),
            new LinkTimings(
                1_000_000_000L, 1_000_000_000L, 500_000_000L, 2_000_000L, 20_000_000L, syncWaitNs),
            new HostIdentity(BOOT, "127.0.0.1", 1),
            new TransportConfig.Surroundings(
                TickSource.system(),
                WallClock.system(),
                uptime,
                new Random(random.nextLong()),
                crashPoint));
    Transport transport = new Transport(config, spool, source.apply(spool.positions()), status);
    closing.add(() -> transport.close(Duration.ZERO));
    transport.start();
    return transport;
  }

  /** Ends an agent as kill -9 does: nothing it does any more reaches its files. */
  static void kill(Transport transport, FaultyFiles files) {
    files.kill();
    transport.close(Duration.ZERO);
  }

  static List<String> lines(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString).toList();
  }

  @Override
  public void close() {
    for (int i = closing.size() - 1; i >= 0; i--) {
      closing.get(i).run();
    }
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
