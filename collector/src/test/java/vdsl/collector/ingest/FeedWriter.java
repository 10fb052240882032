package vdsl.collector.ingest;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import vdsl.collector.fixture.NodeBlocks;
import vdsl.record.IdRange;
import vdsl.record.NodeId;
import vdsl.storage.spi.BlockStore;
import vdsl.storage.spi.IndexedBlock;
import vdsl.storage.spi.StoredBlock;

/** Stores blocks and tells the feed, as the committer does. Confined to one thread. */
public final class FeedWriter {
  private final AtomicLong unsettledBytes = new AtomicLong();
  private final CommitFeed feed = new CommitFeed(unsettledBytes::get);

  public CommitFeed feed() {
    return feed;
  }

  /** A feed that begins with what a store has. */
  public static FeedWriter of(BlockStore store) {
    FeedWriter writer = new FeedWriter();
    writer.feed.standsAt(store.cursors().values());
    return writer;
  }

  public void commit(BlockStore store, NodeBlocks blocks, StoredBlock block) {
    IndexedBlock indexed = IndexedBlock.check(block);
    store.commit(List.of(indexed), List.of(blocks.cursor("10.0.0.1")));
    feed.committed(block.stamp().node(), block.stamp().ids(), indexed.minTimeNs());
  }

  /** Tells of more blocks than the feed names, all of another node. */
  public void overflow(NodeId other) {
    for (long id = 1; id <= IngestLimits.FEED_BLOCKS_MAX; id++) {
      feed.committed(other, new IdRange(id, id), id);
    }
  }

  /** Blocks have come in and are not settled, since this cluster time. */
  public void unsettledSince(long timeNs) {
    feed.settledUntil(timeNs);
    unsettledBytes.set(1);
  }

  public void settled() {
    unsettledBytes.set(0);
  }
}
