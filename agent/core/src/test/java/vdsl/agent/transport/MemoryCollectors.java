package vdsl.agent.transport;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A collector in memory for tests of other packages. */
public final class MemoryCollectors implements AutoCloseable {
  /** Where no collector listens. */
  public static final CollectorAddress NOBODY = new CollectorAddress("127.0.0.1", 1);

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final MemoryCollector collector = new MemoryCollector(group);
  private final CollectorAddress address = collector.start();

  public CollectorAddress address() {
    return address;
  }

  /** Texts of all records stored, in the order of their Ids. */
  public List<String> texts() {
    return collector.texts();
  }

  @Override
  public void close() {
    collector.stop();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
