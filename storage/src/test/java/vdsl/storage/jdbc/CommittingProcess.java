package vdsl.storage.jdbc;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import vdsl.fault.CrashPoint;
import vdsl.record.IdRange;
import vdsl.record.NodeId;
import vdsl.storage.spi.IndexedBlock;
import vdsl.storage.spi.SampleBlocks;
import vdsl.storage.spi.StoreEvents;

/**
 * A process that commits block after block of one node from its cursor on, and prints the last Id
 * of each that it knows to be durable, until it is killed or halts at a step. A new partition
 * begins every few commits.
 */
final class CommittingProcess {
  static final NodeId NODE = new NodeId("n1");
  static final int IDS_PER_BLOCK = 10;

  private static final int BODY_BYTES = 20_000;
  private static final long CLOCK_STEP_NS = TimeUnit.HOURS.toNanos(3);
  static final int HALT_STATUS = 86;

  private CommittingProcess() {}

  /** Arguments: data directory, then the step to halt at and how often it passes before. */
  public static void main(String[] args) {
    CrashPoint crashPoint =
        args.length == 1
            ? CrashPoint.NONE
            : haltAt(CrashPoint.Step.valueOf(args[1]), Integer.parseInt(args[2]));
    H2BlockStore store = open(Path.of(args[0]), crashPoint);
    long lastId = store.cursors().containsKey(NODE) ? store.cursors().get(NODE).lastId() : 0;
    while (true) {
      IndexedBlock block = block(lastId + 1);
      store.commit(List.of(block), List.of(SampleBlocks.cursorAfter(block)));
      lastId = block.stamp().ids().last();
      System.out.println(lastId);
    }
  }

  /** Opens the store with a clock by which eight commits make a day. */
  private static H2BlockStore open(Path directory, CrashPoint crashPoint) {
    AtomicLong nowNs = new AtomicLong(H2Files.latestDayNs(directory));
    return H2BlockStore.open(
        H2StoreConfig.of(directory),
        () -> nowNs.addAndGet(CLOCK_STEP_NS),
        crashPoint,
        StoreEvents.NONE);
  }

  static IndexedBlock block(long firstId) {
    return SampleBlocks.withBody(
        NODE,
        IdRange.ofCount(firstId, IDS_PER_BLOCK),
        firstId,
        SampleBlocks.randomBytes(firstId, BODY_BYTES));
  }

  private static CrashPoint haltAt(CrashPoint.Step step, int passesBefore) {
    AtomicInteger passes = new AtomicInteger();
    return reached -> {
      if (reached == step && passes.getAndIncrement() == passesBefore) {
        Runtime.getRuntime().halt(HALT_STATUS);
      }
    };
  }
}
