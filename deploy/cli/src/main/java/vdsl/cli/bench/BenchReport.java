package vdsl.cli.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The figures of one benchmark; of one that was measured in several rounds, the median. Confined to
 * one thread.
 */
final class BenchReport {
  private final String bench;
  private final Origin origin;
  private final FigureTable table;
  private final Map<Figure.Name, List<Double>> values = new LinkedHashMap<>();

  BenchReport(String bench, Origin origin) {
    this(bench, origin, new FigureRows());
  }

  BenchReport(String bench, Origin origin, FigureTable table) {
    this.bench = bench;
    this.origin = origin;
    this.table = table;
  }

  void add(Figure figure) {
    values.computeIfAbsent(figure.name(), none -> new ArrayList<>()).add(figure.value());
  }

  void addAll(List<Figure> figures) {
    figures.forEach(this::add);
  }

  /** What was measured, in the order in which it was first added. */
  List<Figure> figures() {
    List<Figure> medians = new ArrayList<>();
    values.forEach((name, rounds) -> medians.add(new Figure(name, Combination.MEDIAN.of(rounds))));
    return medians;
  }

  void print(PrintStream out) {
    out.printf(
        "bench %s, %s, commit %s, jdk %s%n", bench, origin.date(), origin.commit(), origin.jdk());
    table.print(figures(), out);
  }

  /** Writes the figures as docs/benchmarks.md describes the file. */
  void write(Path file) throws IOException {
    ObjectMapper json = new ObjectMapper();
    ObjectNode root = json.createObjectNode();
    root.put("bench", bench);
    root.put("date", origin.date());
    root.put("commit", origin.commit());
    root.put("jdk", origin.jdk());
    ArrayNode results = root.putArray("results");
    for (Figure figure : figures()) {
      Figure.Name name = figure.name();
      results
          .addObject()
          .put("subject", name.subject())
          .put("case", name.caseName())
          .put("metric", name.metric())
          .put("unit", name.unit())
          .put("value", figure.value());
    }
    json.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), root);
  }
}
