package vdsl.agent.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static vdsl.agent.transport.TransportFixture.TIMEOUT;
import static vdsl.agent.transport.TransportFixture.lines;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vdsl.agent.spool.FaultyFiles;
import vdsl.fault.CrashPoint;
import vdsl.wire.proto.Ack;

/** Agents killed at random steps, and a collector that goes away: stored is what was drained. */
final class ExactlyOnceTest {
  private static final int ROUNDS = 12;
  private static final int LINES_PER_ROUND = 300;

  @TempDir Path temp;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void randomCrashesNeitherLoseNorDouble(long seed) throws Exception {
    Random random = new Random(seed);
    try (TransportFixture fixture = new TransportFixture(seed)) {
      MemoryCollector collector = fixture.collector();
      CollectorAddress address = collector.start();
      int count = 0;
      for (int round = 0; round < ROUNDS; round++) {
        count += LINES_PER_ROUND;
        int dropOneIn = 2 + random.nextInt(20);
        AtomicInteger answers = new AtomicInteger();
        collector.onAcks(ack -> answers.incrementAndGet() % dropOneIn == 0 ? lost() : ack);
        crashOnce(fixture, count, address, random);
        if (random.nextInt(3) == 0) {
          collector.disconnect();
        }
      }
      collector.onAcks(ack -> ack);
      fixture.crashPoint(CrashPoint.NONE);
      Transport last = fixture.agent(temp, count, 7, address);
      assertThat(last.awaitAcknowledged(TIMEOUT)).as("%s", last.progress()).isTrue();
      assertThat(collector.texts()).isEqualTo(lines(count));
    }
  }

  private static Optional<Ack> lost() {
    return Optional.empty();
  }

  /** Kills an agent at the n-th time it comes to a step, or when it is done. */
  private void crashOnce(
      TransportFixture fixture, int count, CollectorAddress address, Random random)
      throws InterruptedException {
    CrashPoint.Step[] steps = {
      CrashPoint.Step.SPOOL_WRITTEN,
      CrashPoint.Step.SPOOL_SYNCED,
      CrashPoint.Step.BLOCK_SENT,
      CrashPoint.Step.ACK_RECEIVED
    };
    CrashPoint.Step step = steps[random.nextInt(steps.length)];
    AtomicInteger left = new AtomicInteger(1 + random.nextInt(30));
    FaultyFiles files = new FaultyFiles();
    CountDownLatch crashed = new CountDownLatch(1);
    fixture.crashPoint(
        reached -> {
          if (reached == step && left.decrementAndGet() == 0) {
            files.kill();
            crashed.countDown();
          }
        });
    Transport agent = fixture.agent(files, temp, count, 1 + random.nextInt(20), address);
    boolean isDown = crashed.await(300, TimeUnit.MILLISECONDS);
    assertThat(isDown || !agent.progress().failure().isPresent()).isTrue();
    TransportFixture.kill(agent, files);
  }
}
