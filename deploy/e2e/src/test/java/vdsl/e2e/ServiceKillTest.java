package vdsl.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vdsl.agent.status.StatusEvent;

/**
 * Kills the producers of a node, its stand-alone transport and the collector at random moments,
 * often while they start, sometimes two at once. The transport moves among four processes. Scale it
 * by -Dvdsl.kills=N, which are spread over the three kinds.
 */
class ServiceKillTest {
  private static final int KILLS = Integer.getInteger("vdsl.kills", 90);
  private static final long SEED = Long.getLong("vdsl.seed", 20261125L);
  private static final int PRODUCER_COUNT = 3;

  /** A process takes longer to start: most of these moments meet one that is at it. */
  private static final int PAUSE_MAX_MS = 800;

  /** How often records get through to the store before the next kill, even on a busy machine. */
  private static final int PROGRESS_EVERY = 3;

  private static final int PAIR_EVERY = 4;

  /** What no kill may lead to. */
  private static final Set<StatusEvent> NEVER =
      EnumSet.of(
          StatusEvent.SPOOL_DAMAGED,
          StatusEvent.SPOOL_NUMBERING_LOST,
          StatusEvent.SPOOL_WRITE_FAILED,
          StatusEvent.SPOOL_SYNC_FAILED,
          StatusEvent.SPOOL_READ_FAILED,
          StatusEvent.BUFFER_REFUSED,
          StatusEvent.FRAME_UNREADABLE,
          StatusEvent.REFUSED,
          StatusEvent.PROTOCOL_VIOLATED,
          StatusEvent.RENUMBERED,
          StatusEvent.DAMAGE_ANSWERED,
          StatusEvent.COLLECTOR_RESTORED,
          StatusEvent.TRANSPORT_FAILED);

  private enum Kind {
    PRODUCER,
    TRANSPORT,
    COLLECTOR
  }

  private final Random random = new Random(SEED);
  private final Map<Kind, Integer> kills = new EnumMap<>(Kind.class);
  private final List<VdslProcess> producers = new ArrayList<>();
  private Cluster cluster;
  private LoggingNode node;
  private VdslProcess transport;

  @TempDir private Path directory;

  @BeforeEach
  void startAll() throws IOException {
    cluster = Cluster.start(directory);
    node = new LoggingNode(directory, "n1", cluster);
    transport = node.startTransport();
    for (int i = 0; i < PRODUCER_COUNT; i++) {
      producers.add(startProducer(i));
    }
  }

  @AfterEach
  void endAll() {
    node.close();
    cluster.close();
  }

  @Test
  void nothingThatWasLoggedIsLostOrDoubledByRandomKills() throws IOException {
    long startNs = System.nanoTime();
    Deque<Kind> schedule = schedule();
    while (!schedule.isEmpty()) {
      if (random.nextInt(PROGRESS_EVERY) == 0) {
        node.awaitProgress();
      }
      pause();
      Set<Kind> victims = EnumSet.of(schedule.remove());
      if (!schedule.isEmpty() && random.nextInt(PAIR_EVERY) == 0) {
        victims.add(schedule.peek());
      }
      if (victims.size() > 1) {
        schedule.remove();
      }
      killAndRestart(victims);
    }
    cluster.awaitReady();
    node.stopProducers();
    transport.terminate();
    node.drain();
    long seconds = Duration.ofNanos(System.nanoTime() - startNs).toSeconds();
    CallOracle.Verdict verdict = node.judge();
    System.out.printf(
        "service kills, seed %d: %s in %d s; %d lives; transport taken by producers %d, by the"
            + " stand-alone one %d; %s; %s%n",
        SEED,
        kills,
        seconds,
        node.lives(),
        node.takenByProducers(),
        node.takenByTransports(),
        verdict,
        node.events());
    assertThat(verdict.isClean()).as(verdict.toString()).isTrue();
    cluster.assertAuditIsClean();
    for (StatusEvent event : NEVER) {
      assertThat(node.linesOf(event)).as(event.counterName()).isEmpty();
    }
    assertThat(node.rememberedSources()).as("sources that are gone").isEmpty();
  }

  /** The calls of one of them do not wait for room: what it gives up must be told of once. */
  private VdslProcess startProducer(int index) {
    return index == 0
        ? node.startProducer(Producer.class, Producer.IMPATIENT)
        : node.startProducer();
  }

  private Deque<Kind> schedule() {
    List<Kind> schedule = new ArrayList<>();
    for (int i = 0; i < KILLS; i++) {
      schedule.add(Kind.values()[i % Kind.values().length]);
    }
    Collections.shuffle(schedule, random);
    return new ArrayDeque<>(schedule);
  }

  private void killAndRestart(Set<Kind> victims) {
    int producer = random.nextInt(PRODUCER_COUNT);
    for (Kind kind : victims) {
      kills.merge(kind, 1, Integer::sum);
      VdslProcess victim = process(kind, producer);
      assertThat(victim.isAlive()).as("%s lives: %s", kind, victim.error()).isTrue();
      victim.signalKill();
    }
    for (Kind kind : victims) {
      process(kind, producer).kill();
      switch (kind) {
        case PRODUCER -> producers.set(producer, startProducer(producer));
        case TRANSPORT -> transport = node.startTransport();
        case COLLECTOR -> cluster.relaunch();
      }
    }
  }

  private VdslProcess process(Kind kind, int producer) {
    return switch (kind) {
      case PRODUCER -> producers.get(producer);
      case TRANSPORT -> transport;
      case COLLECTOR -> cluster.collector();
    };
  }

  /** A random moment is what is tested here, so there is no condition to wait for. */
  private void pause() {
    Duration moment = Duration.ofMillis(random.nextInt(PAUSE_MAX_MS));
    Awaitility.await().pollDelay(moment).until(() -> true);
  }
}
