package vdsl.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options that say what records must be like, wherever they stand. */
final class FilterOptions {
  @Option(
      names = "--node",
      paramLabel = "N",
      description = "Records of this node; may be repeated.")
  private List<String> nodes = new ArrayList<>();

  @Option(
      names = "--level",
      paramLabel = "L[+]",
      description = "Records of this level; with a plus, of this level and more severe ones.")
  private Optional<String> level = Optional.empty();

  @Option(names = "--type", paramLabel = "T", description = "Records of this type, such as APP.")
  private Optional<String> type = Optional.empty();

  @Option(
      names = "--object",
      paramLabel = "PREFIX",
      description = "Records whose object begins with this.")
  private Optional<String> object = Optional.empty();

  @Option(
      names = "--text",
      paramLabel = "S",
      description = "Text has these words one after another, in any case (fast).")
  private Optional<String> text = Optional.empty();

  @Option(names = "--contains", paramLabel = "S", description = "Text contains exactly this.")
  private Optional<String> contains = Optional.empty();

  @Option(
      names = "--regex",
      paramLabel = "R",
      description = "Text has a match of this RE2 regular expression.")
  private Optional<String> regex = Optional.empty();

  @Option(
      names = "--where",
      paramLabel = "EXPR",
      description = "Condition on fields and attributes: 'thread = main and pid > 100'.")
  private Optional<String> where = Optional.empty();

  /** Adds those given to a request's parameters, which have the same names. */
  void addTo(List<Map.Entry<String, String>> parameters) {
    nodes.forEach(node -> parameters.add(Map.entry("node", node)));
    level.ifPresent(value -> parameters.add(Map.entry("level", value)));
    type.ifPresent(value -> parameters.add(Map.entry("type", value)));
    object.ifPresent(value -> parameters.add(Map.entry("object", value)));
    text.ifPresent(value -> parameters.add(Map.entry("text", value)));
    contains.ifPresent(value -> parameters.add(Map.entry("contains", value)));
    regex.ifPresent(value -> parameters.add(Map.entry("regex", value)));
    where.ifPresent(value -> parameters.add(Map.entry("where", value)));
  }
}
