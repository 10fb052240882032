package vdsl.storage.spi;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import vdsl.block.BlockBody;
import vdsl.block.BlockFormatException;
import vdsl.block.BodyDigest;
import vdsl.block.Stamp;
import vdsl.block.Tombstone;
import vdsl.record.LogType;
import vdsl.record.Severity;

/** Derives index entries from checked bodies. Thread-safe: it has no state. */
final class BlockIndexing {
  private static final BlockBytes NO_FILTER = new BlockBytes(new byte[0]);

  private BlockIndexing() {}

  static IndexedBlock ofRecords(StoredBlock block, BlockBody body) {
    Stamp stamp = block.stamp();
    expectDigest(stamp, body.digest());
    if (stamp.ids().count() != body.recordCount()) {
      throw new BlockFormatException(
          "stamp has " + stamp.ids().count() + " Ids, body " + body.recordCount() + " records");
    }
    SortedMap<Severity, Long> levelCounts = new TreeMap<>();
    body.levelCounts().forEach((level, count) -> levelCounts.put(level, (long) count));
    return new IndexedBlock(
        block,
        stamp.timeMap().timeNs(body.minTicks()),
        stamp.timeMap().timeNs(body.maxTicks()),
        levelCounts,
        body.types(),
        new BlockBytes(body.filterBytes()));
  }

  static IndexedBlock ofTombstone(StoredBlock block, Tombstone tombstone) {
    expectDigest(block.stamp(), BodyDigest.of(block.body().array()));
    LogType type = tombstone.cause() == Tombstone.Cause.DELETED ? LogType.DELETED : LogType.LOSS;
    return new IndexedBlock(
        block,
        tombstone.fromNs(),
        tombstone.toNs(),
        tombstone.levelCounts(),
        List.of(type),
        NO_FILTER);
  }

  private static void expectDigest(Stamp stamp, BodyDigest found) {
    if (!stamp.body().equals(found)) {
      throw new BlockFormatException("stamp says body of " + stamp.body() + ", found " + found);
    }
  }
}
