package vdsl.agent.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Figures of one process, for the command that started it: lines of metric, unit, value. */
final class Results {
  /** Name of the file in the process's directory. */
  static final String FILE_NAME = "results";

  private final List<String> lines = new ArrayList<>();

  void add(String metric, String unit, double value) {
    lines.add(metric + " " + unit + " " + value);
  }

  void write(Path directory) throws IOException {
    Files.write(directory.resolve(FILE_NAME), lines);
  }
}
