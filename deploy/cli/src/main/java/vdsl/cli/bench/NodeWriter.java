package vdsl.cli.bench;

import vdsl.block.BlockBuilder;
import vdsl.block.BlockIdentity;
import vdsl.block.BlockKind;
import vdsl.block.BodyDigest;
import vdsl.block.ChainLink;
import vdsl.block.Stamp;
import vdsl.record.IdRange;
import vdsl.record.LogRecord;
import vdsl.record.LogType;
import vdsl.record.NodeId;
import vdsl.record.Severity;
import vdsl.storage.spi.BlockBytes;
import vdsl.storage.spi.IndexedBlock;
import vdsl.storage.spi.NodeCursor;
import vdsl.storage.spi.StoredBlock;
import vdsl.time.BootId;
import vdsl.time.ClockAnchor;
import vdsl.time.TimeMap;

/** Makes the blocks of one node as its agent would. Confined to one thread. */
final class NodeWriter {
  private static final long INCARNATION = 1;
  private static final String IP = "192.0.2.1";
  private static final int PID = 4711;

  private final NodeId node;
  private final String object;
  private final BlockBuilder builder = new BlockBuilder(BlockBuilder.Compression.ZSTD);
  private final TimeMap times;
  private NodeCursor cursor;

  /**
   * Starts a node's history.
   *
   * @param startNs cluster time of ticks 0, in nanoseconds since the epoch
   */
  NodeWriter(String name, String object, long startNs) {
    this.node = new NodeId(name);
    this.object = object;
    this.times = TimeMap.wallClock(0, startNs);
    this.cursor =
        new NodeCursor(node, LogRecord.ID_FIRST - 1, INCARNATION, 0, ChainLink.ORIGIN, IP);
    builder.reset(new ClockAnchor(BootId.NONE, 0, startNs));
  }

  void add(long ticks, Severity level, byte[] line) {
    builder.begin(ticks, level, LogType.APP, object, IP, PID);
    builder.text(line, 0, line.length);
    builder.end();
  }

  boolean isFull() {
    return builder.isFull();
  }

  boolean isEmpty() {
    return builder.recordCount() == 0;
  }

  /** Closes the block; {@link #cursor} is then the one after it. */
  IndexedBlock close() {
    int recordCount = builder.recordCount();
    byte[] body = builder.build().bytes();
    IdRange ids = IdRange.ofCount(cursor.lastId() + 1, recordCount);
    BodyDigest digest = BodyDigest.of(body);
    ChainLink chain = ChainLink.follow(cursor.chain(), ids, digest);
    long sequence = cursor.sequence() + 1;
    Stamp stamp =
        new Stamp(
            new BlockIdentity(node, INCARNATION, sequence),
            BlockKind.RECORDS,
            ids,
            digest,
            chain,
            times);
    cursor = new NodeCursor(node, ids.last(), INCARNATION, sequence, chain.after(), IP);
    return IndexedBlock.check(new StoredBlock(stamp, new BlockBytes(body)));
  }

  NodeCursor cursor() {
    return cursor;
  }
}
