package vdsl.storage.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import vdsl.block.BlockBuilder;
import vdsl.block.BlockKind;
import vdsl.block.BodyDigest;
import vdsl.block.ChainLink;
import vdsl.block.Tombstone;
import vdsl.record.IdRange;
import vdsl.record.LogType;
import vdsl.record.NodeId;
import vdsl.record.Severity;
import vdsl.record.Utf8;
import vdsl.storage.spi.NodeCursor;

class AuditTest {
  private final MemoryBlockStore store = new MemoryBlockStore();
  private final TestNode n1 = new TestNode("n1", store, 5);

  private AuditReport audit() {
    return new Audit(store).run(AuditScope.ALL, AuditProgress.NONE);
  }

  private AuditReport.NodeReport auditFrom(long id) {
    AuditScope scope = new AuditScope(Optional.of(n1.id()), OptionalLong.of(id));
    return new Audit(store).run(scope, AuditProgress.NONE).nodes().get(0);
  }

  private List<String> problems() {
    AuditReport report = audit();
    List<String> problems = report.nodes().get(0).problems().entries();
    assertThat(report.ok()).isEqualTo(problems.isEmpty());
    return problems;
  }

  private NodeCursor cursor() {
    return Objects.requireNonNull(store.cursors().get(n1.id()));
  }

  @Test
  void anEmptyStoreIsSound() {
    assertThat(audit().ok()).isTrue();
    assertThat(audit().nodes()).isEmpty();
  }

  @Test
  void aSoundStoreIsReportedWithWhatWasGivenUp() {
    n1.add(1, "a").add(2, "b").commit();
    n1.tombstone(3, TestNode.tombstone(Tombstone.Cause.DROPPED, 3, 4));
    n1.tombstone(2, TestNode.tombstone(Tombstone.Cause.DELETED, 5, 5));
    n1.add(
            new TestNode.Entry(
                6,
                Severity.WARN,
                LogType.LOSS,
                "vdsl",
                Utf8.of("7 records rejected"),
                OptionalLong.empty()))
        .commit();

    AuditReport.NodeReport report = audit().nodes().get(0);

    assertThat(report.ok()).isTrue();
    assertThat(report.firstId()).hasValue(5);
    assertThat(report.lastId()).hasValue(12);
    assertThat(report.recordCount()).isEqualTo(3);
    assertThat(report.blockCount()).isEqualTo(4);
    assertThat(report.lost().entries())
        .containsExactly(new AuditReport.GivenUp(new IdRange(7, 9), "dropped", "spool full"));
    assertThat(report.deleted().entries())
        .containsExactly(new AuditReport.GivenUp(new IdRange(10, 11), "deleted", "spool full"));
    assertThat(report.lossRecords().entries())
        .containsExactly(new AuditReport.LossRecord(12, "7 records rejected"));
    assertThat(store.openRefs()).isZero();
  }

  @Test
  void aMissingBlockIsFound() {
    n1.add(1, "a").commit();
    IdRange forgotten = n1.add(2, "b").add(3, "c").commit();
    n1.add(4, "d").commit();
    store.forget(forgotten);

    assertThat(problems()).containsExactly("Ids 6..7 are missing");
  }

  @Test
  void aMissingLastBlockIsFound() {
    n1.add(1, "a").commit();
    store.forget(n1.add(2, "b").commit());

    assertThat(problems()).containsExactly("Ids 6..6 are missing up to the cursor");
  }

  @Test
  void idsStoredTwiceAreFound() {
    n1.add(1, "a").add(2, "b").commit();
    TestNode other = new TestNode("n1", store, 6);
    other.add(2, "b").add(3, "c").commit();

    assertThat(problems())
        .contains("Ids 6..6 are stored more than once")
        .anyMatch(problem -> problem.contains("its chain does not follow 5..6"));
  }

  @Test
  void aBrokenChainIsFound() {
    n1.add(1, "a").commit();
    byte[] body = body();
    IdRange ids = new IdRange(6, 6);
    BodyDigest digest = BodyDigest.of(body);
    n1.commit(n1.stamp(BlockKind.RECORDS, ids, digest, ChainLink.follow(77, ids, digest)), body);

    assertThat(problems()).containsExactly("block 6..6: its chain does not follow 5..5");
  }

  @Test
  void aDamagedBlockIsFoundAndDoesNotEndTheAudit() {
    n1.add(1, "a").commit();
    store.damage(n1.add(2, "b").commit());
    n1.skipIds(1);
    n1.add(3, "c").commit();

    assertThat(problems())
        .hasSize(2)
        .anyMatch(problem -> problem.startsWith("block 6..6 is damaged: "))
        .contains("Ids 7..7 are missing");
  }

  @Test
  void aBodyThatPassesItsChecksumButDoesNotDecodeIsFound() {
    byte[] body = Damage.inFrame2(body());
    IdRange ids = new IdRange(5, 5);
    BodyDigest digest = BodyDigest.of(body);
    n1.commit(n1.stamp(BlockKind.RECORDS, ids, digest, ChainLink.follow(0, ids, digest)), body);

    assertThat(problems()).hasSize(1).allMatch(line -> line.startsWith("block 5..5 is damaged: "));
  }

  @Test
  void blocksBeyondTheCursorAreFound() {
    n1.add(1, "a").commit();
    NodeCursor first = cursor();
    n1.add(2, "b").commit();
    store.setCursor(first);

    assertThat(problems()).containsExactly("Ids 6..6 are stored beyond the cursor's 5");
  }

  @Test
  void aCursorThatDisagreesWithItsLastBlockIsFound() {
    n1.add(1, "a").commit();
    NodeCursor right = cursor();
    store.setCursor(
        new NodeCursor(n1.id(), right.lastId(), right.incarnation() + 1, 1, 5, right.ip()));

    assertThat(problems())
        .containsExactly(
            "the cursor's chain is not that of its last block",
            "the cursor names another block than its last");
  }

  @Test
  void blocksOfANodeWithoutCursorAreFound() {
    n1.add(1, "a").commit();
    store.forgetCursor(n1.id());

    assertThat(problems())
        .containsExactly("blocks are stored, but no cursor says where the node stands");
  }

  @Test
  void anAuditFromAnIdDemandsThatId() {
    n1.add(1, "a").add(2, "b").add(3, "c").commit();
    n1.add(4, "d").commit();

    assertThat(auditFrom(6).ok()).isTrue();
    assertThat(auditFrom(6).firstId()).hasValue(6);
    assertThat(auditFrom(6).recordCount()).isEqualTo(3);
    assertThat(auditFrom(8).recordCount()).isEqualTo(1);
    assertThat(auditFrom(3).problems().entries()).containsExactly("Ids 3..4 are missing");
  }

  @Test
  void anAuditBeyondTheLastIdIsRefused() {
    n1.add(1, "a").commit();

    assertThat(auditFrom(5).ok()).isTrue();
    assertThatThrownBy(() -> auditFrom(6))
        .isInstanceOf(QuerySyntaxException.class)
        .hasMessage("from-id \"6\": the last Id of node n1 is 5");
  }

  @Test
  void aCursorWithoutAnyBlockIsFound() {
    store.forget(n1.add(1, "a").commit());

    assertThat(problems()).containsExactly("no block of the Ids up to the cursor's 5 is stored");
  }

  @Test
  void aReportStaysSmallHoweverMuchIsLost() {
    TestNode n2 = new TestNode("n2", store);
    String text = "\ud83d\ude00".repeat(500);
    for (TestNode node : List.of(n1, n2)) {
      for (int i = 0; i < AuditReport.LISTED_MAX - 1; i++) {
        node.add(
            new TestNode.Entry(
                i, Severity.WARN, LogType.LOSS, "vdsl", Utf8.of("x" + text), OptionalLong.empty()));
      }
      node.commit();
    }

    List<AuditReport.NodeReport> nodes = audit().nodes();

    assertThat(nodes.get(0).lossRecords().entries()).hasSize(AuditReport.LISTED_MAX - 1);
    assertThat(nodes.get(1).lossRecords().entries()).hasSize(1);
    assertThat(nodes.get(1).lossRecords().count()).isEqualTo(AuditReport.LISTED_MAX - 1);
    assertThat(nodes.get(1).lossRecords().entries().get(0).text())
        .isEqualTo("x" + text.substring(0, AuditReport.ENTRY_LENGTH_MAX - 2) + "...");
  }

  @Test
  void aBlockCommittedWhileTheAuditRunsIsNoProblem() {
    n1.add(1, "a").commit();
    n1.add(2, "b").commit();
    List<Long> blockCounts = new ArrayList<>();

    AuditReport report =
        new Audit(store)
            .run(
                AuditScope.ALL,
                (node, blockCount, recordCount) -> {
                  blockCounts.add(blockCount);
                  n1.add(3, "c").commit();
                });

    assertThat(report.ok()).isTrue();
    assertThat(blockCounts).containsExactly(1L, 2L);
  }

  @Test
  void anUnknownNodeIsRefused() {
    AuditScope scope = new AuditScope(Optional.of(new NodeId("n9")), OptionalLong.empty());

    assertThatThrownBy(() -> new Audit(store).run(scope, AuditProgress.NONE))
        .isInstanceOf(UnknownNodeException.class)
        .hasMessage("node \"n9\" is unknown; the store has no nodes yet");
  }

  private static byte[] body() {
    BlockBuilder builder = new BlockBuilder(BlockBuilder.Compression.NONE);
    builder.begin(1, Severity.INFO, LogType.APP, "o", "", 1);
    builder.text(new byte[] {'a'}, 0, 1);
    builder.end();
    return builder.build().bytes();
  }
}
