package vdsl.collector.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vdsl.collector.clock.MasterClock;
import vdsl.collector.fixture.MemoryBlockStore;
import vdsl.collector.fixture.NodeBlocks;
import vdsl.collector.fixture.TestAgent;
import vdsl.collector.metrics.IngestMetrics;
import vdsl.fault.CrashPoint;
import vdsl.record.IdRange;
import vdsl.record.NodeId;
import vdsl.storage.spi.IndexedBlock;
import vdsl.storage.spi.StoredBlock;
import vdsl.time.TickSource;

class CommitFeedTest {
  private static final NodeId N1 = new NodeId("n1");

  private final MemoryBlockStore store = new MemoryBlockStore();
  private final MasterClock master = new MasterClock(TickSource.system(), 5, 6, 0);
  private final NodeBlocks blocks = new NodeBlocks("n1", 7);

  @TempDir Path directory;
  private IngestServer server;

  @BeforeEach
  void start() throws IOException {
    StoredBlock stored = blocks.next(5, "line");
    store.commit(List.of(IndexedBlock.check(stored)), List.of(blocks.cursor("10.0.0.1")));
    server =
        new IngestServer(
            new IngestConfig(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                IngestConfig.WINDOW_BYTES_DEFAULT,
                IngestConfig.SyncPeriod.DEFAULT,
                directory.resolve("quarantine")),
            store,
            new IngestMetrics(new SimpleMeterRegistry()),
            TickSource.system(),
            master,
            CrashPoint.NONE);
    server.start();
  }

  @AfterEach
  void stop() {
    store.close();
    server.close();
  }

  @Test
  void blocksAreToldOnceTheyAreDurableInTheOrderOfIds() throws IOException {
    CommitFeed feed = server.feed();
    long before = feed.count();
    assertThat(feed.lastIds()).isEqualTo(Map.of(N1, 5L));
    StoredBlock next = blocks.next(3, "line");
    try (TestAgent agent = TestAgent.connected(server.address(), "n1", 7)) {
      agent.send(next);
      agent.send(next);
      agent.send(blocks.next(2, "line"));
      agent.awaitAccepted(3);
    }
    assertThat(feed.count()).isEqualTo(before + 2);
    assertThat(feed.get(before))
        .hasValue(
            new CommitFeed.Committed(
                before, N1, new IdRange(6, 8), IndexedBlock.check(next).minTimeNs()));
    assertThat(feed.get(before + 1).orElseThrow().ids()).isEqualTo(new IdRange(9, 10));
    assertThat(feed.get(before + 2)).isEmpty();
    assertThat(feed.lastIds()).isEqualTo(Map.of(N1, 10L));
  }

  @Test
  void whatWaitsToBecomeDurableIsNotSettled() throws IOException {
    CommitFeed feed = server.feed();
    assertThat(feed.settledNs(master.nowNs() + 1)).isGreaterThan(master.nowNs() - 1_000_000_000);
    try (TestAgent agent = TestAgent.connected(server.address(), "n1", 7)) {
      CountDownLatch gate = store.hold();
      agent.send(blocks.next(1, "line"));
      await().until(() -> feed.settledNs(Long.MAX_VALUE / 2) < Long.MAX_VALUE / 2);
      long sentNs = master.nowNs();
      assertThat(feed.settledNs(sentNs)).isLessThan(sentNs);
      gate.countDown();
      agent.awaitAccepted(2);
      await().until(() -> feed.settledNs(Long.MAX_VALUE / 2) == Long.MAX_VALUE / 2);
    }
  }

  @Test
  void onlyTheLatestBlocksAreNamed() {
    CommitFeed feed = new CommitFeed(() -> 0);
    for (long id = 1; id <= IngestLimits.FEED_BLOCKS_MAX + 1; id++) {
      feed.committed(N1, new IdRange(id, id), id);
    }
    assertThat(feed.get(0)).isEmpty();
    assertThat(feed.get(1).orElseThrow().ids()).isEqualTo(new IdRange(2, 2));
    assertThat(feed.get(IngestLimits.FEED_BLOCKS_MAX).orElseThrow().minTimeNs())
        .isEqualTo(IngestLimits.FEED_BLOCKS_MAX + 1);
  }

  @Test
  void whatTheStoreTurnsOutToHaveIsToldOnce() {
    CommitFeed feed = new CommitFeed(() -> 0);
    feed.committed(N1, new IdRange(1, 5), 9);
    NodeBlocks further = new NodeBlocks("n1", 7, 8, 0);
    feed.standsAt(List.of(further.cursor("")));
    feed.standsAt(List.of(further.cursor("")));
    assertThat(feed.count()).isEqualTo(2);
    assertThat(feed.get(1))
        .hasValue(new CommitFeed.Committed(1, N1, new IdRange(6, 8), Long.MIN_VALUE));
  }
}
