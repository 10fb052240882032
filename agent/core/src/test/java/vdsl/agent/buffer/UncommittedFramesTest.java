package vdsl.agent.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static vdsl.agent.buffer.BufferFixture.CONFIG;
import static vdsl.agent.buffer.BufferFixture.HALF_BYTES;
import static vdsl.agent.buffer.BufferFixture.STALL_NS;
import static vdsl.agent.buffer.BufferFixture.begin;
import static vdsl.agent.buffer.BufferFixture.take;
import static vdsl.agent.buffer.BufferFixture.write;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vdsl.agent.buffer.BufferFixture.ManualTicks;
import vdsl.agent.buffer.BufferFixture.Message;

/** Frames in every state between claim and commit, with an owner dead or alive. */
final class UncommittedFramesTest {
  private static final List<Reached> ALL = List.of(Reached.values());

  private final ManualTicks ticks = new ManualTicks();

  @TempDir Path temp;
  private DoubleBuffer buffer;

  @BeforeEach
  void create() {
    buffer =
        DoubleBuffer.create(
            temp, new BufferConfig(HALF_BYTES, 0), BufferFixture.ANCHOR, 11, new Random(1));
  }

  /** How far a writer came before it died. */
  private enum Reached {
    CLAIMED,
    BEGUN,
    WRITTEN,
    COMMITTED,
    ABORTED
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void deadOwnerLeavesExactlyItsCommittedFrames(long seed) {
    Random random = new Random(seed);
    List<Message> committed = new ArrayList<>();
    int abandonedMax = 0;
    for (int sequence = 0; sequence < 2_000; sequence++) {
      Reached reached = ALL.get(random.nextInt(ALL.size()));
      int payloadBytes = 16 + random.nextInt(1_000);
      if (leave(reached, sequence, payloadBytes) < 0) {
        break;
      }
      if (reached == Reached.COMMITTED) {
        committed.add(new Message(1, sequence));
      } else if (reached != Reached.ABORTED) {
        abandonedMax++;
      }
    }
    buffer.close();
    try (BufferDrain drain = BufferDrain.open(buffer.file(), 0, CONFIG, ticks)) {
      assertThat(drainDead(drain)).isEqualTo(committed);
      assertThat(drain.abandonedFrames()).isBetween(abandonedMax / 2L, (long) abandonedMax);
      assertThat(drain.isExhausted()).isTrue();
    }
  }

  private int leave(Reached reached, int sequence, int payloadBytes) {
    int payload = begin(buffer, 1, sequence, payloadBytes);
    if (payload < 0) {
      return payload;
    }
    switch (reached) {
      case CLAIMED -> forget(payload, FrameWord.HEADER_BYTES, payloadBytes);
      case BEGUN -> forget(payload, 0, payloadBytes);
      case WRITTEN -> {}
      case COMMITTED -> buffer.commit(payload);
      case ABORTED -> buffer.abort(payload);
    }
    return payload;
  }

  /** Takes bytes of a frame back, as if they had never been written. */
  private void forget(int payload, int before, int payloadBytes) {
    buffer.bytes().put(payload - before, new byte[before + payloadBytes]);
  }

  private List<Message> drainDead(BufferDrain drain) {
    List<Message> taken = new ArrayList<>();
    while (!drain.isExhausted()) {
      while (drain.peek()) {
        taken.add(take(drain));
      }
      ticks.advance(2_000_000);
    }
    return taken;
  }

  @Test
  void paddingThatWasOnlyClaimedIsPassedOver() {
    int sequence = 0;
    while (buffer.position() < HALF_BYTES - 5_000) {
      write(buffer, 1, sequence++, 1_000);
    }
    long padding = buffer.position();
    write(buffer, 1, sequence, 20_000);
    assertThat(buffer.position()).isGreaterThan(HALF_BYTES);
    buffer.bytes().putLong(MappedHalves.DATA_OFFSET + (int) padding, 0);
    buffer.close();
    try (BufferDrain drain = BufferDrain.open(buffer.file(), padding, CONFIG, ticks)) {
      assertThat(drainDead(drain)).containsExactly(new Message(1, sequence));
      assertThat(drain.abandonedFrames()).isEqualTo(1);
      assertThat(drain.skippedBytes()).isEqualTo(HALF_BYTES - padding);
    }
  }

  @Test
  void frameOfAnEarlierLapIsNotTakenForOne() {
    write(buffer, 1, 1, 100);
    int stale = begin(buffer, 1, 2, 100);
    int word = stale - FrameWord.HEADER_BYTES;
    buffer.bytes().putLong(word, FrameWord.of(116, BufferFixture.KIND, 0, 5));
    write(buffer, 1, 3, 100);
    buffer.close();
    try (BufferDrain drain = BufferDrain.open(buffer.file(), 0, CONFIG, ticks)) {
      assertThat(drainDead(drain)).containsExactly(new Message(1, 1), new Message(1, 3));
    }
  }

  @Test
  void drainWaitsForALiveWriter() {
    int first = begin(buffer, 1, 1, 100);
    write(buffer, 2, 1, 100);
    BufferDrain drain = drainOfLive();
    assertThat(drain.peek()).isFalse();
    ticks.advance(STALL_NS - 1);
    assertThat(drain.peek()).isFalse();
    assertThat(drain.stalledNs()).isEqualTo(STALL_NS - 1);
    buffer.commit(first);
    assertThat(drain.peek()).isTrue();
    assertThat(take(drain)).isEqualTo(new Message(1, 1));
    assertThat(drain.stalledNs()).isZero();
    assertThat(drain.peek()).isTrue();
    assertThat(take(drain)).isEqualTo(new Message(2, 1));
    assertThat(drain.abandonedFrames()).isZero();
  }

  @Test
  void stuckWriterIsPassedOverAfterTheBoundAndNeverDeliveredLate() {
    int stuck = begin(buffer, 1, 1, 100);
    write(buffer, 2, 1, 100);
    BufferDrain drain = drainOfLive();
    assertThat(drain.peek()).isFalse();
    ticks.advance(STALL_NS);
    assertThat(drain.peek()).isTrue();
    assertThat(take(drain)).isEqualTo(new Message(2, 1));
    assertThat(drain.abandonedFrames()).isEqualTo(1);
    buffer.commit(stuck);
    assertThat(drain.peek()).isFalse();
  }

  @Test
  void halfWithAStuckWriterIsNotReusedBeforeItCommits() {
    int stuck = begin(buffer, 1, 1, 100);
    long sequence = fill(0);
    BufferDrain drain = drainOfLive();
    assertThat(drain.peek()).isFalse();
    ticks.advance(STALL_NS);
    while (drain.peek()) {
      take(drain);
    }
    drain.release(drain.position());
    assertThat(write(buffer, 2, sequence, 100)).isFalse();
    BufferDrain successor = drainOfLive(drain.position());
    assertThat(write(buffer, 2, sequence, 100)).isFalse();
    buffer.commit(stuck);
    successor.release(successor.position());
    assertThat(write(buffer, 2, sequence, 100)).isTrue();
    assertThat(successor.peek()).isTrue();
    assertThat(take(successor)).isEqualTo(new Message(2, sequence));
  }

  private long fill(long from) {
    long sequence = from;
    while (write(buffer, 2, sequence, 1_000)) {
      sequence++;
    }
    return sequence;
  }

  @Test
  void claimOfUnknownLengthIsNotPassedOverWhileItsOwnerLives() {
    int claimed = begin(buffer, 1, 1, 100);
    long word = buffer.bytes().getLong(claimed - FrameWord.HEADER_BYTES);
    forget(claimed, FrameWord.HEADER_BYTES, 100);
    write(buffer, 2, 1, 100);
    BufferDrain drain = drainOfLive();
    assertThat(drain.peek()).isFalse();
    ticks.advance(10 * STALL_NS);
    assertThat(drain.peek()).isFalse();
    assertThat(drain.stalledNs()).isEqualTo(10 * STALL_NS);
    buffer.bytes().putLong(claimed - FrameWord.HEADER_BYTES, word);
    buffer.abort(claimed);
    assertThat(drain.peek()).isTrue();
    assertThat(take(drain)).isEqualTo(new Message(2, 1));
  }

  @Test
  void closingGivesUpAClaimThatIsNeverCommitted() {
    begin(buffer, 1, 1, 100);
    write(buffer, 1, 2, 100);
    buffer.close();
    BufferDrain drain = drainOfLive();
    assertThat(drainDead(drain)).containsExactly(new Message(1, 2));
    assertThat(drain.abandonedFrames()).isEqualTo(1);
  }

  private BufferDrain drainOfLive() {
    return drainOfLive(0);
  }

  /** The buffer's own bound is 0, so that closing it never waits here. */
  private BufferDrain drainOfLive(long from) {
    return BufferDrain.open(buffer.file(), from, CONFIG, ticks);
  }

  @Test
  void payloadOfAnEarlierLapIsNotTakenForAFrame() {
    long forged = FrameWord.of(FrameWord.HEADER_BYTES, BufferFixture.KIND, 0, 1);
    for (boolean hasRoom = true; hasRoom; ) {
      hasRoom = writeWords(forged);
    }
    BufferDrain drain = drainOfLive();
    while (drain.peek()) {
      drain.take();
    }
    drain.release(drain.position());
    forget(buffer.claim(BufferFixture.KIND, 0, 0, 10_000), FrameWord.HEADER_BYTES, 0);
    write(buffer, 1, 2, 100);
    buffer.close();
    try (BufferDrain successor = drainOfLive(drain.position())) {
      assertThat(drainDead(successor)).containsExactly(new Message(1, 2));
    }
  }

  private boolean writeWords(long word) {
    int payloadBytes = 80_000;
    int payload = buffer.claim(BufferFixture.KIND, 0, 0, payloadBytes);
    if (payload >= 0) {
      for (int i = 0; i < payloadBytes; i += Long.BYTES) {
        buffer.bytes().putLong(payload + i, word);
      }
      buffer.commit(payload);
    }
    return payload >= 0;
  }

  @Test
  void halfReleasedInPartIsEmptyWhateverPositionTheNextDrainIsGiven() {
    long written = fill(0);
    ReleaseProbe fault =
        step -> {
          if (step == ReleaseProbe.Step.ZEROED_IN_PART) {
            throw new IllegalStateException("planted");
          }
        };
    BufferDrain.Settings settings = new BufferDrain.Settings(STALL_NS, ticks, fault);
    BufferDrain drain = BufferDrain.open(buffer.file(), 0, settings);
    while (drain.position() < HALF_BYTES && drain.peek()) {
      take(drain);
    }
    assertThatThrownBy(() -> drain.release(drain.position())).hasMessage("planted");
    buffer.close();
    try (BufferDrain successor = drainOfLive(0)) {
      List<Message> left = drainDead(successor);
      assertThat(left).hasSize((int) written / 2);
      assertThat(left.get(0)).isEqualTo(new Message(2, written / 2));
      assertThat(successor.abandonedFrames()).isZero();
    }
  }
}
