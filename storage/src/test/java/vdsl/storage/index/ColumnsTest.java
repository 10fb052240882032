package vdsl.storage.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import vdsl.block.BlockKind;
import vdsl.record.LogType;
import vdsl.record.Severity;

final class ColumnsTest {
  @Test
  void levelsAreKeptAsTheStoreFormatSays() {
    TreeMap<Severity, Long> counts = new TreeMap<>(Map.of(Severity.ERROR, 96L, Severity.INFO, 4L));

    assertThat(LevelColumns.counts(counts)).isEqualTo("9:4 17:96");
    assertThat(LevelColumns.highest(BlockKind.RECORDS, counts)).isEqualTo(17);
    assertThat(LevelColumns.highest(BlockKind.TOMBSTONE, counts)).isEqualTo(24);
  }

  @Test
  void typeIsSoughtAsAWholeWord() {
    String column = TypeColumn.of(List.of(LogType.APP, new LogType("MEM2")));

    assertThat(column).isEqualTo(",APP,MEM2,");
    assertThat(column).contains(TypeColumn.sought(LogType.APP));
    assertThat(column).doesNotContain(TypeColumn.sought(new LogType("MEM")));
  }
}
