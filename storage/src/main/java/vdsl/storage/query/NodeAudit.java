package vdsl.storage.query;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import vdsl.block.BlockBody;
import vdsl.block.BlockFormatException;
import vdsl.block.BlockKind;
import vdsl.block.BlockReader;
import vdsl.block.Stamp;
import vdsl.block.Tombstone;
import vdsl.record.LogType;
import vdsl.record.NodeId;
import vdsl.storage.spi.BlockRef;
import vdsl.storage.spi.BlockRefs;
import vdsl.storage.spi.BlockSearch;
import vdsl.storage.spi.BlockStore;
import vdsl.storage.spi.IndexedBlock;
import vdsl.storage.spi.NodeCursor;
import vdsl.storage.spi.StoreException;
import vdsl.storage.spi.StoredBlock;

/** Audits one node once, block by block in the order of Ids. Confined to one thread. */
final class NodeAudit {
  private final BlockStore store;
  private final NodeId node;
  private final OptionalLong fromId;
  private final AuditProgress progress;
  private final TextBuffer text = new TextBuffer();

  private final AuditFindings findings;

  private Optional<NodeCursor> cursor = Optional.empty();
  private OptionalLong firstId = OptionalLong.empty();
  private OptionalLong expectedId;
  private Optional<Stamp> previous = Optional.empty();
  private long recordCount;
  private long blockCount;

  NodeAudit(
      BlockStore store,
      NodeId node,
      OptionalLong fromId,
      AuditProgress progress,
      AuditFindings findings) {
    this.store = store;
    this.node = node;
    this.fromId = fromId;
    this.expectedId = fromId;
    this.progress = progress;
    this.findings = findings;
  }

  AuditReport.NodeReport run() {
    cursor = currentCursor();
    if (cursor.isEmpty()) {
      findings.problem("blocks are stored, but no cursor says where the node stands");
    }
    try (BlockRefs refs = store.find(search())) {
      boolean more = true;
      while (more && refs.hasNext()) {
        more = audit(refs.next());
      }
    }
    cursor.ifPresent(this::checkEnd);
    return new AuditReport.NodeReport(
        node,
        firstId,
        firstId.isPresent() ? OptionalLong.of(expectedId.getAsLong() - 1) : firstId,
        recordCount,
        blockCount,
        findings.lost().endNode(),
        findings.deleted().endNode(),
        findings.lossRecords().endNode(),
        findings.problems().endNode());
  }

  private Optional<NodeCursor> currentCursor() {
    return Optional.ofNullable(store.cursors().get(node));
  }

  private BlockSearch search() {
    return new BlockSearch(
        Set.of(node),
        Optional.empty(),
        Long.MIN_VALUE,
        Long.MAX_VALUE,
        BlockSearch.Content.ANY,
        BlockSearch.Order.ID_ASCENDING);
  }

  /** Audits one block; false if it and all that follow were committed after the audit began. */
  private boolean audit(BlockRef block) {
    boolean outside =
        !block.node().equals(node) || block.ids().last() < fromId.orElse(Long.MIN_VALUE);
    if (outside) {
      return true;
    }
    if (isBeyondCursor(block)) {
      Optional<NodeCursor> moved = currentCursor();
      if (moved.filter(now -> block.ids().last() <= now.lastId()).isEmpty()) {
        findings.problem("Ids " + block.ids() + " are stored beyond the cursor's " + lastIdText());
      } else if (cursor.filter(then -> block.ids().first() > then.lastId()).isPresent()) {
        return false;
      } else {
        cursor = moved;
      }
    }
    checkPlace(block);
    read(block);
    blockCount++;
    progress.blockRead(node, blockCount, recordCount);
    return true;
  }

  private boolean isBeyondCursor(BlockRef block) {
    return cursor.filter(then -> block.ids().last() > then.lastId()).isPresent();
  }

  private String lastIdText() {
    return cursor.map(then -> Long.toString(then.lastId())).orElse("none");
  }

  private void checkPlace(BlockRef block) {
    long first = block.ids().first();
    if (expectedId.isEmpty()) {
      expectedId = OptionalLong.of(first);
    }
    long expected = expectedId.getAsLong();
    if (firstId.isEmpty()) {
      firstId = OptionalLong.of(Math.max(first, fromId.orElse(first)));
    } else if (first < expected) {
      findings.problem(
          "Ids "
              + first
              + ".."
              + Math.min(block.ids().last(), expected - 1)
              + " are stored more than once");
    }
    if (first > expected) {
      findings.problem("Ids " + expected + ".." + (first - 1) + " are missing");
      previous = Optional.empty();
    }
    expectedId = OptionalLong.of(Math.max(expected, block.ids().last() + 1));
  }

  private void read(BlockRef block) {
    try {
      StoredBlock stored = store.read(block);
      checkStamp(block, stored.stamp());
      IndexedBlock index = IndexedBlock.check(stored);
      if (index.minTimeNs() != block.minTimeNs() || index.maxTimeNs() != block.maxTimeNs()) {
        findings.problem("block " + block.ids() + ": its index has other times than its records");
      }
      if (block.kind() == BlockKind.TOMBSTONE) {
        readTombstone(block, Tombstone.decode(stored.body().array()));
      } else {
        readRecords(stored);
      }
    } catch (StoreException.DamagedBlock | BlockFormatException damage) {
      findings.problem("block " + block.ids() + " is damaged: " + damage.getMessage());
      previous = Optional.empty();
    }
  }

  private void checkStamp(BlockRef block, Stamp stamp) {
    boolean same =
        stamp.node().equals(node)
            && stamp.ids().equals(block.ids())
            && stamp.kind() == block.kind();
    if (!same) {
      throw new BlockFormatException(
          "its stamp is of " + stamp.kind() + " " + stamp.node() + " " + stamp.ids());
    }
    previous
        .filter(before -> before.chain().after() != stamp.chain().before())
        .ifPresent(
            before ->
                findings.problem(
                    "block " + block.ids() + ": its chain does not follow " + before.ids()));
    previous = Optional.of(stamp);
  }

  private void readTombstone(BlockRef block, Tombstone tombstone) {
    AuditReport.GivenUp givenUp =
        new AuditReport.GivenUp(
            block.ids(), tombstone.cause().name().toLowerCase(Locale.ROOT), tombstone.reason());
    findings.giveUp(tombstone.cause() == Tombstone.Cause.DELETED, givenUp);
  }

  private void readRecords(StoredBlock stored) {
    BlockReader reader = new BlockReader(BlockBody.parse(stored.body().array()));
    for (int index = 0; index < reader.recordCount(); index++) {
      reader.ticks(index);
      reader.level(index);
      reader.objects().get(reader.objectIndex(index));
      reader.pid(index);
      reader.ip(index);
      reader.eventTimeNs(index);
      reader.attributes(index);
      text.reset();
      reader.appendText(index, text);
      long id = stored.stamp().ids().first() + index;
      if (id >= fromId.orElse(id)) {
        recordCount++;
        noteLoss(id, reader.type(index));
      }
    }
  }

  private void noteLoss(long id, LogType type) {
    if (type.equals(LogType.LOSS)) {
      findings.loss(id, text.toString(StandardCharsets.UTF_8));
    }
  }

  private void checkEnd(NodeCursor end) {
    if (expectedId.isEmpty()) {
      findings.problem("no block of the Ids up to the cursor's " + end.lastId() + " is stored");
      return;
    }
    long expected = expectedId.getAsLong();
    if (expected <= end.lastId()) {
      findings.problem("Ids " + expected + ".." + end.lastId() + " are missing up to the cursor");
      return;
    }
    Optional<Stamp> last = previous.filter(stamp -> stamp.ids().last() == end.lastId());
    if (last.filter(stamp -> stamp.chain().after() != end.chain()).isPresent()) {
      findings.problem("the cursor's chain is not that of its last block");
    }
    boolean otherBlock =
        last.filter(
                stamp ->
                    stamp.identity().incarnation() != end.incarnation()
                        || stamp.identity().sequence() != end.sequence())
            .isPresent();
    if (otherBlock) {
      findings.problem("the cursor names another block than its last");
    }
  }
}
