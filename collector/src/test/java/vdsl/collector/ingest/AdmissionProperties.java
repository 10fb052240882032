package vdsl.collector.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import vdsl.collector.fixture.NodeBlocks;
import vdsl.record.IdRange;
import vdsl.storage.spi.NodeCursor;
import vdsl.storage.spi.StoredBlock;

/** Whatever a network and restarts do to a node's blocks, its Ids are stored once and in order. */
class AdmissionProperties {
  private static final int BLOCKS = 30;
  private static final int DELIVERIES = 300;

  private final Map<Long, StoredBlock> stored = new HashMap<>();
  private Optional<NodeCursor> cursor = Optional.empty();

  @Property(tries = 300)
  void deliveriesInAnyOrderStoreEveryIdOnceAndNothingConflicts(@ForAll long seed) {
    begin();
    Random random = new Random(seed);
    List<StoredBlock> history = history(random);
    deliver(history.get(0));
    for (int i = 0; i < DELIVERIES; i++) {
      Verdict verdict = deliver(history.get(random.nextInt(BLOCKS)));
      assertThat(verdict).isNotInstanceOf(Verdict.Conflict.class);
    }
    history.forEach(this::deliver);
    assertThat(stored).hasSize(BLOCKS);
    assertThat(cursor.orElseThrow().chain())
        .isEqualTo(history.get(BLOCKS - 1).stamp().chain().after());
    assertNoHole();
  }

  @Property(tries = 300)
  void twoHistoriesOfOneNodeNeverMix(@ForAll long seed) {
    begin();
    Random random = new Random(seed);
    List<StoredBlock> one = history(random);
    List<StoredBlock> other = history(random);
    deliver(one.get(0));
    for (int i = 0; i < DELIVERIES; i++) {
      List<StoredBlock> from = random.nextBoolean() ? one : other;
      deliver(from.get(random.nextInt(BLOCKS)));
    }
    assertThat(one).containsAll(stored.values());
    assertNoHole();
  }

  private void begin() {
    stored.clear();
    cursor = Optional.empty();
  }

  private static List<StoredBlock> history(Random random) {
    NodeBlocks blocks = new NodeBlocks("n1", random.nextLong() | 1);
    List<StoredBlock> history = new ArrayList<>();
    // Differs between two histories, so that they part at once.
    history.add(blocks.tombstone(1 + random.nextInt(1_000_000)));
    for (int i = 1; i < BLOCKS; i++) {
      if (random.nextInt(5) == 0) {
        blocks = blocks.reborn(random.nextLong() | 1);
      }
      history.add(blocks.tombstone(1 + random.nextInt(100)));
    }
    return history;
  }

  private Verdict deliver(StoredBlock block) {
    Verdict verdict = Admission.judge(block, cursor, "", (node, firstId) -> earlier(firstId));
    if (verdict instanceof Verdict.Accepted accepted) {
      cursor = Optional.of(accepted.cursor());
      assertThat(stored.put(block.stamp().ids().first(), block)).isNull();
    }
    return verdict;
  }

  private void assertNoHole() {
    long expected = 1;
    List<IdRange> ranges =
        stored.values().stream()
            .map(block -> block.stamp().ids())
            .sorted(Comparator.comparing(IdRange::first))
            .toList();
    for (IdRange ids : ranges) {
      assertThat(ids.first()).isEqualTo(expected);
      expected = ids.last() + 1;
    }
  }

  private Admission.Earlier earlier(long firstId) {
    StoredBlock block = stored.get(firstId);
    return block == null ? new Admission.Earlier.None() : new Admission.Earlier.Stored(block);
  }
}
