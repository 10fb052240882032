package vdsl.agent.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static vdsl.agent.transport.TransportFixture.TIMEOUT;
import static vdsl.agent.transport.TransportFixture.lines;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vdsl.agent.spool.FaultyFiles;
import vdsl.agent.spool.SourcePosition;
import vdsl.agent.spool.SpoolException;
import vdsl.agent.spool.SpoolFiles;
import vdsl.agent.status.StatusEvent;
import vdsl.block.BlockBody;
import vdsl.block.BlockBuilder;
import vdsl.block.BlockKind;
import vdsl.block.BlockReader;
import vdsl.block.Tombstone;
import vdsl.record.IdRange;
import vdsl.record.Severity;

/** Spools that give up their oldest blocks: every Id is stored once, or covered once. */
final class DropOldestTest {
  private static final AtomicLong DROPPED = new AtomicLong();

  /** Several times what a spool of the fixture holds. */
  private static final int LINES = 6_000;

  private static final int ROUNDS = 8;

  private final TransportFixture fixture = new TransportFixture(3);
  private final MemoryCollector collector = fixture.collector();

  @TempDir Path temp;

  @BeforeEach
  void dropOldest() {
    fixture.dropOldest();
  }

  @AfterEach
  void closeAll() {
    fixture.close();
  }

  private long count(StatusEvent event) {
    return fixture.status().countOf(event);
  }

  private Transport agent(String directory, int count, CollectorAddress address) {
    return fixture.agent(temp.resolve(directory), count, 10, address);
  }

  private void ship(String directory, int count, CollectorAddress address) {
    Transport agent = agent(directory, count, address);
    assertThat(agent.awaitAcknowledged(TIMEOUT)).as("%s", agent.progress()).isTrue();
    agent.close();
  }

  private void awaitSpooled(Transport agent, long count) {
    await().atMost(TIMEOUT).until(() -> agent.progress().recordsSpooled() == count);
  }

  /** The lines from one on, behind a tombstone of all from another on before it. */
  private static List<String> coveredThenLines(List<String> texts, int stored, int count) {
    int kept = texts.size() - 1 - stored;
    List<String> expected = new ArrayList<>(lines(stored));
    expected.add("DROPPED " + new IdRange(stored + 1, count - kept));
    expected.addAll(lines(count).subList(count - kept, count));
    return expected;
  }

  /**
   * Checks that Ids 1..count are stored or covered, in order and without a gap, that every stored
   * line has its Id, and that the newest line is stored; tells how many are covered.
   */
  private static long coveredOf(MemoryCollector collector, int count) {
    long covered = 0;
    long nextId = 1;
    String last = "";
    for (MemoryCollector.Stored block : collector.stored()) {
      IdRange ids = block.stamp().ids();
      assertThat(ids.first()).isEqualTo(nextId);
      nextId = ids.last() + 1;
      byte[] body = block.body().toByteArray();
      if (block.stamp().kind() == BlockKind.TOMBSTONE) {
        assertThat(Tombstone.decode(body).cause()).isEqualTo(Tombstone.Cause.DROPPED);
        covered += ids.count();
        continue;
      }
      BlockReader reader = new BlockReader(BlockBody.parse(body));
      assertThat(ids.count()).isEqualTo(reader.recordCount());
      for (int i = 0; i < reader.recordCount(); i++) {
        last = reader.text(i).toString();
        assertThat(last).isEqualTo(Long.toString(ids.first() - 1 + i));
      }
    }
    assertThat(nextId).isEqualTo(count + 1L);
    assertThat(last).isEqualTo(Integer.toString(count - 1));
    return covered;
  }

  @Test
  void outageLongerThanTheSpoolIsCoveredByOneTombstone() {
    CollectorAddress address = collector.start();
    collector.stop();
    Transport agent = agent("a", LINES, address);
    awaitSpooled(agent, LINES);
    long dropped = count(StatusEvent.RECORDS_DROPPED);
    assertThat(agent.progress().spoolBytes()).isLessThanOrEqualTo(64 << 10);
    startAgain();
    assertThat(agent.awaitAcknowledged(TIMEOUT)).isTrue();
    assertThat(collector.texts()).isEqualTo(coveredThenLines(collector.texts(), 0, LINES));
    assertThat(coveredOf(collector, LINES)).isEqualTo(dropped).isBetween(LINES / 2L, LINES - 1L);
    Tombstone tombstone = Tombstone.decode(collector.stored().get(0).body().toByteArray());
    assertThat(tombstone.levelCounts().get(Severity.INFO)).isEqualTo(dropped);
    assertThat(tombstone.reason()).contains("spool was full");
    assertThat(count(StatusEvent.SPOOL_FULL)).isZero();
  }

  @Test
  void restartsInTheOutageMakeNoSecondTombstone() {
    CollectorAddress address = collector.start();
    ship("a", 100, address);
    collector.stop();
    for (int round = 1; round <= 3; round++) {
      FaultyFiles files = new FaultyFiles();
      Transport agent = fixture.agent(files, temp.resolve("a"), round * LINES, 10, address);
      awaitSpooled(agent, round == 1 ? LINES - 100 : LINES);
      TransportFixture.kill(agent, files);
    }
    startAgain();
    ship("a", 3 * LINES, address);
    assertThat(collector.texts()).isEqualTo(coveredThenLines(collector.texts(), 100, 3 * LINES));
    assertThat(count(StatusEvent.SPOOL_DAMAGED)).isZero();
    assertThat(count(StatusEvent.RENUMBERED)).isZero();
  }

  /** Lines up to a count that a test raises. */
  private static RecordSource upTo(AtomicInteger count, List<SourcePosition> positions) {
    LinesSource lines = new LinesSource(positions, LINES, 10);
    return new RecordSource() {
      @Override
      public int drainTo(BlockBuilder block) {
        return positions().get(0).position() < count.get() ? lines.drainTo(block) : 0;
      }

      @Override
      public List<SourcePosition> positions() {
        return lines.positions();
      }

      @Override
      public boolean isExhausted() {
        return lines.isExhausted();
      }
    };
  }

  @Test
  void blocksStoredUnheardBeforeTheOutageAreNotCovered() {
    CollectorAddress address = collector.start();
    ship("a", 10, address);
    collector.onAcks(ack -> Optional.empty());
    AtomicInteger count = new AtomicInteger(60);
    Transport agent =
        fixture.agent(
            SpoolFiles.system(), temp.resolve("a"), positions -> upTo(count, positions), address);
    await().until(() -> collector.texts().size() == 60);
    collector.stop();
    count.set(LINES);
    awaitSpooled(agent, LINES - 10);
    collector.onAcks(ack -> ack);
    startAgain();
    assertThat(agent.awaitAcknowledged(TIMEOUT)).isTrue();
    // One tombstone, or two if blocks were under way when the connection broke.
    assertThat(collector.texts().subList(0, 60)).isEqualTo(lines(60));
    assertThat(coveredOf(collector, LINES)).isPositive();
    Tombstone rest = Tombstone.decode(collector.stored().get(6).body().toByteArray());
    assertThat(rest.levelCounts()).isNotEmpty();
    assertThat(count(StatusEvent.RENUMBERED)).isZero();
  }

  /** Once with one block under way, once with several. */
  @ParameterizedTest
  @ValueSource(longs = {1, 1 << 20})
  void blocksThatArriveBehindTheWelcomeAreNotCovered(long windowBytes) {
    CollectorAddress address = collector.start();
    ship("a", 10, address);
    collector.onAcks(ack -> Optional.empty());
    FaultyFiles files = new FaultyFiles();
    Transport unheard = fixture.agent(files, temp.resolve("a"), 60, 10, address);
    await().until(() -> collector.texts().size() == 60);
    TransportFixture.kill(unheard, files);
    collector.onAcks(ack -> ack);
    collector.stop();
    Transport agent = agent("a", LINES, address);
    awaitSpooled(agent, LINES - 60);
    collector.windowBytes(windowBytes);
    collector.greetOnceAsAfter(1);
    startAgain();
    assertThat(agent.awaitAcknowledged(TIMEOUT)).as("%s", agent.progress()).isTrue();
    assertThat(collector.texts()).isEqualTo(coveredThenLines(collector.texts(), 60, LINES));
    assertThat(collector.hellos()).hasSizeGreaterThanOrEqualTo(4);
    assertThat(count(StatusEvent.RENUMBERED)).isZero();
  }

  @Test
  void blocksUnderWayMayBeGivenUp() {
    CollectorAddress address = collector.start();
    collector.windowBytes(8 << 10);
    collector.onAcks(ack -> Optional.empty());
    FaultyFiles files = new FaultyFiles();
    Transport agent = fixture.agent(files, temp.resolve("a"), LINES, 10, address);
    awaitSpooled(agent, LINES);
    collector.onAcks(ack -> ack);
    assertThat(agent.awaitAcknowledged(TIMEOUT)).isTrue();
    assertThat(coveredOf(collector, LINES)).isPositive();
    assertThat(count(StatusEvent.RENUMBERED)).isZero();
    assertThat(count(StatusEvent.TRANSPORT_FAILED)).isZero();
  }

  @Test
  void collectorThatForgotTheNodeTakesTheTombstoneFirst() {
    CollectorAddress address = collector.start();
    ship("a", 50, address);
    collector.stop();
    collector.restoreTo(0);
    Transport agent = agent("a", LINES, address);
    awaitSpooled(agent, LINES - 50);
    startAgain();
    assertThat(agent.awaitAcknowledged(TIMEOUT)).isTrue();
    assertThat(collector.texts().get(0)).startsWith("DROPPED 51..");
    assertThat(collector.stored().get(collector.stored().size() - 1).stamp().ids().last())
        .isEqualTo(LINES);
  }

  @Test
  void restoredCollectorGetsItsTombstoneBeforeThatOfTheRun() {
    CollectorAddress address = collector.start();
    ship("a", 100, address);
    collector.stop();
    collector.restoreTo(4);
    Transport agent = agent("a", LINES, address);
    awaitSpooled(agent, LINES - 100);
    startAgain();
    assertThat(agent.awaitAcknowledged(TIMEOUT)).isTrue();
    assertThat(collector.texts().get(40)).isEqualTo("RESTORED 41..100");
    assertThat(collector.texts().get(41)).startsWith("DROPPED 101..");
    assertThat(collector.texts()).endsWith(Integer.toString(LINES - 1));
  }

  /** The other directory has taken Ids in the middle of the run: nobody can tell what is stored. */
  @Test
  void runOverIdsOfAnotherDirectoryGetsNewOnes() {
    CollectorAddress address = collector.start();
    ship("a", 10, address);
    collector.onAcks(ack -> Optional.empty());
    FaultyFiles files = new FaultyFiles();
    Transport unheard = fixture.agent(files, temp.resolve("a"), 60, 10, address);
    await().until(() -> collector.texts().size() == 60);
    TransportFixture.kill(unheard, files);
    collector.onAcks(ack -> ack);
    ship("b", 30, address);
    collector.stop();
    Transport agent = agent("a", LINES, address);
    awaitSpooled(agent, LINES - 60);
    startAgain();
    assertThat(agent.awaitAcknowledged(TIMEOUT)).as("%s", agent.progress()).isTrue();
    List<String> texts = collector.texts();
    assertThat(texts.subList(0, 60)).isEqualTo(lines(60));
    assertThat(texts.subList(60, 90)).isEqualTo(lines(30));
    assertThat(texts.get(90)).startsWith("DROPPED 91..");
    int kept = texts.size() - 91;
    assertThat(texts.subList(91, texts.size()))
        .isEqualTo(lines(LINES).subList(LINES - kept, LINES));
    assertThat(count(StatusEvent.RENUMBERED)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void agentsKilledAtAnyAccessAndCollectorsAwayLeaveNoIdUnexplained(long seed) {
    Random random = new Random(seed);
    CollectorAddress address = collector.start();
    int count = 0;
    for (int round = 0; round < ROUNDS; round++) {
      count += 1 + random.nextInt(3_000);
      int lostOneIn = 5 + random.nextInt(100);
      AtomicInteger answers = new AtomicInteger();
      collector.onAcks(ack -> answers.incrementAndGet() % lostOneIn == 0 ? Optional.empty() : ack);
      collector.windowBytes(2_000 + random.nextInt(64 << 10));
      boolean isAway = random.nextInt(3) > 0;
      if (isAway) {
        collector.stop();
      }
      boolean comesBack = isAway && random.nextBoolean();
      killOnce(random, count, address, comesBack);
      if (isAway && !comesBack) {
        startAgain();
      } else {
        collector.disconnect();
      }
    }
    collector.onAcks(ack -> ack);
    ship("a", count + 1, address);
    coveredOf(collector, count + 1);
    DROPPED.addAndGet(count(StatusEvent.RECORDS_DROPPED));
    assertThat(count(StatusEvent.SPOOL_DAMAGED)).isZero();
    assertThat(count(StatusEvent.RENUMBERED)).isZero();
    assertThat(count(StatusEvent.TRANSPORT_FAILED)).isZero();
  }

  /** A single seed may see none on a busy machine; all together must. */
  @AfterAll
  static void someRecordsWereDropped() {
    assertThat(DROPPED.get()).isPositive();
  }

  /** Its port comes free a moment after it was closed. */
  private void startAgain() {
    await().atMost(TIMEOUT).ignoreExceptions().until(() -> collector.start().port() > 0);
  }

  /** Kills an agent at the n-th access to its files, while it opens them even, or when it idles. */
  private void killOnce(Random random, int count, CollectorAddress address, boolean comesBack) {
    FaultyFiles files = FaultyFiles.unforced();
    files.dieAt(1 + random.nextInt(1_500));
    AtomicReference<Optional<LinesSource>> source = new AtomicReference<>(Optional.empty());
    int linesPerBlock = 5 + random.nextInt(20);
    Transport agent;
    try {
      agent =
          fixture.agent(
              files,
              temp.resolve("a"),
              positions -> {
                source.set(Optional.of(new LinesSource(positions, count, linesPerBlock)));
                return source.get().orElseThrow();
              },
              address);
    } catch (SpoolException whileOpening) {
      assertThat(files.isDead()).isTrue();
      if (comesBack) {
        startAgain();
      }
      return;
    }
    await()
        .atMost(TIMEOUT)
        .until(
            () -> {
              Progress progress = agent.progress();
              return files.isDead()
                  || (progress.recordsSpooled() == progress.recordsDrained()
                      && source.get().orElseThrow().isExhausted());
            });
    if (comesBack) {
      startAgain();
      await().atMost(TIMEOUT).until(() -> files.isDead() || agent.progress().isComplete());
    }
    TransportFixture.kill(agent, files);
  }
}
