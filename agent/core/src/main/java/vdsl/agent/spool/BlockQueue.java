package vdsl.agent.spool;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Blocks in the order of their sequences, found by sequence. Confined to one thread. */
final class BlockQueue {
  private final NavigableMap<Long, SpooledBlock> bySequence = new TreeMap<>();

  int size() {
    return bySequence.size();
  }

  boolean isEmpty() {
    return bySequence.isEmpty();
  }

  /** All blocks, the first first. */
  Collection<SpooledBlock> all() {
    return bySequence.values();
  }

  /** Throws if there is none. */
  SpooledBlock first() {
    return bySequence.firstEntry().getValue();
  }

  /** Throws if there is none. */
  SpooledBlock last() {
    return bySequence.lastEntry().getValue();
  }

  /** Adds a block whose sequence is larger than that of any other. */
  void addLast(SpooledBlock block) {
    if (!isEmpty() && bySequence.lastKey() >= block.sequence()) {
      throw new IllegalArgumentException(
          "block " + block.sequence() + " is not behind block " + bySequence.lastKey());
    }
    bySequence.put(block.sequence(), block);
  }

  /** Puts a block in the place of the one of its sequence, if that is still there. */
  void replace(SpooledBlock block) {
    bySequence.replace(block.sequence(), block);
  }

  /** The blocks up to a sequence, the first first. */
  List<SpooledBlock> upTo(long sequence) {
    return List.copyOf(bySequence.headMap(sequence, true).values());
  }

  /** Puts blocks in the place of all up to a sequence. */
  void replaceUpTo(long sequence, List<? extends SpooledBlock> blocks) {
    bySequence.headMap(sequence, true).clear();
    blocks.forEach(block -> bySequence.put(block.sequence(), block));
  }

  /** The runs of blocks that were given up: always the first here. */
  List<SpooledBlock.Lost> dropped() {
    List<SpooledBlock.Lost> runs = new ArrayList<>();
    for (SpooledBlock block : bySequence.values()) {
      if (!(block instanceof SpooledBlock.Lost lost && lost.isDropped())) {
        break;
      }
      runs.add(lost);
    }
    return runs;
  }

  void removeFirst() {
    bySequence.remove(bySequence.firstKey());
  }

  /** The first block whose sequence is larger. */
  Optional<SpooledBlock> after(long sequence) {
    return Optional.ofNullable(bySequence.higherEntry(sequence)).map(entry -> entry.getValue());
  }
}
