package vdsl.cli.bench;

import java.io.PrintStream;
import java.util.List;

/** How figures are laid out for people. */
interface FigureTable {
  void print(List<Figure> figures, PrintStream out);
}
