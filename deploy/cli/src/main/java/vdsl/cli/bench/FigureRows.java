package vdsl.cli.bench;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** A row for every figure. */
final class FigureRows implements FigureTable {
  private static final double INTEGRAL_FROM = 100;

  @Override
  public void print(List<Figure> figures, PrintStream out) {
    String format = rowFormat(figures);
    out.printf(Locale.ROOT, format, "SUBJECT", "CASE", "METRIC", "VALUE", "UNIT");
    for (Figure figure : figures) {
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

  private static String rowFormat(List<Figure> figures) {
    int subject = "SUBJECT".length();
    int caseName = "CASE".length();
    int metric = "METRIC".length();
    for (Figure figure : figures) {
      Figure.Name name = figure.name();
      subject = Math.max(subject, name.subject().length());
      caseName = Math.max(caseName, name.caseName().length());
      metric = Math.max(metric, name.metric().length());
    }
    return "%-" + subject + "s  %-" + caseName + "s  %-" + metric + "s  %12s  %s%n";
  }

  /** Three digits behind the point where they tell anything. */
  static String readable(double value) {
    return String.format(Locale.ROOT, Math.abs(value) < INTEGRAL_FROM ? "%,.3f" : "%,.0f", value);
  }
}
