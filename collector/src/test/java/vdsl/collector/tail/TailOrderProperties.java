package vdsl.collector.tail;

import static org.assertj.core.api.Assertions.assertThat;
import static vdsl.collector.tail.TailedCluster.START_NS;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vdsl.collector.fixture.MemoryBlockStore;
import vdsl.collector.tail.TailedCluster.Client;
import vdsl.collector.tail.TailedCluster.Given;
import vdsl.storage.query.RecordPosition;

/**
 * Nodes with wrong clocks log, their blocks become durable in any order, some nodes are away for a
 * while, and clients lose their connection: the order is final all the same.
 */
class TailOrderProperties {
  private static final int SCHEDULES = 60;
  private static final long HOLD_MS = 500;
  private static final long US = 1_000;
  private static final long MS = 1_000 * US;

  /** One block of a node becomes durable. */
  private record Commit(long atNs, String node, long boundNs, List<Long> timesNs) {
    long[] times() {
      return timesNs.stream().mapToLong(Long::longValue).toArray();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void orderIsFinalAndEveryRecordComesOnce(long seed) throws Exception {
    for (int i = 0; i < SCHEDULES; i++) {
      long schedule = seed * SCHEDULES + i;
      try {
        run(new Random(schedule));
      } catch (AssertionError wrong) {
        throw new AssertionError("schedule " + schedule, wrong);
      }
    }
  }

  private static void run(Random random) throws Exception {
    TailedCluster cluster = new TailedCluster(new MemoryBlockStore());
    Set<String> away = new HashSet<>();
    PriorityQueue<Commit> commits =
        new PriorityQueue<>(Comparator.comparingLong(Commit::atNs).thenComparing(Commit::node));
    int nodeCount = 1 + random.nextInt(4);
    for (int i = 1; i <= nodeCount; i++) {
      String node = "n" + i;
      long boundNs = random.nextInt(5) == 0 ? 0 : random.nextLong(80 * MS);
      boolean isAway = random.nextInt(4) == 0;
      if (isAway) {
        away.add(node);
      } else {
        cluster.connect(node, boundNs);
      }
      commits.addAll(history(random, node, boundNs, isAway));
    }
    long total = commits.stream().mapToLong(commit -> commit.timesNs().size()).sum();
    Client client = new Client(() -> random.nextInt(5) > 0);
    Tail tail =
        cluster.tail(
            Map.of(
                "hold",
                List.of(Long.toString(HOLD_MS)),
                "from",
                List.of(Long.toString(START_NS - MS))));
    Runnable commitNext =
        () -> {
          Commit next = commits.remove();
          cluster.nowNs.set(Math.max(cluster.nowNs.get(), next.atNs()));
          cluster.commit(
              next.node(), cluster.node(next.node()).timed(next.boundNs(), next.times()));
        };
    cluster.duringSteps =
        () -> {
          if (!commits.isEmpty() && random.nextInt(4) == 0) {
            commitNext.run();
          }
        };
    while (!commits.isEmpty()) {
      commitNext.run();
      for (int steps = random.nextInt(3); steps > 0; steps--) {
        client.step(tail);
      }
      if (random.nextInt(6) == 0) {
        tail = resume(cluster, tail, client, random);
      }
    }
    cluster.nowNs.addAndGet(10_000 * MS);
    client.drain(tail);
    check(client.given, total, away);
  }

  /** A client has the position of the last record it saw, or a later one of a heartbeat. */
  private static Tail resume(TailedCluster cluster, Tail tail, Client client, Random random) {
    boolean fromRecord = random.nextBoolean() && !client.given.isEmpty();
    String position =
        fromRecord ? client.given.get(client.given.size() - 1).positionAfter() : tail.position();
    return cluster.tail(Map.of("hold", List.of(Long.toString(HOLD_MS))), Optional.of(position));
  }

  /**
   * Blocks become durable within the hold after their first record, at the last moment often, but
   * for those of a node that is away. Clocks are wrong by all of their bound often.
   */
  private static List<Commit> history(Random random, String node, long boundNs, boolean isAway) {
    List<Commit> history = new ArrayList<>();
    // Where times of different nodes are equal, names and Ids decide.
    long gridNs = boundNs == 0 ? 10 * MS : 1;
    long trueNs = START_NS;
    long durableNs = START_NS;
    int blockCount = 1 + random.nextInt(12);
    for (int block = 0; block < blockCount; block++) {
      long firstNs = trueNs + random.nextLong(300 * MS) / gridNs * gridNs;
      trueNs = firstNs;
      List<Long> timesNs = new ArrayList<>();
      for (int count = 1 + random.nextInt(8); count > 0; count--) {
        timesNs.add(trueNs + errorNs(random, boundNs));
        trueNs += random.nextLong(20 * MS) / gridNs * gridNs;
      }
      long delayNs = random.nextBoolean() ? HOLD_MS * MS : random.nextLong(HOLD_MS * MS);
      if (isAway && random.nextInt(3) == 0) {
        delayNs += random.nextLong(4_000 * MS);
      }
      durableNs = Math.max(durableNs, Math.max(trueNs, firstNs + delayNs));
      history.add(new Commit(durableNs, node, boundNs, timesNs));
    }
    return history;
  }

  private static long errorNs(Random random, long boundNs) {
    return switch (random.nextInt(4)) {
      case 0 -> boundNs;
      case 1 -> -boundNs;
      default -> random.nextLong(-boundNs, boundNs + 1);
    };
  }

  private static void check(List<Given> given, long total, Set<String> away) {
    assertThat(given).extracting(Given::at).doesNotHaveDuplicates().hasSize((int) total);
    List<RecordPosition> inOrder =
        given.stream().filter(one -> !one.isLate()).map(Given::at).toList();
    assertThat(inOrder).isSorted();
    assertThat(given.stream().filter(Given::isLate).map(one -> one.at().node().value()))
        .allMatch(away::contains);
  }
}
