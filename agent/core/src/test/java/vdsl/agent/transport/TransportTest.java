package vdsl.agent.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static vdsl.agent.transport.TransportFixture.TIMEOUT;
import static vdsl.agent.transport.TransportFixture.lines;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vdsl.agent.spool.FaultyFiles;
import vdsl.agent.spool.SourcePosition;
import vdsl.agent.spool.SpoolFiles;
import vdsl.agent.status.StatusEvent;
import vdsl.block.BlockBuilder;
import vdsl.block.Stamp;
import vdsl.fault.CrashPoint;
import vdsl.record.LogType;
import vdsl.record.Severity;
import vdsl.wire.proto.Ack;
import vdsl.wire.proto.Bye;
import vdsl.wire.proto.Envelope;

final class TransportTest {
  private final TransportFixture fixture = new TransportFixture(3);
  private final MemoryCollector collector = fixture.collector();

  @TempDir Path temp;

  @AfterEach
  void closeAll() {
    fixture.close();
  }

  private long count(StatusEvent event) {
    return fixture.status().countOf(event);
  }

  private void ship(String directory, int count, CollectorAddress... collectors) {
    Transport agent = fixture.agent(temp.resolve(directory), count, 10, collectors);
    assertThat(agent.awaitAcknowledged(TIMEOUT)).as("%s", agent.progress()).isTrue();
    agent.close();
  }

  @Test
  void recordsArriveOnceInOrderFromIdOne() {
    ship("a", 1_000, collector.start());
    assertThat(collector.texts()).isEqualTo(lines(1_000));
    assertThat(collector.stored().get(0).stamp().ids().first()).isEqualTo(1);
  }

  @Test
  void anotherDirectoryContinuesTheNodesIds() {
    CollectorAddress address = collector.start();
    ship("a", 50, address);
    ship("b", 30, address);
    assertThat(collector.texts()).hasSize(80);
    assertThat(collector.stored().get(5).stamp().ids().first()).isEqualTo(51);
    assertThat(count(StatusEvent.RENUMBERED)).isZero();
  }

  @Test
  void lostAcknowledgementsCostNoRecordAndDoubleNone() {
    collector.onAcks(ack -> collector.hellos().size() < 3 ? Optional.empty() : ack);
    ship("a", 1_000, collector.start());
    assertThat(collector.texts()).isEqualTo(lines(1_000));
    assertThat(count(StatusEvent.ACK_OVERDUE)).isPositive();
  }

  @Test
  void duplicateAcknowledgementIsHarmless() {
    AtomicInteger answers = new AtomicInteger();
    collector.onAcks(
        ack -> answers.incrementAndGet() % 3 == 0 ? ack.map(TransportTest::earlier) : ack);
    ship("a", 500, collector.start());
    assertThat(collector.texts()).isEqualTo(lines(500));
    assertThat(count(StatusEvent.PROTOCOL_VIOLATED)).isZero();
  }

  private static Ack earlier(Ack ack) {
    return ack.getSequence() > 2 ? ack.toBuilder().setSequence(ack.getSequence() - 1).build() : ack;
  }

  @Test
  void damageAndTheGapBehindItAreResent() {
    collector.damage(1, 20, 21, 45);
    ship("a", 1_000, collector.start());
    assertThat(collector.texts()).isEqualTo(lines(1_000));
    assertThat(count(StatusEvent.DAMAGE_ANSWERED)).isPositive();
    assertThat(count(StatusEvent.BLOCK_RESENT)).isPositive();
  }

  @Test
  void takenIdsAreAnsweredByNewOnesBehindTheCursor() {
    CollectorAddress address = collector.start();
    ship("a", 50, address);
    collector.stop();
    FaultyFiles files = new FaultyFiles();
    Transport waiting = fixture.agent(files, temp.resolve("a"), 90, 10, address);
    assertThat(waiting.sync(TIMEOUT)).isTrue();
    await().until(() -> waiting.progress().recordsSpooled() == 40);
    TransportFixture.kill(waiting, files);
    collector.start();
    ship("b", 30, address);
    ship("a", 100, address);
    assertThat(count(StatusEvent.RENUMBERED)).isPositive();
    assertThat(collector.texts().subList(80, 130)).isEqualTo(lines(100).subList(50, 100));
    assertThat(collector.stored().get(collector.stored().size() - 1).stamp().ids().last())
        .isEqualTo(130);
  }

  @Test
  void restoredCollectorGetsATombstoneForWhatItLost() {
    CollectorAddress address = collector.start();
    ship("a", 100, address);
    collector.restoreTo(4);
    ship("a", 120, address);
    List<String> texts = collector.texts();
    assertThat(texts.subList(0, 40)).isEqualTo(lines(40));
    assertThat(texts.get(40)).isEqualTo("RESTORED 41..100");
    assertThat(texts.subList(41, 61)).isEqualTo(lines(120).subList(100, 120));
    assertThat(count(StatusEvent.COLLECTOR_RESTORED)).isEqualTo(1);
  }

  @Test
  void restoredCollectorBeforeTheFirstBlockOfADirectoryGetsATombstoneToo() {
    CollectorAddress address = collector.start();
    ship("a", 50, address);
    collector.stop();
    ship("b", 0, address);
    collector.start();
    Transport second = fixture.agent(temp.resolve("b"), 0, 10, address);
    await().until(() -> second.progress().isConnected());
    second.close();
    collector.restoreTo(3);
    ship("b", 20, address);
    assertThat(collector.texts().get(30)).isEqualTo("RESTORED 31..50");
    assertThat(collector.texts().subList(31, 51)).isEqualTo(lines(20));
  }

  @Test
  void collectorThatForgotTheNodeTakesItsNextId() {
    CollectorAddress address = collector.start();
    ship("a", 50, address);
    collector.restoreTo(0);
    ship("a", 60, address);
    assertThat(collector.texts()).isEqualTo(lines(60).subList(50, 60));
    assertThat(collector.stored().get(0).stamp().ids().first()).isEqualTo(51);
  }

  @Test
  void restartResendsUnacknowledgedBlocks() {
    CollectorAddress address = collector.start();
    collector.onAcks(ack -> Optional.empty());
    FaultyFiles files = new FaultyFiles();
    Transport first = fixture.agent(files, temp.resolve("a"), 200, 10, address);
    await().until(() -> collector.stored().size() >= 5);
    TransportFixture.kill(first, files);
    collector.onAcks(ack -> ack);
    ship("a", 300, address);
    assertThat(collector.texts()).isEqualTo(lines(300));
  }

  /** Blocks of "a" with lines 1..5 are stored without the agent's knowing; it is killed. */
  private CollectorAddress storeUnheard() {
    CollectorAddress address = collector.start();
    Transport first = fixture.agent(temp.resolve("a"), 1, 1, address);
    assertThat(first.awaitAcknowledged(TIMEOUT)).isTrue();
    first.close();
    collector.onAcks(ack -> Optional.empty());
    FaultyFiles files = new FaultyFiles();
    Transport unheard = fixture.agent(files, temp.resolve("a"), 6, 1, address);
    await().until(() -> collector.texts().size() == 6);
    TransportFixture.kill(unheard, files);
    collector.onAcks(ack -> ack);
    return address;
  }

  @Test
  void storedBlockWithADamagedHeaderIsNeitherDoubledNorDeclaredLost() throws IOException {
    CollectorAddress address = storeUnheard();
    DamagedSpool.flipFirstHeader(temp.resolve("a"));
    ship("a", 8, address);
    assertThat(collector.texts()).isEqualTo(lines(8));
    assertThat(count(StatusEvent.RENUMBERED)).isZero();
  }

  @Test
  void storedBlockWithADamagedBodyIsNeitherDoubledNorDeclaredLost() throws IOException {
    CollectorAddress address = storeUnheard();
    DamagedSpool.flipFirstBody(temp.resolve("a"));
    ship("a", 8, address);
    assertThat(collector.texts()).isEqualTo(lines(8));
  }

  @Test
  void blockBehindADamagedOneTellsWhetherThatIsStored() throws IOException {
    CollectorAddress address = storeUnheard();
    ship("b", 3, address);
    DamagedSpool.flipFirstHeader(temp.resolve("a"));
    ship("a", 6, address);
    List<String> expected = new ArrayList<>(lines(6));
    expected.addAll(lines(3));
    assertThat(collector.texts()).isEqualTo(expected);
    storeNothingMoreFrom("b", address);
  }

  @Test
  void blockBehindOneWithADamagedBodyTellsWhetherThatIsStored() throws IOException {
    CollectorAddress address = storeUnheard();
    ship("b", 3, address);
    DamagedSpool.flipFirstBody(temp.resolve("a"));
    ship("a", 6, address);
    List<String> expected = new ArrayList<>(lines(6));
    expected.addAll(lines(3));
    assertThat(collector.texts()).isEqualTo(expected);
  }

  private void storeNothingMoreFrom(String directory, CollectorAddress address) {
    int before = collector.stored().size();
    ship(directory, 3, address);
    assertThat(collector.stored()).hasSize(before);
  }

  @Test
  void blockDamagedOnEveryWayEndsWithAReason() {
    collector.damage(IntStream.rangeClosed(1, 100).boxed().toArray(Integer[]::new));
    Transport agent = fixture.agent(temp.resolve("a"), 10, 10, collector.start());
    assertThat(agent.awaitAcknowledged(TIMEOUT)).isFalse();
    assertThat(agent.progress().failure().orElseThrow()).contains("damaged on the way");
    assertThat(count(StatusEvent.DAMAGE_ANSWERED)).isEqualTo(CollectorLink.DAMAGE_ANSWERS_MAX);
    assertThat(agent.close(TIMEOUT).recordsUnacknowledged()).isEqualTo(10);
  }

  @Test
  void collectorThatRefusesLeavesTheOthers() {
    MemoryCollector other = fixture.collector();
    other.greetWith(bye(Bye.Reason.UNAUTHENTICATED));
    CollectorAddress refusing = other.start();
    ship("a", 50, refusing, collector.start());
    assertThat(collector.texts()).isEqualTo(lines(50));
    collector.disconnect();
    assertThat(other.hellos()).hasSize(1);
  }

  @Test
  void idleAgentLooksSeldomAndPublishesNothingNew() {
    AtomicInteger looks = new AtomicInteger();
    RecordSource silent =
        new RecordSource() {
          @Override
          public int drainTo(BlockBuilder block) {
            looks.incrementAndGet();
            return 0;
          }

          @Override
          public List<SourcePosition> positions() {
            return List.of();
          }

          @Override
          public boolean isExhausted() {
            return false;
          }
        };
    Transport agent =
        fixture.agent(
            SpoolFiles.system(), temp.resolve("a"), positions -> silent, collector.start());
    await().until(() -> agent.progress().isConnected() && looks.get() > 150);
    Progress before = agent.progress();
    int looksBefore = looks.get();
    long beginNs = System.nanoTime();
    await().until(() -> looks.get() > looksBefore + 60);
    assertThat(System.nanoTime() - beginNs).isGreaterThan(200_000_000L);
    assertThat(agent.progress()).isSameAs(before);
  }

  /** Between two records, or in the middle of one. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void sourceThatFailsEndsTheTransportAndTheNextOneSkipsNothing(boolean isInRecord) {
    CollectorAddress address = collector.start();
    Transport failing =
        fixture.agent(
            SpoolFiles.system(),
            temp.resolve("a"),
            positions -> new FailingSource(new LinesSource(positions, 100, 7), isInRecord),
            address);
    assertThat(failing.awaitEnd(TIMEOUT)).isTrue();
    assertThat(failing.progress().failure().orElseThrow()).contains("gone");
    assertThat(count(StatusEvent.TRANSPORT_FAILED)).isEqualTo(1);

    ship("a", 100, address);
    assertThat(collector.texts()).isEqualTo(lines(100));
  }

  /** Gives some records at its first call and fails at its second. */
  private static class FailingSource implements RecordSource {
    private final LinesSource lines;
    private final boolean isInRecord;
    private int calls;

    FailingSource(LinesSource lines, boolean isInRecord) {
      this.lines = lines;
      this.isInRecord = isInRecord;
    }

    @Override
    public int drainTo(BlockBuilder block) {
      if (calls++ > 0) {
        if (isInRecord) {
          block.begin(0, Severity.INFO, LogType.APP, "o", "127.0.0.1", 1);
        }
        throw new IllegalStateException("gone");
      }
      return lines.drainTo(block);
    }

    @Override
    public List<SourcePosition> positions() {
      return lines.positions();
    }

    @Override
    public boolean isExhausted() {
      return false;
    }
  }

  /** What the source holds open may fail to close: others wait for the directory all the same. */
  @Test
  void sourceThatFailsToCloseLeavesTheDirectoryFree() {
    CollectorAddress address = collector.start();
    Transport failing =
        fixture.agent(
            SpoolFiles.system(),
            temp.resolve("a"),
            positions ->
                new FailingSource(new LinesSource(positions, 100, 7), false) {
                  @Override
                  public void close() {
                    throw new IllegalStateException("stuck");
                  }
                },
            address);
    assertThat(failing.awaitEnd(TIMEOUT)).isTrue();

    ship("a", 100, address);
    assertThat(collector.texts()).isEqualTo(lines(100));
  }

  @Test
  void nothingIsSentBeforeItIsOnTheMedium() {
    CollectorAddress address = collector.start();
    FaultyFiles files = new FaultyFiles();
    AtomicBoolean isBroken = new AtomicBoolean(true);
    fixture.crashPoint(
        step -> files.forcesFail(step == CrashPoint.Step.SPOOL_WRITTEN && isBroken.get()));
    Transport agent = fixture.agent(files, temp.resolve("a"), 300, 10, address);
    await()
        .until(
            () -> count(StatusEvent.SPOOL_SYNC_FAILED) + count(StatusEvent.SPOOL_WRITE_FAILED) > 3);
    assertThat(collector.received()).isEmpty();
    isBroken.set(false);
    files.forcesFail(false);
    assertThat(agent.awaitAcknowledged(TIMEOUT)).isTrue();
    assertThat(collector.texts()).isEqualTo(lines(300));
  }

  @Test
  void windowIsRespected() {
    collector.windowBytes(1_500);
    collector.onAcks(ack -> Optional.empty());
    CollectorAddress address = collector.start();
    Transport agent = fixture.agent(temp.resolve("a"), 1_000, 10, address);
    await().until(() -> count(StatusEvent.ACK_OVERDUE) > 0);
    agent.close(Duration.ZERO);
    int perConnection = 0;
    long largest = 0;
    long underWay = 0;
    long previous = 0;
    for (Stamp stamp : collector.received()) {
      boolean isNewConnection = stamp.identity().sequence() <= previous;
      underWay = (isNewConnection ? 0 : underWay) + stamp.body().bytes() + stamp.encode().length;
      perConnection = isNewConnection ? 1 : perConnection + 1;
      largest = perConnection == 1 ? largest : Math.max(largest, underWay);
      previous = stamp.identity().sequence();
    }
    assertThat(largest).isLessThanOrEqualTo(1_500);
    assertThat(collector.received()).isNotEmpty();
  }

  @Test
  void failsOverToTheSecondCollector() {
    CollectorAddress first = collector.start();
    MemoryCollector standby = fixture.collector();
    CollectorAddress second = standby.start();
    Transport agent = fixture.agent(temp.resolve("a"), 100, 10, first, second);
    assertThat(agent.awaitAcknowledged(TIMEOUT)).isTrue();
    agent.close();
    standby.replicate(collector.stored());
    collector.stop();
    ship("a", 200, first, second);
    assertThat(standby.texts()).isEqualTo(lines(200));
    assertThat(count(StatusEvent.CONNECT_FAILED)).isPositive();
  }

  @Test
  void collectorThatComesLateGetsEverything() {
    CollectorAddress address = collector.start();
    collector.stop();
    Transport agent = fixture.agent(temp.resolve("a"), 500, 10, address);
    await().until(() -> count(StatusEvent.CONNECT_FAILED) > 2);
    assertThat(agent.progress().isComplete()).isFalse();
    assertThat(agent.progress().lastError()).isPresent();
    collector.start();
    assertThat(agent.awaitAcknowledged(TIMEOUT)).isTrue();
    assertThat(collector.texts()).isEqualTo(lines(500));
    assertThat(agent.progress().lastError()).isEmpty();
  }

  @Test
  void anotherClusterIsRefusedForGood() {
    CollectorAddress address = collector.start();
    ship("a", 10, address);
    collector.clusterId("c2");
    Transport agent = fixture.agent(temp.resolve("a"), 20, 10, address);
    assertThat(agent.awaitAcknowledged(TIMEOUT)).isFalse();
    assertThat(agent.progress().failure().orElseThrow()).contains("cluster c1");
    assertThat(agent.close(TIMEOUT).recordsUnacknowledged()).isEqualTo(10);
  }

  @Test
  void onlyFinalReasonsOfAGoodbyeStopTheAgent() {
    CollectorAddress address = collector.start();
    collector.greetWith(bye(Bye.Reason.NODE_IN_USE));
    Transport agent = fixture.agent(temp.resolve("a"), 10, 10, address);
    await().until(() -> collector.hellos().size() >= 3);
    assertThat(agent.progress().failure()).isEmpty();
    collector.greetWith(bye(Bye.Reason.UNAUTHENTICATED));
    await().until(() -> agent.progress().failure().isPresent());
    assertThat(collector.stored()).isEmpty();
  }

  private static Envelope bye(Bye.Reason reason) {
    return Envelope.newBuilder().setBye(Bye.newBuilder().setReason(reason)).build();
  }

  @Test
  void fullSpoolStopsTheDrainUntilBlocksAreAcknowledged() {
    CollectorAddress address = collector.start();
    collector.stop();
    Transport agent = fixture.agent(temp.resolve("a"), 40_000, 10, address);
    await().until(() -> count(StatusEvent.SPOOL_FULL) > 0);
    assertThat(agent.progress().spoolBytes()).isLessThanOrEqualTo(1 << 20);
    assertThat(agent.progress().recordsDrained()).isLessThan(40_000);
    collector.start();
    assertThat(agent.awaitAcknowledged(TIMEOUT)).isTrue();
    assertThat(collector.texts()).isEqualTo(lines(40_000));
  }
}
