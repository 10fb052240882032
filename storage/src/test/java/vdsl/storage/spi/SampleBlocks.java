package vdsl.storage.spi;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import vdsl.block.BlockBuilder;
import vdsl.block.BlockIdentity;
import vdsl.block.BlockKind;
import vdsl.block.BodyDigest;
import vdsl.block.ChainLink;
import vdsl.block.Stamp;
import vdsl.block.Tombstone;
import vdsl.record.IdRange;
import vdsl.record.LogType;
import vdsl.record.NodeId;
import vdsl.record.Severity;
import vdsl.time.BootId;
import vdsl.time.ClockAnchor;
import vdsl.time.TimeMap;

/** Makes blocks whose bodies are bytes without a meaning: an engine must not look into them. */
public final class SampleBlocks {
  private static final long INCARNATION = 7;
  private static final int BODY_BYTES = 200;

  private SampleBlocks() {}

  /**
   * A block of INFO records of type APP, without a filter, that spans one second from minTimeNs.
   */
  public static IndexedBlock records(NodeId node, IdRange ids, long minTimeNs) {
    return withBody(node, ids, minTimeNs, randomBytes(ids.first(), BODY_BYTES));
  }

  public static IndexedBlock withBody(NodeId node, IdRange ids, long minTimeNs, byte[] body) {
    return new IndexedBlock(
        stored(node, ids, BlockKind.RECORDS, body),
        minTimeNs,
        minTimeNs + 1_000_000_000L,
        new TreeMap<>(Map.of(Severity.INFO, ids.count())),
        List.of(LogType.APP),
        new BlockBytes(new byte[0]));
  }

  /** The same block, indexed with other content. */
  public static IndexedBlock withContent(
      IndexedBlock block, Severity level, List<LogType> types, String text) {
    return new IndexedBlock(
        block.block(),
        block.minTimeNs(),
        block.maxTimeNs(),
        new TreeMap<>(Map.of(level, block.stamp().ids().count())),
        types,
        filterOf(text));
  }

  /** The same block, indexed with other times. */
  public static IndexedBlock withTimes(IndexedBlock block, long minTimeNs, long maxTimeNs) {
    return new IndexedBlock(
        block.block(), minTimeNs, maxTimeNs, block.levelCounts(), block.types(), block.filter());
  }

  public static IndexedBlock tombstone(NodeId node, IdRange ids, long fromNs, long toNs) {
    Tombstone tombstone =
        new Tombstone(Tombstone.Cause.DROPPED, fromNs, toNs, new TreeMap<>(), "spool full");
    return IndexedBlock.check(stored(node, ids, BlockKind.TOMBSTONE, tombstone.encode()));
  }

  /** The cursor after a block. */
  public static NodeCursor cursorAfter(IndexedBlock block) {
    Stamp stamp = block.stamp();
    return new NodeCursor(
        stamp.node(),
        stamp.ids().last(),
        stamp.identity().incarnation(),
        stamp.identity().sequence(),
        stamp.chain().after(),
        "192.0.2.7");
  }

  public static byte[] randomBytes(long seed, int count) {
    byte[] bytes = new byte[count];
    new SplittableRandom(seed).nextBytes(bytes);
    return bytes;
  }

  private static StoredBlock stored(NodeId node, IdRange ids, BlockKind kind, byte[] body) {
    BodyDigest digest = BodyDigest.of(body);
    Stamp stamp =
        new Stamp(
            new BlockIdentity(node, INCARNATION, ids.first()),
            kind,
            ids,
            digest,
            ChainLink.follow(ids.first(), ids, digest),
            TimeMap.wallClock(0, 0));
    return new StoredBlock(stamp, new BlockBytes(body));
  }

  private static BlockBytes filterOf(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    BlockBuilder builder = new BlockBuilder(BlockBuilder.Compression.NONE);
    builder.reset(new ClockAnchor(BootId.NONE, 0, 0));
    builder.begin(0, Severity.INFO, LogType.APP, "object", "192.0.2.7", 1);
    builder.text(utf8, 0, utf8.length);
    builder.end();
    return new BlockBytes(builder.build().filterBytes());
  }
}
