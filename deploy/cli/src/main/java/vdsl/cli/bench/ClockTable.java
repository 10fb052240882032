package vdsl.cli.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A row for every subject and case, a column for every metric: there are hundreds of figures. */
final class ClockTable implements FigureTable {
  private static final String GAP = "  ";
  private static final String ALLOWED = "(violations allowed)";

  private final List<Block> blocks;

  /** A table of blocks, each of which has its own columns. */
  ClockTable(List<Block> blocks) {
    this.blocks = List.copyOf(blocks);
  }

  /**
   * Rows with the same columns: of all subjects and cases that have every metric of it.
   *
   * @param caption how its figures came about, in lines
   */
  record Block(List<String> caption, List<String> metrics) {}

  private record Key(String subject, String caseName) {}

  @Override
  public void print(List<Figure> figures, PrintStream out) {
    Map<Key, Map<String, String>> rows = new LinkedHashMap<>();
    for (Figure figure : figures) {
      Figure.Name name = figure.name();
      rows.computeIfAbsent(new Key(name.subject(), name.caseName()), none -> new LinkedHashMap<>())
          .put(name.metric(), readable(figure));
    }
    blocks.forEach(block -> print(block, rows, out));
  }

  private static String readable(Figure figure) {
    return switch (figure.name().unit()) {
      case "readings", "pairs" -> String.format(Locale.ROOT, "%,.0f", figure.value());
      case "share" -> String.format(Locale.ROOT, "%.6f", figure.value());
      default -> FigureRows.readable(figure.value());
    };
  }

  private static void print(Block block, Map<Key, Map<String, String>> rows, PrintStream out) {
    List<List<String>> cells = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    rows.forEach(
        (key, values) -> {
          if (values.keySet().containsAll(block.metrics())) {
            List<String> row = new ArrayList<>(List.of(key.subject(), key.caseName()));
            block.metrics().forEach(metric -> row.add(values.get(metric)));
            cells.add(row);
            notes.add(note(key, block));
          }
        });
    if (cells.isEmpty()) {
      return;
    }
    List<String> headings = new ArrayList<>(List.of("SUBJECT", "CASE"));
    block.metrics().forEach(metric -> headings.add(metric.toUpperCase(Locale.ROOT)));
    cells.add(0, headings);
    notes.add(0, "");
    out.println();
    block.caption().forEach(out::println);
    print(cells, notes, out);
  }

  private static String note(Key key, Block block) {
    boolean isMarked =
        block.metrics().contains("violations") && ClockVerdict.mayViolate(key.caseName());
    return isMarked ? GAP + ALLOWED : "";
  }

  /** Names to the left, numbers to the right of their columns. */
  private static void print(List<List<String>> cells, List<String> notes, PrintStream out) {
    int columns = cells.get(0).size();
    StringBuilder format = new StringBuilder();
    for (int i = 0; i < columns; i++) {
      int column = i;
      int width = cells.stream().mapToInt(row -> row.get(column).length()).max().orElse(1);
      format.append(i == 0 ? "" : GAP).append(i < 2 ? "%-" : "%").append(width).append("s");
    }
    for (int i = 0; i < cells.size(); i++) {
      String row = String.format(Locale.ROOT, format.toString(), cells.get(i).toArray());
      out.println((row + notes.get(i)).stripTrailing());
    }
  }
}
