package vdsl.collector.tail;

import java.util.UUID;
import vdsl.collector.clock.MasterClock;
import vdsl.collector.ingest.CommitFeed;
import vdsl.collector.ingest.IngestStatus;
import vdsl.storage.query.Interruption;
import vdsl.storage.spi.BlockStore;
import vdsl.time.TickSource;

/** What tails are fed from. Immutable; its parts are thread-safe. */
public record TailSource(
    BlockStore store, CommitFeed feed, IngestStatus ingest, MasterClock master, TickSource ticks) {
  /** Cluster time, in nanoseconds since the epoch. */
  public long nowNs() {
    return master.nowNs();
  }

  public UUID clusterId() {
    return store.clusterId();
  }

  Horizon horizon() {
    return new Horizon(master, ingest, feed);
  }

  /**
   * Opens a tail. May read the store for long.
   *
   * @param interruption what it throws ends the tail
   * @throws vdsl.storage.query.UnknownNodeException if it names a node the store does not know
   * @throws TooManyNodesException if it has more nodes than a tail can follow
   * @throws vdsl.storage.spi.StoreException if the store fails
   */
  public Tail open(TailRequest request, Interruption interruption) {
    return Tail.open(this, request, interruption);
  }
}
