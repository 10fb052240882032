package vdsl.storage.jdbc;

import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import vdsl.fault.CrashPoint;
import vdsl.record.IdRange;
import vdsl.record.NodeId;
import vdsl.storage.index.Extent;
import vdsl.storage.spi.BlockRef;
import vdsl.storage.spi.BlockRefs;
import vdsl.storage.spi.BlockSearch;
import vdsl.storage.spi.BlockStore;
import vdsl.storage.spi.IndexedBlock;
import vdsl.storage.spi.NodeCursor;
import vdsl.storage.spi.StoreEvents;
import vdsl.storage.spi.StoreException;
import vdsl.storage.spi.StoredBlock;
import vdsl.time.WallClock;

/**
 * Keeps blocks in embedded H2, one file per partition. A partition takes the commits of one UTC day
 * or up to a size; then the node cursors are carried forward into a new one and the old file is
 * only read. Layout and order of writes: docs/format/store.md.
 *
 * <p>Thread-safe as {@link BlockStore} says. After a failed commit the file is opened again and
 * what survived in it is taken up.
 */
public final class H2BlockStore implements BlockStore {
  /** Closing waits so long for a commit: one takes milliseconds, unless the medium hangs. */
  static final long CLOSE_MS = 5_000;

  private static final long DAY_NS = TimeUnit.DAYS.toNanos(1);

  private final H2StoreConfig config;
  private final WallClock clock;
  private final CrashPoint crashPoint;
  private final StoreEvents events;
  private final StoreDirectory directory;
  private final OpenPartitions siblings;
  private final PartitionFiles files;
  private final Lock commitLock = new ReentrantLock();

  /** As of the last durable commit. Written under commitLock. */
  private volatile StoreView view;

  /** As of the last durable commit. Written under commitLock. */
  private volatile Map<NodeId, NodeCursor> cursors;

  /** True from a failed commit until the file has been read again. Written under commitLock. */
  private volatile boolean uncertain;

  /**
   * Partition that a roll has begun to make: until it is made, nothing may be committed elsewhere.
   * Guarded by commitLock.
   */
  private Optional<PartitionName> rollingTo = Optional.empty();

  private H2BlockStore(
      H2StoreConfig config,
      WallClock clock,
      CrashPoint crashPoint,
      StoreEvents events,
      OpenedFiles opened) {
    this.config = config;
    this.clock = clock;
    this.crashPoint = crashPoint;
    this.events = events;
    this.directory = opened.directory();
    this.siblings = opened.siblings();
    this.files = opened.files();
    this.view = opened.view();
    this.cursors = opened.survived().cursors();
  }

  /**
   * Opens the store of a data directory, or makes it.
   *
   * @throws StoreException.Unusable if the directory cannot be used
   */
  public static H2BlockStore open(
      H2StoreConfig config, WallClock clock, CrashPoint crashPoint, StoreEvents events) {
    OpenedFiles opened = OpenedFiles.open(config, utcDay(clock), events);
    return new H2BlockStore(config, clock, crashPoint, events, opened);
  }

  private static LocalDate utcDay(WallClock clock) {
    return LocalDate.ofEpochDay(Math.floorDiv(clock.nowNs(), DAY_NS));
  }

  @Override
  public UUID clusterId() {
    return directory.clusterId();
  }

  @Override
  public Map<NodeId, NodeCursor> cursors() {
    if (uncertain) {
      commitLock.lock();
      try {
        takeUpSurvivors();
      } finally {
        commitLock.unlock();
      }
    }
    return new HashMap<>(cursors);
  }

  @Override
  public void commit(List<IndexedBlock> blocks, Collection<NodeCursor> changedCursors) {
    commitLock.lock();
    try {
      siblings.requireNotClosed();
      takeUpSurvivors();
      refuseOverlaps(blocks);
      rollIfDue();
      store(blocks, changedCursors);
    } catch (StoreException failed) {
      events.count(StoreEvents.Kind.COMMIT_FAILED);
      throw failed;
    } finally {
      commitLock.unlock();
    }
  }

  /** After a failed commit: finds out what is in the file, and makes that durable. */
  private void takeUpSurvivors() {
    if (uncertain) {
      SurvivingState survived = SurvivingState.read(view.open().partition());
      view = view.withOpen(new PartitionView(view.open().partition(), survived.summary()));
      cursors = survived.cursors();
      uncertain = false;
    }
  }

  private void refuseOverlaps(List<IndexedBlock> blocks) {
    Map<NodeId, IdRange> group = new HashMap<>();
    for (IndexedBlock block : blocks) {
      NodeId node = block.stamp().node();
      IdRange ids = block.stamp().ids();
      IdRange before = group.put(node, ids);
      if (before != null && before.last() >= ids.first()) {
        throw new IllegalArgumentException(
            "block " + node + " " + ids + " does not follow " + before + " in its commit");
      }
      if (view.mayHold(node, ids)) {
        refuseStored(node, ids);
      }
    }
  }

  private void refuseStored(NodeId node, IdRange ids) {
    try (BlockRefs stored = find(ofIds(node, ids))) {
      if (stored.hasNext()) {
        throw new IllegalArgumentException(
            "block " + node + " " + ids + " overlaps stored " + stored.next().ids());
      }
    }
  }

  private void rollIfDue() {
    Partition open = view.open().partition();
    LocalDate today = utcDay(clock);
    boolean due =
        rollingTo.isPresent()
            || isAnotherDay(open.name().day(), today)
            || StoreDirectory.bytesOf(open.file()) >= config.partitionBytesMax();
    if (due) {
      roll(rollingTo.orElseGet(() -> open.name().next(today)));
    }
  }

  /**
   * A clock that steps back over midnight does not roll; but one that steps back further was wrong
   * when the partition was made, and would else keep the days from rolling until it is reached.
   */
  private static boolean isAnotherDay(LocalDate open, LocalDate today) {
    return today.isAfter(open) || today.isBefore(open.minusDays(1));
  }

  private void roll(PartitionName name) {
    rollingTo = Optional.of(name);
    Partition next = files.make(name, cursors.values());
    rollingTo = Optional.empty();
    PartitionView full = view.open();
    view = view.rolled(next);
    full.partition().closeToWrites();
    events.count(StoreEvents.Kind.PARTITION_ROLLED);
    files.keepSummary(full.partition().name(), full.summary());
  }

  private void store(List<IndexedBlock> blocks, Collection<NodeCursor> changedCursors) {
    PartitionView open = view.open();
    uncertain = true;
    open.partition()
        .change(
            connection -> {
              BlockTables.insertBlocks(connection, blocks, open.summary().lastRow());
              BlockTables.mergeCursors(connection, changedCursors);
              crashPoint.reached(CrashPoint.Step.STORE_INSERTED);
              connection.commit();
              crashPoint.reached(CrashPoint.Step.STORE_COMMITTED);
              PartitionDatabase.sync(connection);
            });
    crashPoint.reached(CrashPoint.Step.STORE_SYNCED);
    Map<NodeId, NodeCursor> nowDurable = new HashMap<>(cursors);
    changedCursors.forEach(cursor -> nowDurable.put(cursor.node(), cursor));
    cursors = nowDurable;
    view = view.withOpen(open.plus(blocks.stream().map(H2BlockStore::extent).toList()));
    uncertain = false;
    events.count(StoreEvents.Kind.BLOCK_COMMITTED, blocks.size());
    events.count(
        StoreEvents.Kind.BODY_BYTE_COMMITTED,
        blocks.stream().mapToLong(block -> block.block().body().length()).sum());
  }

  private static Extent extent(IndexedBlock block) {
    return Extent.ofBlock(
        block.stamp().node(), block.stamp().ids(), block.minTimeNs(), block.maxTimeNs());
  }

  @Override
  public BlockRefs find(BlockSearch search) {
    return new MergedRefs(search.order(), view.scans(search, events));
  }

  @Override
  public Optional<BlockRef> find(NodeId node, long firstId) {
    try (BlockRefs found = find(ofIds(node, new IdRange(firstId, firstId)))) {
      return found.hasNext()
          ? Optional.of(found.next()).filter(block -> block.ids().first() == firstId)
          : Optional.empty();
    }
  }

  private static BlockSearch ofIds(NodeId node, IdRange ids) {
    return new BlockSearch(
        Set.of(node),
        Optional.of(ids),
        Long.MIN_VALUE,
        Long.MAX_VALUE,
        BlockSearch.Content.ANY,
        BlockSearch.Order.ID_ASCENDING);
  }

  @Override
  public StoredBlock read(BlockRef block) {
    Partition partition = view.byNumber().get(block.handle().partition());
    if (partition == null) {
      throw new StoreException(
          "partition of block " + block.node() + " " + block.ids() + " is gone");
    }
    try {
      return KeptBlock.read(partition, block);
    } catch (StoreException.DamagedBlock damaged) {
      events.count(StoreEvents.Kind.DAMAGED_BLOCK_FOUND);
      throw damaged;
    }
  }

  @Override
  public void close() {
    siblings.refuseOpening();
    if (!awaitCommit()) {
      throw new StoreException("a commit has not returned within " + CLOSE_MS + " ms");
    }
    try {
      view.byNumber().values().forEach(Partition::close);
      siblings.close();
      directory.close();
    } finally {
      commitLock.unlock();
    }
  }

  /** True with the commitLock held. */
  private boolean awaitCommit() {
    try {
      return commitLock.tryLock(CLOSE_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return commitLock.tryLock();
    }
  }
}
