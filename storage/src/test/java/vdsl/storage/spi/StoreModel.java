package vdsl.storage.spi;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import vdsl.block.BlockKind;
import vdsl.block.Tokens;
import vdsl.record.IdRange;
import vdsl.record.LogType;
import vdsl.record.NodeId;
import vdsl.record.Severity;

/** A store in memory that looks at every block, and makes up blocks and searches from a seed. */
final class StoreModel {
  private static final long TIME_MAX_NS = 1_000;
  private static final List<NodeId> NODES =
      List.of(new NodeId("a"), new NodeId("a.b"), new NodeId("B"), new NodeId("z"));
  private static final List<Severity> LEVELS =
      List.of(Severity.DEBUG, Severity.INFO, Severity.ERROR);
  private static final List<LogType> TYPES =
      List.of(LogType.APP, new LogType("APP2"), LogType.LOSS, new LogType("STACK"));
  private static final List<String> WORDS = List.of("disk", "rack", "seven", "user", "zebra");

  private final SplittableRandom random;
  private final Map<NodeId, Long> lastIds = new HashMap<>();
  private final Map<Place, String> texts = new HashMap<>();
  private final List<IndexedBlock> blocks = new ArrayList<>();

  /** What tells one block from all others. */
  record Place(NodeId node, long firstId) {}

  StoreModel(long seed) {
    this.random = new SplittableRandom(seed);
  }

  List<IndexedBlock> nextGroup() {
    List<IndexedBlock> group = new ArrayList<>();
    for (int left = 1 + random.nextInt(8); left > 0; left--) {
      group.add(nextBlock());
    }
    blocks.addAll(group);
    return group;
  }

  private IndexedBlock nextBlock() {
    NodeId node = oneOf(NODES);
    long first = lastIds.getOrDefault(node, 0L) + 1 + random.nextInt(3);
    IdRange ids = IdRange.ofCount(first, 1 + random.nextInt(20));
    lastIds.put(node, ids.last());
    long minTimeNs = random.nextLong(TIME_MAX_NS);
    long maxTimeNs = minTimeNs + random.nextLong(random.nextInt(5) == 0 ? TIME_MAX_NS : 50);
    if (random.nextInt(6) == 0) {
      return SampleBlocks.tombstone(node, ids, minTimeNs, maxTimeNs);
    }
    String text = oneOf(WORDS) + " " + oneOf(WORDS);
    texts.put(new Place(node, first), text);
    IndexedBlock bare = SampleBlocks.records(node, ids, minTimeNs);
    return SampleBlocks.withTimes(
        SampleBlocks.withContent(bare, oneOf(LEVELS), types(), text), minTimeNs, maxTimeNs);
  }

  private List<LogType> types() {
    return TYPES.stream().filter(type -> random.nextInt(2) == 0).sorted().toList();
  }

  BlockSearch nextSearch() {
    Set<NodeId> nodes =
        NODES.stream()
            .filter(node -> random.nextInt(3) == 0)
            .collect(Collectors.toUnmodifiableSet());
    boolean timed = random.nextBoolean();
    long fromNs = timed ? random.nextLong(TIME_MAX_NS) : Long.MIN_VALUE;
    long toNs = timed ? fromNs + random.nextLong(TIME_MAX_NS / 3) : Long.MAX_VALUE;
    Optional<IdRange> ids =
        sometimes(() -> IdRange.ofCount(1 + random.nextInt(200), 1 + random.nextInt(60)));
    BlockSearch.Content content =
        new BlockSearch.Content(
            sometimes(() -> oneOf(LEVELS)),
            sometimes(() -> oneOf(TYPES)),
            random.nextInt(3) == 0 ? List.of(Tokens.hash(oneOf(WORDS))) : List.of());
    return new BlockSearch(
        nodes, ids, fromNs, toNs, content, oneOf(List.of(BlockSearch.Order.values())));
  }

  private <T> Optional<T> sometimes(java.util.function.Supplier<T> value) {
    return random.nextInt(3) == 0 ? Optional.of(value.get()) : Optional.empty();
  }

  private <T> T oneOf(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  List<Place> places() {
    return blocks.stream().map(StoreModel::place).toList();
  }

  List<Place> placesThatMayMatch(BlockSearch search) {
    return blocks.stream().filter(block -> mayMatch(block, search)).map(StoreModel::place).toList();
  }

  private boolean mayMatch(IndexedBlock block, BlockSearch search) {
    return (search.nodes().isEmpty() || search.nodes().contains(block.stamp().node()))
        && search.ids().map(block.stamp().ids()::overlaps).orElse(true)
        && block.minTimeNs() <= search.toNs()
        && search.fromNs() <= block.maxTimeNs()
        && search.content().type().map(block.types()::contains).orElse(true)
        && (block.stamp().kind() == BlockKind.TOMBSTONE || mayHold(block, search.content()));
  }

  private boolean mayHold(IndexedBlock block, BlockSearch.Content content) {
    List<Long> hashes = Tokens.of(texts.get(place(block))).stream().map(Tokens::hash).toList();
    return content
            .level()
            .map(level -> new TreeMap<>(block.levelCounts()).lastKey().compareTo(level) >= 0)
            .orElse(true)
        && hashes.containsAll(content.tokenHashes());
  }

  static Place place(BlockRef block) {
    return new Place(block.node(), block.ids().first());
  }

  private static Place place(IndexedBlock block) {
    return new Place(block.stamp().node(), block.stamp().ids().first());
  }

  static Comparator<BlockRef> comparator(BlockSearch.Order order) {
    Comparator<BlockRef> byId =
        Comparator.comparing(BlockRef::node).thenComparingLong(ref -> ref.ids().first());
    return switch (order) {
      case TIME_ASCENDING -> Comparator.comparingLong(BlockRef::minTimeNs).thenComparing(byId);
      case TIME_DESCENDING ->
          Comparator.comparingLong(BlockRef::maxTimeNs).thenComparing(byId).reversed();
      case ID_ASCENDING -> byId;
      case ID_DESCENDING -> byId.reversed();
    };
  }
}
