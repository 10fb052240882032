package vdsl.agent.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vdsl.agent.spool.Numbering;
import vdsl.agent.spool.Spool;
import vdsl.agent.spool.SpoolConfig;
import vdsl.agent.spool.SpoolFiles;
import vdsl.agent.spool.SpooledBlock;
import vdsl.agent.spool.SyncPolicy;
import vdsl.agent.status.StatusLog;
import vdsl.block.BlockBody;
import vdsl.block.BlockBuilder;
import vdsl.record.IdRange;
import vdsl.record.LogType;
import vdsl.record.NodeId;
import vdsl.record.Severity;
import vdsl.time.BootId;
import vdsl.time.ClockAnchor;
import vdsl.wire.proto.Cursor;

/** The table of numbering rules. */
final class ReconciliationTest {
  private static final BootId BOOT = new BootId(new UUID(1, 2));
  private static final long NEW_INCARNATION = 77;
  private static final long LAST_ID = 100;
  private static final long CHAIN = 6;

  @TempDir Path temp;
  private Spool spool;

  @BeforeEach
  void open() {
    SpoolConfig config =
        new SpoolConfig(temp, new NodeId("n1"), BOOT, 4_096, 1 << 20, SyncPolicy.INTERVAL);
    StatusLog status = new StatusLog(line -> {}, () -> 0);
    spool = Spool.open(config, SpoolFiles.system(), status, new Random(1));
  }

  @AfterEach
  void close() {
    spool.close();
  }

  private void connected() {
    assertThat(spool.renumber(spool.numbering().renumbered("c", 5, LAST_ID, CHAIN), 0)).isTrue();
  }

  private Numbering append() {
    BlockBuilder builder = new BlockBuilder(BlockBuilder.Compression.NONE);
    builder.reset(new ClockAnchor(BOOT, 0, 0));
    byte[] text = "x".getBytes(StandardCharsets.UTF_8);
    builder.begin(0, Severity.INFO, LogType.APP, "o", "127.0.0.1", 1);
    builder.text(text, 0, text.length);
    builder.end();
    BlockBody body = builder.build();
    assertThat(spool.append(body, List.of(), 0)).isEqualTo(Spool.AppendResult.APPENDED);
    Numbering point = spool.numbering();
    while (spool.blockAfter(point.sequence()).isPresent()) {
      point = point.after(spool.blockAfter(point.sequence()).orElseThrow());
    }
    return point;
  }

  private Reconciliation.Decision decide(Optional<Cursor> cursor) {
    return Reconciliation.decide(spool, "c", cursor, NEW_INCARNATION);
  }

  private static Optional<Cursor> cursor(long lastId, long chain) {
    return Optional.of(
        Cursor.newBuilder()
            .setLastId(lastId)
            .setChain(chain)
            .setIncarnation(9)
            .setSequence(3)
            .build());
  }

  @Test
  void firstConnectionToACollectorThatKnowsNothingBeginsAtIdOne() {
    append();
    Numbering expected = spool.numbering().renumbered("c", spool.numbering().incarnation(), 0, 0);
    assertThat(decide(Optional.empty())).isEqualTo(new Reconciliation.Decision.Renumber(expected));
  }

  @Test
  void firstConnectionOfANewDirectoryContinuesBehindTheCursor() {
    append();
    Numbering expected = spool.numbering().renumbered("c", spool.numbering().incarnation(), 40, 4);
    assertThat(decide(cursor(40, 4))).isEqualTo(new Reconciliation.Decision.Renumber(expected));
  }

  @Test
  void unknownNodeGoesOnWhereItWas() {
    connected();
    append();
    assertThat(decide(Optional.empty()))
        .isEqualTo(new Reconciliation.Decision.Continue(spool.numbering()));
  }

  @Test
  void cursorAtTheAcknowledgedPointContinuesThere() {
    connected();
    append();
    assertThat(decide(cursor(LAST_ID, CHAIN)))
        .isEqualTo(new Reconciliation.Decision.Continue(spool.numbering()));
  }

  @Test
  void cursorAtALaterPointOfOursAcknowledgesUpToThere() {
    connected();
    append();
    Numbering second = append();
    append();
    assertThat(decide(cursor(second.lastId(), second.chain())))
        .isEqualTo(new Reconciliation.Decision.Continue(second));
  }

  /** Reopens the spool without the headers of its first blocks. */
  private void loseFirst(int blockCount) throws IOException {
    spool.close();
    for (int i = 0; i < blockCount; i++) {
      DamagedSpool.flipFirstHeader(temp);
    }
    open();
    assertThat(spool.blockAfter(Numbering.SEQUENCE_ORIGIN).orElseThrow())
        .isInstanceOf(SpooledBlock.Lost.class);
  }

  private static Optional<Cursor> ownCursor(Numbering at) {
    return Optional.of(
        Cursor.newBuilder()
            .setLastId(at.lastId())
            .setChain(at.chain())
            .setIncarnation(at.incarnation())
            .setSequence(at.sequence())
            .build());
  }

  @Test
  void cursorOfOursBehindALostBlockAcknowledgesUpToThere() throws IOException {
    connected();
    append();
    Numbering second = append();
    append();
    loseFirst(1);
    assertThat(decide(ownCursor(second))).isEqualTo(new Reconciliation.Decision.Continue(second));
    assertThat(decide(cursor(second.lastId(), second.chain())))
        .isEqualTo(new Reconciliation.Decision.Probe());
  }

  @Test
  void cursorOfOursWithinALostRunLeavesTheRestOfIt() throws IOException {
    connected();
    Numbering first = append();
    append();
    Numbering third = append();
    loseFirst(2);
    assertThat(decide(ownCursor(first))).isEqualTo(new Reconciliation.Decision.Continue(first));
    spool.acknowledge(first, 0);
    SpooledBlock rest = spool.blockAfter(first.sequence()).orElseThrow();
    assertThat(first.ids(rest)).isEqualTo(IdRange.ofCount(LAST_ID + 2, 1));
    assertThat(first.after(rest).ids(spool.blockAfter(rest.sequence()).orElseThrow()).last())
        .isEqualTo(third.lastId());
  }

  @Test
  void cursorBehindTheAcknowledgedPointIsCovered() {
    connected();
    append();
    assertThat(decide(cursor(60, 4)))
        .isEqualTo(new Reconciliation.Decision.Cover(new IdRange(61, LAST_ID), 4));
  }

  @Test
  void otherChainAtAPointOfOursIsProbed() {
    connected();
    Numbering first = append();
    assertThat(decide(cursor(LAST_ID, CHAIN + 1))).isEqualTo(new Reconciliation.Decision.Probe());
    assertThat(decide(cursor(first.lastId(), first.chain() + 1)))
        .isEqualTo(new Reconciliation.Decision.Probe());
  }

  @Test
  void cursorAheadOfAllOursIsProbedWhileBlocksAreOpen() {
    connected();
    append();
    assertThat(decide(cursor(500, 4))).isEqualTo(new Reconciliation.Decision.Probe());
  }

  @Test
  void cursorAheadWithNothingOpenIsContinuedInANewIncarnation() {
    connected();
    Numbering expected = spool.numbering().renumbered("c", NEW_INCARNATION, 500, 4);
    assertThat(decide(cursor(500, 4))).isEqualTo(new Reconciliation.Decision.Renumber(expected));
  }
}
