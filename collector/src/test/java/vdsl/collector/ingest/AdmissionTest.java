package vdsl.collector.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import vdsl.collector.fixture.NodeBlocks;
import vdsl.record.IdRange;
import vdsl.storage.spi.NodeCursor;
import vdsl.storage.spi.StoredBlock;

class AdmissionTest {
  private static final String IP = "10.0.0.1";
  private static final long INCARNATION = 7;

  private final Map<Long, StoredBlock> stored = new HashMap<>();
  private Optional<NodeCursor> cursor = Optional.empty();

  @Test
  void unknownNodeMayBeginAnywhere() {
    StoredBlock first = new NodeBlocks("n1", INCARNATION, 499, 12345).tombstone(10);
    assertThat(judge(first))
        .isEqualTo(
            new Verdict.Accepted(
                new NodeCursor(
                    first.stamp().node(), 509, INCARNATION, 1, first.stamp().chain().after(), IP)));
  }

  @Test
  void nextBlockIsAccepted() {
    NodeBlocks blocks = new NodeBlocks("n1", INCARNATION);
    accept(blocks.tombstone(3));
    StoredBlock next = blocks.tombstone(4);
    assertThat(judge(next)).isEqualTo(new Verdict.Accepted(blocks.cursor(IP)));
  }

  @Test
  void anotherIncarnationContinuesTheHistory() {
    NodeBlocks blocks = new NodeBlocks("n1", INCARNATION);
    accept(blocks.tombstone(3));
    assertThat(judge(blocks.reborn(8).tombstone(1))).isInstanceOf(Verdict.Accepted.class);
  }

  @Test
  void sameIncarnationMayNotGoBackInSequence() {
    NodeBlocks blocks = new NodeBlocks("n1", INCARNATION);
    accept(blocks.tombstone(3));
    assertThat(judge(blocks.reborn(INCARNATION).tombstone(1))).isInstanceOf(Verdict.Conflict.class);
  }

  @Test
  void nextBlockOfAnotherHistoryConflicts() {
    accept(new NodeBlocks("n1", INCARNATION).tombstone(3));
    assertThat(judge(new NodeBlocks("n1", 8, 3, 999).tombstone(1)))
        .isInstanceOf(Verdict.Conflict.class);
  }

  @Test
  void storedBlockSentAgainIsDuplicate() {
    NodeBlocks blocks = new NodeBlocks("n1", INCARNATION);
    StoredBlock first = blocks.tombstone(3);
    accept(first);
    accept(blocks.tombstone(5));
    assertThat(judge(first)).isEqualTo(new Verdict.Duplicate());
  }

  @Test
  void knownIdsWithOtherBytesConflict() {
    accept(new NodeBlocks("n1", INCARNATION).next(3, "one"));
    assertThat(judge(new NodeBlocks("n1", INCARNATION).next(3, "two")))
        .isInstanceOf(Verdict.Conflict.class);
  }

  @Test
  void storedBlockThatIsDamagedIsNoReasonToRenumber() {
    NodeBlocks blocks = new NodeBlocks("n1", INCARNATION);
    StoredBlock first = blocks.tombstone(3);
    accept(first);
    assertThat(
            Admission.judge(
                first,
                cursor,
                IP,
                (node, firstId) -> new Admission.Earlier.Damaged(first.stamp().ids())))
        .isEqualTo(new Verdict.Unverified());
    assertThat(
            Admission.judge(
                first,
                cursor,
                IP,
                (node, firstId) -> new Admission.Earlier.Damaged(new IdRange(1, 2))))
        .isInstanceOf(Verdict.Conflict.class);
  }

  @Test
  void knownIdsCutDifferentlyConflict() {
    NodeBlocks blocks = new NodeBlocks("n1", INCARNATION);
    accept(blocks.tombstone(3));
    accept(blocks.tombstone(3));
    assertThat(judge(new NodeBlocks("n1", INCARNATION).tombstone(6)))
        .isInstanceOf(Verdict.Conflict.class);
    assertThat(judge(new NodeBlocks("n1", INCARNATION, 1, 0).tombstone(2)))
        .isInstanceOf(Verdict.Conflict.class);
  }

  @Test
  void blockAcrossTheCursorConflicts() {
    accept(new NodeBlocks("n1", INCARNATION).tombstone(3));
    assertThat(judge(new NodeBlocks("n1", INCARNATION).tombstone(4)))
        .isInstanceOf(Verdict.Conflict.class);
  }

  @Test
  void blockBeyondTheNextIdIsGap() {
    NodeBlocks blocks = new NodeBlocks("n1", INCARNATION);
    accept(blocks.tombstone(3));
    blocks.tombstone(1);
    assertThat(judge(blocks.tombstone(1))).isEqualTo(new Verdict.Gap());
  }

  @Test
  void lastIdOfAllIsNotOverrun() {
    NodeBlocks blocks = new NodeBlocks("n1", INCARNATION, Long.MAX_VALUE - 1, 5);
    StoredBlock last = blocks.tombstone(1);
    accept(last);
    assertThat(judge(last)).isEqualTo(new Verdict.Duplicate());
  }

  private Verdict judge(StoredBlock block) {
    return Admission.judge(block, cursor, IP, (node, firstId) -> earlier(firstId));
  }

  private void accept(StoredBlock block) {
    if (!(judge(block) instanceof Verdict.Accepted accepted)) {
      throw new AssertionError("not accepted: " + block);
    }
    cursor = Optional.of(accepted.cursor());
    stored.put(block.stamp().ids().first(), block);
  }

  private Admission.Earlier earlier(long firstId) {
    StoredBlock block = stored.get(firstId);
    return block == null ? new Admission.Earlier.None() : new Admission.Earlier.Stored(block);
  }
}
