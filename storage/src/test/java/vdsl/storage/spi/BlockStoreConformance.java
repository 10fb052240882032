package vdsl.storage.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import vdsl.block.BlockKind;
import vdsl.block.BlockLimits;
import vdsl.block.Tokens;
import vdsl.record.IdRange;
import vdsl.record.LogType;
import vdsl.record.NodeId;
import vdsl.record.Severity;

/** What every engine promises. A subclass says how a store is opened and how a block is damaged. */
public abstract class BlockStoreConformance {
  protected static final NodeId NODE = new NodeId("n1");
  protected static final NodeId OTHER = new NodeId("n2");

  @TempDir protected Path directory;
  private BlockStore store;

  /** Opens the store of this directory, or makes it. */
  protected abstract BlockStore open(Path directory);

  /** Changes a stored body behind the back of the store, which is closed. */
  protected abstract void damage(Path directory, StoredBlock block) throws Exception;

  @BeforeEach
  void openStore() {
    store = open(directory);
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  private void reopen() {
    store.close();
    store = open(directory);
  }

  private void commit(IndexedBlock... blocks) {
    Map<NodeId, NodeCursor> cursors = new TreeMap<>();
    for (IndexedBlock block : blocks) {
      cursors.put(block.stamp().node(), SampleBlocks.cursorAfter(block));
    }
    store.commit(List.of(blocks), cursors.values());
  }

  private List<BlockRef> find(BlockSearch search) {
    List<BlockRef> found = new ArrayList<>();
    try (BlockRefs refs = store.find(search)) {
      refs.forEachRemaining(found::add);
    }
    return found;
  }

  private static IndexedBlock block(NodeId node, long first, long last) {
    return SampleBlocks.records(node, new IdRange(first, last), first * 1_000);
  }

  @Test
  void committedBlocksComeBackByteForByte() {
    IndexedBlock records = block(NODE, 1, 10);
    IndexedBlock tombstone = SampleBlocks.tombstone(NODE, new IdRange(11, 1_000_000), 5, 9);
    commit(records, tombstone);

    List<BlockRef> found = find(BlockSearch.all(BlockSearch.Order.ID_ASCENDING));

    assertThat(found).extracting(store::read).containsExactly(records.block(), tombstone.block());
    assertThat(found)
        .extracting(BlockRef::kind)
        .containsExactly(BlockKind.RECORDS, BlockKind.TOMBSTONE);
    assertThat(found.get(0).minTimeNs()).isEqualTo(records.minTimeNs());
    assertThat(found.get(0).maxTimeNs()).isEqualTo(records.maxTimeNs());
  }

  @Test
  void bodiesUpToTheGreatestLengthComeBack() {
    int longest = BlockLimits.BODY_BYTES_MAX;
    long first = 1;
    for (int bytes : new int[] {1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, longest}) {
      IdRange ids = new IdRange(first, first);
      commit(SampleBlocks.withBody(NODE, ids, 0, SampleBlocks.randomBytes(bytes, bytes)));
      first++;
    }

    List<BlockRef> found = find(BlockSearch.all(BlockSearch.Order.ID_ASCENDING));

    assertThat(found)
        .extracting(ref -> store.read(ref).body().length())
        .containsExactly(1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, longest);
  }

  @Test
  void reopenedStoreHasItsBlocksCursorsAndClusterId() {
    IndexedBlock stored = block(NODE, 1, 10);
    commit(stored);
    UUID clusterId = store.clusterId();

    reopen();

    assertThat(store.clusterId()).isEqualTo(clusterId);
    assertThat(store.cursors()).isEqualTo(Map.of(NODE, SampleBlocks.cursorAfter(stored)));
    assertThat(store.find(NODE, 1)).map(store::read).contains(stored.block());
  }

  @Test
  void cursorsOfNodesWithoutBlocksInACommitStay() {
    commit(block(NODE, 1, 10));
    commit(block(OTHER, 1, 5));
    commit(block(OTHER, 6, 9));

    reopen();

    assertThat(store.cursors().get(NODE)).extracting(NodeCursor::lastId).isEqualTo(10L);
    assertThat(store.cursors().get(OTHER)).extracting(NodeCursor::lastId).isEqualTo(9L);
  }

  @Test
  void cursorsCanBeCommittedWithoutBlocks() {
    NodeCursor cursor = new NodeCursor(NODE, 41, -3, 17, Long.MIN_VALUE, "");

    store.commit(List.of(), List.of(cursor));
    reopen();

    assertThat(store.cursors()).containsExactly(Map.entry(NODE, cursor));
  }

  @Test
  void returnedCursorsAreACopy() {
    commit(block(NODE, 1, 10));
    Map<NodeId, NodeCursor> before = store.cursors();

    commit(block(NODE, 11, 20));

    assertThat(before.get(NODE)).extracting(NodeCursor::lastId).isEqualTo(10L);
  }

  @Test
  void blockIsFoundByItsFirstIdOnly() {
    commit(block(NODE, 1, 10), block(NODE, 11, 20), block(OTHER, 15, 30));

    assertThat(store.find(NODE, 11)).map(BlockRef::ids).contains(new IdRange(11, 20));
    assertThat(store.find(NODE, 12)).isEmpty();
    assertThat(store.find(NODE, 15)).isEmpty();
    assertThat(store.find(NODE, 21)).isEmpty();
    assertThat(store.find(new NodeId("nobody"), 1)).isEmpty();
  }

  @Test
  void overlappingBlockIsRefusedWithAllOfItsCommit() {
    commit(block(NODE, 1, 10));
    commit(block(NODE, 11, 20));

    assertThatThrownBy(() -> commit(block(OTHER, 1, 5), block(NODE, 5, 7)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("n1 5..7");
    assertThatThrownBy(() -> commit(block(OTHER, 1, 5), block(OTHER, 5, 7)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("n2 5..7");

    assertThat(store.find(OTHER, 1)).isEmpty();
    assertThat(store.cursors()).containsOnlyKeys(NODE);
    commit(block(OTHER, 1, 5));
    assertThat(store.find(OTHER, 1)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void searchFindsEveryBlockThatMayMatchInOrder(long seed) {
    StoreModel model = new StoreModel(seed);
    for (int i = 0; i < 12; i++) {
      List<IndexedBlock> group = model.nextGroup();
      commit(group.toArray(IndexedBlock[]::new));
    }

    for (int i = 0; i < 150; i++) {
      BlockSearch search = model.nextSearch();
      List<BlockRef> found = find(search);
      assertThat(found).isSortedAccordingTo(StoreModel.comparator(search.order()));
      assertThat(found).extracting(StoreModel::place).doesNotHaveDuplicates();
      assertThat(found)
          .as("%s", search)
          .extracting(StoreModel::place)
          .containsAll(model.placesThatMayMatch(search));
      assertThat(model.places()).containsAll(found.stream().map(StoreModel::place).toList());
    }
  }

  @ParameterizedTest
  @EnumSource
  void searchSeesTheStoreAsOfItsBeginning(BlockSearch.Order order) {
    commit(block(NODE, 1, 10), block(OTHER, 1, 10));

    try (BlockRefs refs = store.find(BlockSearch.all(order))) {
      commit(block(NODE, 11, 20), block(OTHER, 11, 20));
      assertThat(refs).toIterable().extracting(ref -> ref.ids().last()).containsExactly(10L, 10L);
    }
    assertThat(find(BlockSearch.all(order))).hasSize(4);
  }

  @Test
  void searchLeavesOutWhatCannotMatch() {
    commit(block(NODE, 1, 10), block(NODE, 11, 20), block(OTHER, 1, 10));
    BlockSearch otherNode = search(Set.of(OTHER), Optional.empty(), BlockSearch.Content.ANY);
    BlockSearch laterIds =
        search(Set.of(NODE), Optional.of(new IdRange(20, 99)), BlockSearch.Content.ANY);
    BlockSearch worse = search(Set.of(), Optional.empty(), content(Severity.WARN));

    assertThat(find(otherNode)).extracting(BlockRef::node).containsExactly(OTHER);
    assertThat(find(laterIds)).extracting(BlockRef::ids).containsExactly(new IdRange(11, 20));
    assertThat(find(worse)).isEmpty();
  }

  @Test
  void absentTokenLeavesOnlyBlocksWithoutFilter() {
    IndexedBlock unfiltered = block(NODE, 21, 30);
    IndexedBlock tombstone = SampleBlocks.tombstone(NODE, new IdRange(31, 40), 0, 1);
    commit(
        withText(block(NODE, 1, 10), "disk failed on rack seven"),
        withText(block(NODE, 11, 20), "all is well"),
        unfiltered,
        tombstone);

    assertThat(findTokens("rack", "seven")).containsExactly(1L, 21L, 31L);
    assertThat(findTokens("rack", "well")).containsExactly(21L, 31L);
    assertThat(findTokens("zebra")).containsExactly(21L, 31L);
  }

  private static IndexedBlock withText(IndexedBlock block, String text) {
    return SampleBlocks.withContent(block, Severity.INFO, List.of(LogType.APP), text);
  }

  private List<Long> findTokens(String... tokens) {
    List<Long> hashes = Stream.of(tokens).map(Tokens::hash).toList();
    BlockSearch.Content content =
        new BlockSearch.Content(Optional.empty(), Optional.empty(), hashes);
    return find(search(Set.of(), Optional.empty(), content)).stream()
        .map(ref -> ref.ids().first())
        .toList();
  }

  private static BlockSearch.Content content(Severity level) {
    return new BlockSearch.Content(Optional.of(level), Optional.empty(), List.of());
  }

  private static BlockSearch search(
      Set<NodeId> nodes, Optional<IdRange> ids, BlockSearch.Content content) {
    return new BlockSearch(
        nodes, ids, Long.MIN_VALUE, Long.MAX_VALUE, content, BlockSearch.Order.ID_ASCENDING);
  }

  @Test
  void tombstonesAnswerToEveryLevel() {
    commit(SampleBlocks.tombstone(NODE, new IdRange(1, 40), 0, 1));

    assertThat(find(search(Set.of(), Optional.empty(), content(Severity.FATAL)))).hasSize(1);
  }

  @Test
  void readersGoOnWhileOneThreadCommits() throws Exception {
    int groupCount = 25;
    AtomicBoolean committing = new AtomicBoolean(true);
    ExecutorService readers = Executors.newFixedThreadPool(3);
    try {
      List<Future<Integer>> readings = new ArrayList<>();
      for (BlockSearch.Order order :
          List.of(BlockSearch.Order.TIME_ASCENDING, BlockSearch.Order.ID_DESCENDING)) {
        readings.add(readers.submit(reading(order, committing)));
      }
      for (int group = 0; group < groupCount; group++) {
        commit(block(NODE, 1 + group * 10L, 10 + group * 10L), block(OTHER, 1 + group, 1 + group));
      }
      committing.set(false);
      for (Future<Integer> reading : readings) {
        assertThat(reading.get()).isEqualTo(2 * groupCount);
      }
    } finally {
      readers.shutdownNow();
    }
  }

  /** Reads everything again and again; a search never finds less than the one before. */
  private Callable<Integer> reading(BlockSearch.Order order, AtomicBoolean committing) {
    return () -> {
      int foundBefore = 0;
      boolean last;
      do {
        last = !committing.get();
        List<BlockRef> found = find(BlockSearch.all(order));
        assertThat(found).hasSizeGreaterThanOrEqualTo(foundBefore);
        assertThat(found.size() % 2).as("half a commit was seen").isZero();
        found.stream().limit(10).forEach(store::read);
        foundBefore = found.size();
      } while (!last);
      return foundBefore;
    };
  }

  @Test
  void damagedBlockIsReportedAndTheOthersAreReadable() throws Exception {
    IndexedBlock damaged = block(NODE, 11, 20);
    commit(block(NODE, 1, 10), damaged, block(NODE, 21, 30));
    store.close();
    damage(directory, damaged.block());
    store = open(directory);

    assertThat(store.find(NODE, 1)).map(store::read).isPresent();
    assertThat(store.find(NODE, 21)).map(store::read).isPresent();
    BlockRef ref = store.find(NODE, 11).orElseThrow();
    assertThatThrownBy(() -> store.read(ref))
        .isInstanceOfSatisfying(
            StoreException.DamagedBlock.class,
            reported -> assertThat(reported.block()).isEqualTo(ref))
        .hasMessageContaining("n1 11..20");
  }

  @ParameterizedTest
  @EnumSource
  void scanOfManyBlocksFindsEachOnceInOrder(BlockSearch.Order order) {
    int groupCount = 4;
    int perGroup = 1_500;
    for (int group = 0; group < groupCount; group++) {
      List<IndexedBlock> blocks = new ArrayList<>();
      for (int i = 0; i < perGroup; i++) {
        long id = 1 + (long) group * perGroup + i;
        blocks.add(
            SampleBlocks.withTimes(
                block(i % 2 == 0 ? NODE : OTHER, id, id), id % 97, id % 89 + 97));
      }
      commit(blocks.toArray(IndexedBlock[]::new));
    }

    List<BlockRef> found = find(BlockSearch.all(order));

    assertThat(found).hasSize(groupCount * perGroup);
    assertThat(found).isSortedAccordingTo(StoreModel.comparator(order));
    assertThat(found).extracting(StoreModel::place).doesNotHaveDuplicates();
  }

  @Test
  void closingTwiceIsAllowedAndAClosedStoreRefusesWork() {
    store.close();
    store.close();

    assertThatThrownBy(() -> commit(block(NODE, 1, 10))).isInstanceOf(StoreException.class);
  }
}
