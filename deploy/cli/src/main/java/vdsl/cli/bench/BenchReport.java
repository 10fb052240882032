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
import java.util.Locale;
import java.util.Map;

/**
 * The figures of one benchmark; of one that was measured in several rounds, the median. Confined to
 * one thread.
 */
final class BenchReport {
  private final String bench;
  private final Origin origin;
  private final Map<Figure.Name, List<Double>> values = new LinkedHashMap<>();

  BenchReport(String bench, Origin origin) {
    this.bench = bench;
    this.origin = origin;
  }

  void add(Figure figure) {
    values.computeIfAbsent(figure.name(), none -> new ArrayList<>()).add(figure.value());
  }

  void addAll(List<Figure> figures) {
    figures.forEach(this::add);
  }

  private List<Figure> medians() {
    List<Figure> medians = new ArrayList<>();
    values.forEach((name, rounds) -> medians.add(new Figure(name, median(rounds))));
    return medians;
  }

  private static double median(List<Double> rounds) {
    List<Double> sorted = rounds.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  void print(PrintStream out) {
    out.printf(
        "bench %s, %s, commit %s, jdk %s%n", bench, origin.date(), origin.commit(), origin.jdk());
    String format = rowFormat();
    out.printf(Locale.ROOT, format, "SUBJECT", "CASE", "METRIC", "VALUE", "UNIT");
    for (Figure figure : medians()) {
      Figure.Name name = figure.name();
      out.printf(
          Locale.ROOT,
          format,
          name.subject(),
          name.caseName(),
          name.metric(),
          readable(figure.value()),
          name.unit());
    }
  }

  private String rowFormat() {
    int subject = "SUBJECT".length();
    int caseName = "CASE".length();
    int metric = "METRIC".length();
    for (Figure.Name name : values.keySet()) {
      subject = Math.max(subject, name.subject().length());
      caseName = Math.max(caseName, name.caseName().length());
      metric = Math.max(metric, name.metric().length());
    }
    return "%-" + subject + "s  %-" + caseName + "s  %-" + metric + "s  %12s  %s%n";
  }

  /** Three digits behind the point where they tell anything. */
  private static String readable(double value) {
    return String.format(Locale.ROOT, Math.abs(value) < 100 ? "%,.3f" : "%,.0f", value);
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
    for (Figure figure : medians()) {
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
