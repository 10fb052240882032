package vdsl.agent.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import vdsl.agent.status.StatusEvent;
import vdsl.agent.status.StatusLog;
import vdsl.block.BlockBuilder;
import vdsl.block.BlockReader;
import vdsl.clock.SyncExchange;
import vdsl.fault.CrashPoint;
import vdsl.record.LogType;
import vdsl.record.NodeId;
import vdsl.time.BootId;
import vdsl.time.ClockAnchor;
import vdsl.time.TimeMap;
import vdsl.wire.proto.ClockState;
import vdsl.wire.proto.Sync;

/** A node's clock by readings that are told. */
class NodeClockTest {
  private static final long WALL_NS = 1_700_000_000_000_000_000L;
  private static final long AHEAD_NS = 1_600_000_000_000_000_000L;
  private static final long ROUND_TRIP_NS = 40_000;
  private static final long EPOCH = 5;
  private static final HostIdentity HOST =
      new HostIdentity(new BootId(new UUID(1, 2)), "127.0.0.1", 1);

  private long ticks = 1_000_000_000;
  private long sleptNs;
  private long wallSetNs;
  private final StatusLog status = new StatusLog(line -> {}, () -> ticks);
  private final ClockEvents events = new ClockEvents(ticks);
  private final NodeClock clock = new NodeClock(config(), status, events);

  private TransportConfig config() {
    return new TransportConfig(
        new NodeId("n1"),
        List.of(new CollectorAddress("127.0.0.1", 1)),
        new TransportConfig.Blocks(
            0, BlockBuilder.Compression.NONE, TransportConfig.ClockRecords.WRITTEN),
        LinkTimings.DEFAULT,
        HOST,
        new TransportConfig.Surroundings(
            () -> ticks,
            () -> WALL_NS + ticks + wallSetNs + sleptNs,
            () -> OptionalLong.of(ticks + sleptNs),
            new Random(1),
            CrashPoint.NONE));
  }

  private Sync correction(long epoch) {
    ticks += ROUND_TRIP_NS;
    return Sync.newBuilder()
        .setStep(Sync.Step.CORRECTION)
        .setEpoch(epoch)
        .setT1(ticks + AHEAD_NS - ROUND_TRIP_NS)
        .setT2(ticks - ROUND_TRIP_NS / 2)
        .setT3(ticks - ROUND_TRIP_NS / 2)
        .setT4(ticks + AHEAD_NS)
        .build();
  }

  private void burst(long epoch) {
    for (int i = 0; i < SyncExchange.BURST; i++) {
      assertThat(clock.onSync(correction(epoch))).isEmpty();
    }
  }

  @Test
  void everyConnectionWaitsForABurstBeforeBlocksAreSent() {
    for (int connection = 0; connection < 3; connection++) {
      clock.connected(ticks);
      assertThat(clock.isAwaited(ticks)).isTrue();
      burst(EPOCH);
      assertThat(clock.isAwaited(ticks)).isFalse();
    }
  }

  @Test
  void aCollectorThatDoesNotSyncIsWaitedForNoLongerThanTheBound() {
    clock.connected(ticks);
    clock.onSync(correction(EPOCH));

    assertThat(clock.isAwaited(ticks)).isTrue();
    assertThat(clock.isAwaited(ticks + LinkTimings.SYNC_WAIT_NS)).isFalse();
  }

  @Test
  void theStateTellsOfTheLastExchangeThatWasTakenIn() {
    assertThat(clock.state(ticks).getLastSyncNs()).isZero();
    burst(EPOCH);
    long lastSyncNs = ticks + AHEAD_NS;
    clock.onSync(correction(EPOCH - 1));

    assertThat(status.countOf(StatusEvent.SYNC_STALE)).isEqualTo(1);
    assertThat(clock.state(ticks).getLastSyncNs()).isEqualTo(lastSyncNs);
    assertThat(clock.state(ticks).getBoundNs()).isLessThan(ROUND_TRIP_NS);
  }

  @Test
  void afterASleepNothingIsPromisedAndBlocksWaitForTheBurstThatIsAskedFor() {
    clock.connected(ticks);
    burst(EPOCH);
    ticks += ClockWatchdog.PERIOD_NS;
    assertThat(clock.isWatchDue(ticks)).isTrue();
    assertThat(clock.watch()).isFalse();

    ticks += ClockWatchdog.PERIOD_NS;
    sleptNs = 60_000_000_000L;
    assertThat(clock.watch()).isTrue();

    assertThat(status.countOf(StatusEvent.HOST_SLEPT)).isEqualTo(1);
    assertThat(status.countOf(StatusEvent.WALL_CLOCK_STEPPED)).isZero();
    assertThat(clock.isAwaited(ticks)).isTrue();
    ClockState doubtful = clock.state(ticks);
    assertThat(doubtful.getPaused()).isTrue();
    assertThat(doubtful.getBoundNs()).isEqualTo(TimeMap.BOUND_UNLIMITED_NS);

    burst(EPOCH);
    assertThat(clock.isAwaited(ticks)).isFalse();
    assertThat(clock.state(ticks).getPaused()).isFalse();
    assertThat(clock.state(ticks).getGeneration()).isEqualTo(1);
  }

  @Test
  void aWallClockThatIsSetChangesNothingButIsReported() {
    burst(EPOCH);
    ticks += ClockWatchdog.PERIOD_NS;
    wallSetNs = -3_600_000_000_000L;
    ClockState before = clock.state(ticks);

    assertThat(clock.watch()).isTrue();

    assertThat(status.countOf(StatusEvent.WALL_CLOCK_STEPPED)).isEqualTo(1);
    assertThat(clock.state(ticks)).isEqualTo(before);
    assertThat(clock.isAwaited(ticks)).isFalse();
  }

  @Test
  void aTransportThatWasKeptFromRunningAsksForABurst() {
    burst(EPOCH);
    ticks += 2 * ClockWatchdog.LATE_NS_MIN;

    assertThat(clock.watch()).isTrue();
    assertThat(status.countOf(StatusEvent.TRANSPORT_LATE)).isEqualTo(1);
    assertThat(clock.isAwaited(ticks)).isFalse();
  }

  /** Texts of the records that the events made so far come to. */
  private List<String> told() {
    BlockBuilder block = new BlockBuilder(BlockBuilder.Compression.NONE);
    block.reset(new ClockAnchor(HOST.boot(), ticks, WALL_NS));
    if (events.drainTo(block, HOST) == 0) {
      return List.of();
    }
    BlockReader reader = new BlockReader(block.build());
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < reader.recordCount(); i++) {
      assertThat(reader.type(i)).isEqualTo(LogType.CLOCK);
      texts.add(reader.text(i).toString());
    }
    return texts;
  }

  @Test
  void firstExchangesAreNothingToTell() {
    clock.connected(ticks);
    burst(EPOCH);
    assertThat(told()).isEmpty();
  }

  @Test
  void aLaterMasterIsTold() {
    burst(EPOCH);
    burst(EPOCH + 2);
    assertThat(told()).containsExactly("clock changed its master: epoch 7 after 5");
    assertThat(status.countOf(StatusEvent.CLOCK_MASTER_CHANGED)).isEqualTo(1);
  }

  @Test
  void exchangesThatStayAwayWhileConnectedAreALossOfSyncToldOnceAndThatItIsOver() {
    clock.connected(ticks);
    burst(EPOCH);
    for (int i = 0; i < 400; i++) {
      ticks += ClockWatchdog.PERIOD_NS;
      clock.watch();
    }
    assertThat(told()).containsExactly("clock lost sync: no exchange for 30000 ms");
    clock.onSync(correction(EPOCH));
    assertThat(told()).containsExactly("clock regained sync: an exchange was taken in");
    assertThat(status.countOf(StatusEvent.CLOCK_SYNC_LOST)).isEqualTo(1);
    assertThat(status.countOf(StatusEvent.CLOCK_SYNC_REGAINED)).isEqualTo(1);
  }

  @Test
  void exchangesThatStayAwayWithoutAConnectionAreNoLossOfSync() {
    clock.connected(ticks);
    burst(EPOCH);
    clock.disconnected();
    for (int i = 0; i < 400; i++) {
      ticks += ClockWatchdog.PERIOD_NS;
      clock.watch();
    }
    assertThat(told()).isEmpty();
  }

  @Test
  void aSleepIsALossOfSyncAndTheExchangeAfterItAStep() {
    burst(EPOCH);
    ticks += ClockWatchdog.PERIOD_NS;
    sleptNs = 60_000_000_000L;
    clock.watch();
    assertThat(told()).singleElement().asString().startsWith("clock lost sync: the host slept for");

    clock.onSync(correction(EPOCH));
    assertThat(told())
        .containsExactly(
            "clock stepped: earlier times are wrong by more than their bounds",
            "clock regained sync: an exchange was taken in");
  }

  @Test
  void aWallClockThatIsSetIsToldWithWhatItIsOffNow() {
    burst(EPOCH);
    ticks += ClockWatchdog.PERIOD_NS;
    wallSetNs = -2_000_000_000L;
    clock.watch();
    assertThat(told()).containsExactly("clock of the wall was set: by -2000 ms");
  }

  @Test
  void aClockThatFlapsGetsFewRecordsAndTheNextOneTellsHowManyItDidNotGet() {
    for (int epoch = 1; epoch <= 20; epoch++) {
      burst(epoch);
    }
    assertThat(told()).hasSize(ClockEvents.RECORD_COUNT_MAX);
    ticks += ClockEvents.RECORD_INTERVAL_NS;
    burst(21);
    burst(22);

    BlockBuilder block = new BlockBuilder(BlockBuilder.Compression.NONE);
    block.reset(new ClockAnchor(HOST.boot(), ticks, WALL_NS));
    assertThat(events.drainTo(block, HOST)).isEqualTo(1);
    assertThat(new BlockReader(block.build()).attributes(0).toString())
        .contains("left_out")
        .contains("11");
  }

  @Test
  void anExchangeFromBeforeASleepIsNotTakenInAfterIt() {
    burst(EPOCH);
    Sync before = correction(EPOCH);
    ticks += ClockWatchdog.PERIOD_NS;
    sleptNs = 60_000_000_000L;
    clock.watch();

    assertThat(clock.onSync(before)).isEmpty();
    assertThat(clock.state(ticks).getPaused()).isTrue();
    assertThat(status.countOf(StatusEvent.SYNC_STALE)).isEqualTo(1);

    ticks += ROUND_TRIP_NS;
    assertThat(clock.onSync(correction(EPOCH))).isEmpty();
    assertThat(clock.state(ticks).getPaused()).isFalse();
  }

  @Test
  void aLaterMasterRegainsSyncWhenItIsFollowed() {
    burst(EPOCH);
    ticks += ClockWatchdog.PERIOD_NS;
    sleptNs = 60_000_000_000L;
    clock.watch();
    for (int i = 1; i < SyncExchange.BURST; i++) {
      clock.onSync(correction(EPOCH + 1));
      assertThat(clock.state(ticks).getPaused()).isTrue();
    }
    clock.onSync(correction(EPOCH + 1));
    assertThat(clock.state(ticks).getPaused()).isFalse();
  }
}
