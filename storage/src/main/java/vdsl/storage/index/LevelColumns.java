package vdsl.storage.index;

import java.util.SortedMap;
import java.util.stream.Collectors;
import vdsl.block.BlockKind;
import vdsl.record.Severity;

/** How the levels of a block are kept in columns. Layout: docs/format/store.md. */
public final class LevelColumns {
  private LevelColumns() {}

  /**
   * Number of the most severe level a block answers to: a search for a level or worse needs no
   * block below. A tombstone answers to every level, since what it covers is unknown.
   */
  public static int highest(BlockKind kind, SortedMap<Severity, Long> levelCounts) {
    return switch (kind) {
      case RECORDS -> levelCounts.isEmpty() ? Severity.NUMBER_MAX : levelCounts.lastKey().number();
      case TOMBSTONE -> Severity.NUMBER_MAX;
    };
  }

  /** Records per level, as "9:4000 17:96". */
  public static String counts(SortedMap<Severity, Long> levelCounts) {
    return levelCounts.entrySet().stream()
        .map(entry -> entry.getKey().number() + ":" + entry.getValue())
        .collect(Collectors.joining(" "));
  }
}
