package vdsl.storage.query;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import vdsl.block.BlockBody;
import vdsl.block.BlockBuilder;
import vdsl.block.BlockIdentity;
import vdsl.block.BlockKind;
import vdsl.block.BodyDigest;
import vdsl.block.ChainLink;
import vdsl.block.Stamp;
import vdsl.block.Tombstone;
import vdsl.record.Attribute;
import vdsl.record.IdRange;
import vdsl.record.LogRecord;
import vdsl.record.LogType;
import vdsl.record.NodeId;
import vdsl.record.Severity;
import vdsl.record.Utf8;
import vdsl.record.Value;
import vdsl.storage.spi.BlockBytes;
import vdsl.storage.spi.BlockStore;
import vdsl.storage.spi.IndexedBlock;
import vdsl.storage.spi.NodeCursor;
import vdsl.storage.spi.StoredBlock;
import vdsl.template.Template;
import vdsl.time.BootId;
import vdsl.time.ClockAnchor;
import vdsl.time.TimeMap;

/** Writes blocks of one node into a store, and remembers every record it wrote. */
final class TestNode {
  static final long EPOCH_NS = 1_795_428_000_000_000_000L; // 2026-11-23T10:00:00Z

  private static final long INCARNATION = 99;
  private static final long BOUND_NS = 5_000;
  private static final ClockAnchor ANCHOR = new ClockAnchor(BootId.NONE, 0, 0);

  private static final Pattern TEMPLATED =
      Pattern.compile("([^{\\\\]*?)([1-9][0-9]{0,17})([^{\\\\]*)");

  private final NodeId node;
  private final BlockStore store;
  private final List<LogRecord> written = new ArrayList<>();
  private final List<LogRecord> pending = new ArrayList<>();
  private long nextId;
  private long sequence;
  private long chain = ChainLink.ORIGIN;

  TestNode(String name, BlockStore store) {
    this(name, store, LogRecord.ID_FIRST);
  }

  TestNode(String name, BlockStore store, long firstId) {
    this.node = new NodeId(name);
    this.store = store;
    this.nextId = firstId;
  }

  /** What a record is made of beside its node and Id; times are after {@link #EPOCH_NS}. */
  record Entry(
      long afterNs, Severity level, LogType type, String object, Utf8 text, OptionalLong eventNs) {
    static Entry of(long afterNs, String text) {
      return new Entry(
          afterNs, Severity.INFO, LogType.APP, "app", Utf8.of(text), OptionalLong.empty());
    }
  }

  TestNode add(long afterNs, String text) {
    return add(Entry.of(afterNs, text));
  }

  TestNode add(Entry entry, Attribute... attributes) {
    pending.add(
        new LogRecord(
            nextId++,
            node,
            "10.0.0.1",
            EPOCH_NS + entry.afterNs(),
            BOUND_NS,
            4711,
            entry.object(),
            entry.type(),
            entry.level(),
            entry.text(),
            entry.eventNs(),
            List.of(attributes)));
    return this;
  }

  /** Commits what was added as one block. */
  IdRange commit() {
    BlockBuilder builder = new BlockBuilder(BlockBuilder.Compression.ZSTD);
    builder.reset(ANCHOR);
    for (LogRecord record : pending) {
      builder.begin(
          record.timeNs() - EPOCH_NS,
          record.level(),
          record.type(),
          record.object(),
          record.ip(),
          record.pid());
      addText(builder, record.text());
      record.eventTimeNs().ifPresent(builder::eventTime);
      record.attributes().forEach(given -> builder.attribute(given.key(), given.value()));
      builder.end();
    }
    BlockBody body = builder.build();
    IdRange ids = IdRange.ofCount(pending.get(0).id(), pending.size());
    written.addAll(pending);
    pending.clear();
    commit(BlockKind.RECORDS, ids, body.bytes());
    return ids;
  }

  /** Texts with a number go in as a template and an argument, others as they are. */
  private static void addText(BlockBuilder builder, Utf8 text) {
    Matcher number = TEMPLATED.matcher(text.toString());
    if (number.matches() && Utf8.of(text.toString()).equals(text)) {
      builder.template(Template.of(number.group(1) + "{}" + number.group(3)));
      builder.argument(Value.of(Long.parseLong(number.group(2))));
    } else {
      builder.text(text.array(), 0, text.length());
    }
  }

  IdRange tombstone(long count, Tombstone tombstone) {
    IdRange ids = IdRange.ofCount(nextId, count);
    nextId += count;
    commit(BlockKind.TOMBSTONE, ids, tombstone.encode());
    return ids;
  }

  static Tombstone tombstone(Tombstone.Cause cause, long fromNs, long toNs) {
    TreeMap<Severity, Long> counts = new TreeMap<>();
    counts.put(Severity.ERROR, 2L);
    return new Tombstone(cause, EPOCH_NS + fromNs, EPOCH_NS + toNs, counts, "spool full");
  }

  private void commit(BlockKind kind, IdRange ids, byte[] bytes) {
    BodyDigest digest = BodyDigest.of(bytes);
    ChainLink link = ChainLink.follow(chain, ids, digest);
    commit(stamp(kind, ids, digest, link), bytes);
  }

  /** Commits a block that says of itself what it likes. */
  void commit(Stamp stamp, byte[] bytes) {
    store.commit(
        List.of(IndexedBlock.check(new StoredBlock(stamp, new BlockBytes(bytes)))),
        List.of(
            new NodeCursor(
                node,
                stamp.ids().last(),
                INCARNATION,
                stamp.identity().sequence(),
                stamp.chain().after(),
                "10.0.0.1")));
    chain = stamp.chain().after();
    nextId = stamp.ids().last() + 1;
  }

  Stamp stamp(BlockKind kind, IdRange ids, BodyDigest digest, ChainLink link) {
    sequence++;
    TimeMap times = new TimeMap(1, 1, List.of(new TimeMap.Knot(0, EPOCH_NS, BOUND_NS)));
    return new Stamp(
        new BlockIdentity(node, INCARNATION, sequence), kind, ids, digest, link, times);
  }

  NodeId id() {
    return node;
  }

  long chain() {
    return chain;
  }

  /** Leaves a hole that nothing explains. */
  void skipIds(long count) {
    nextId += count;
  }

  List<LogRecord> written() {
    return written;
  }
}
