package vdsl.agent.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vdsl.agent.status.StatusEvent;
import vdsl.clock.SyncExchange;
import vdsl.time.TimeMap;
import vdsl.wire.proto.Envelope;
import vdsl.wire.proto.Sync;

/** What an agent makes of its collector's sync exchanges. */
class ClusterTimeTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(50);
  private static final long EPOCH = 5;
  private static final long MASTER_ID = 6;
  private static final long AHEAD_NS = 1_000_000_000_000L;
  private static final long ROUND_TRIP_NS = 40_000;

  private final TransportFixture fixture = new TransportFixture(3);
  @TempDir Path directory;

  @AfterEach
  void close() {
    fixture.close();
  }

  private static Envelope sync(Sync.Builder sync) {
    return Envelope.newBuilder().setSync(sync.setEpoch(EPOCH).setMasterId(MASTER_ID)).build();
  }

  private static Envelope signal(long t1) {
    return sync(Sync.newBuilder().setStep(Sync.Step.SIGNAL).setT1(t1));
  }

  /** Of a master whose time is that much ahead of the ticks. */
  private static Envelope correction() {
    long ticks = System.nanoTime();
    Sync.Builder sync =
        Sync.newBuilder()
            .setStep(Sync.Step.CORRECTION)
            .setMasterId(MASTER_ID)
            .setEpoch(EPOCH)
            .setT1(ticks + AHEAD_NS - ROUND_TRIP_NS / 2)
            .setT2(ticks)
            .setT3(ticks)
            .setT4(ticks + AHEAD_NS + ROUND_TRIP_NS / 2);
    return Envelope.newBuilder().setSync(sync).build();
  }

  /** What a master that is ahead tells of a block whose t3 is known. */
  private static Sync acknowledged(Sync block) {
    return block.toBuilder()
        .setStep(Sync.Step.ACKNOWLEDGEMENT)
        .setMasterId(MASTER_ID)
        .setEpoch(EPOCH)
        .setT4(System.nanoTime() + AHEAD_NS)
        .setT1(System.nanoTime() + AHEAD_NS)
        .build();
  }

  @Test
  void aSignalIsAnsweredWithBothReadingsAndTheStateOfTheClock() {
    MemoryCollector collector = fixture.collector();
    collector.afterWelcome(List.of(signal(77)));
    long before = System.nanoTime();
    Transport agent = fixture.agent(directory, 1, 1, collector.start());

    assertThat(agent.awaitAcknowledged(TransportFixture.TIMEOUT)).isTrue();
    await().atMost(LONG).until(() -> !collector.answers().isEmpty());

    Sync answer = collector.answers().get(0);
    assertThat(answer.getStep()).isEqualTo(Sync.Step.ANSWER);
    assertThat(answer.getEpoch()).isEqualTo(EPOCH);
    assertThat(answer.getMasterId()).isEqualTo(MASTER_ID);
    assertThat(answer.getT1()).isEqualTo(77);
    assertThat(answer.getT2()).isBetween(before, answer.getT3());
    assertThat(answer.getState().getBoundNs()).isEqualTo(TimeMap.BOUND_UNLIMITED_NS);
  }

  @Test
  void blocksFromBeforeTheConnectionAreStampedWithTheTimeOfTheFirstExchanges() {
    fixture.syncWait(LONG);
    MemoryCollector collector = fixture.collector();
    collector.afterWelcome(Collections.nCopies(SyncExchange.BURST, correction()));
    Transport agent = fixture.agent(directory, 3, 1, collector.start());

    assertThat(agent.awaitAcknowledged(TransportFixture.TIMEOUT)).isTrue();

    for (MemoryCollector.Stored block : collector.stored()) {
      TimeMap map = block.stamp().timeMap();
      long ticks = map.knots().get(0).ticks();
      assertThat(map.epoch()).isEqualTo(EPOCH);
      assertThat(map.timeNs(ticks) - ticks).isEqualTo(AHEAD_NS);
      assertThat(map.boundNs(ticks)).isBetween(ROUND_TRIP_NS / 2, Duration.ofMinutes(1).toNanos());
    }
  }

  @Test
  void blocksOfACollectorThatDoesNotSyncAreSentAfterTheWaitAndPromiseNoTime() {
    fixture.syncWait(SHORT);
    MemoryCollector collector = fixture.collector();
    Transport agent = fixture.agent(directory, 1, 1, collector.start());

    assertThat(agent.awaitAcknowledged(TransportFixture.TIMEOUT)).isTrue();

    TimeMap map = collector.stored().get(0).stamp().timeMap();
    assertThat(map.epoch()).isZero();
    assertThat(map.knots().get(0).boundNs()).isEqualTo(TimeMap.BOUND_UNLIMITED_NS);
  }

  @Test
  void aBlockAndItsAcknowledgementAreAnExchangeToo() {
    MemoryCollector collector = fixture.collector();
    collector.timeBlocks(ClusterTimeTest::acknowledged);
    long before = System.nanoTime();
    Transport agent = fixture.agent(directory, 2, 1, collector.start());

    assertThat(agent.awaitAcknowledged(TransportFixture.TIMEOUT)).isTrue();

    await().atMost(LONG).until(() -> fixture.status().countOf(StatusEvent.CLOCK_SYNCED) == 2);
    assertThat(collector.departures())
        .hasSize(2)
        .isSorted()
        .allSatisfy(left -> assertThat(left).isBetween(before, System.nanoTime()));
  }

  @Test
  void anAcknowledgementThatCannotBeEndsTheConnection() {
    List<UnaryOperator<Sync>> lies =
        List.of(
            block -> acknowledged(block).toBuilder().setT1(1).build(),
            block -> acknowledged(block).toBuilder().setT3(block.getT3() + (1L << 60)).build(),
            block -> acknowledged(block).toBuilder().setT3(block.getT3() - (1L << 60)).build(),
            block -> acknowledged(block).toBuilder().setEpoch(0).build(),
            block -> acknowledged(block).toBuilder().setStep(Sync.Step.CORRECTION).build());
    for (UnaryOperator<Sync> lie : lies) {
      long before = fixture.status().countOf(StatusEvent.PROTOCOL_VIOLATED);
      MemoryCollector collector = fixture.collector();
      collector.timeBlocks(lie);
      fixture.agent(directory.resolve("a" + lies.indexOf(lie)), 1, 1, collector.start());

      await()
          .atMost(LONG)
          .until(() -> fixture.status().countOf(StatusEvent.PROTOCOL_VIOLATED) > before);
    }
    assertThat(fixture.status().countOf(StatusEvent.CLOCK_SYNCED)).isZero();
  }

  @Test
  void anImpossibleCorrectionEndsTheConnection() {
    MemoryCollector collector = fixture.collector();
    collector.afterWelcome(
        List.of(sync(Sync.newBuilder().setStep(Sync.Step.CORRECTION).setT1(2).setT4(1))));
    fixture.agent(directory, 1, 1, collector.start());

    await().atMost(LONG).until(() -> fixture.status().countOf(StatusEvent.PROTOCOL_VIOLATED) > 0);
  }

  @Test
  void aHostThatSleptAsksForABurstAndItsLogSaysSo() {
    AtomicLong sleptNs = new AtomicLong();
    fixture.uptime(() -> OptionalLong.of(System.nanoTime() + sleptNs.get()));
    MemoryCollector collector = fixture.collector();
    collector.afterWelcome(Collections.nCopies(SyncExchange.BURST, correction()));
    fixture.writeClockRecords();
    fixture.agent(directory, 1, 1, collector.start());
    await().atMost(LONG).until(() -> collector.texts().equals(List.of("0")));

    sleptNs.set(Duration.ofMinutes(1).toNanos());

    await()
        .atMost(LONG)
        .until(
            () ->
                collector.answers().stream().anyMatch(sync -> sync.getStep() == Sync.Step.REQUEST));
    await().atMost(LONG).until(() -> collector.texts().size() > 1);
    assertThat(collector.texts().get(1)).startsWith("clock lost sync: the host slept for");
    assertThat(collector.stored().get(1).stamp().timeMap().knots().get(0).boundNs())
        .isEqualTo(TimeMap.BOUND_UNLIMITED_NS);
  }
}
