package vdsl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** docs/reference/cli.md and the commands agree. */
class ReferenceTest {
  private static final Path REFERENCE = Path.of("../../docs/reference/cli.md");
  private static final Pattern OPTION_CELL =
      Pattern.compile("^\\| (`-.*?`) \\|", Pattern.MULTILINE);
  private static final Pattern OPTION = Pattern.compile("`(--?[A-Za-z][a-z-]*)");
  private static final String COMMAND_HEADING = "vdsl ";
  private static final String READING_HEADING = "Options of query, tail, nodes and audit";
  private static final Set<String> OF_EVERY_COMMAND = Set.of("-h", "--help", "-V", "--version");

  private final CommandLine commands = Vdsl.commands(CliContext.system(silent(), silent()));

  @Test
  void everyOptionIsInTheReferenceAndViceVersa() throws IOException {
    Map<String, String> sections = sections();
    Set<String> reading = options(sections.get(READING_HEADING));
    Map<String, Set<String>> documented = new LinkedHashMap<>();
    sections.forEach(
        (heading, text) -> {
          if (heading.startsWith(COMMAND_HEADING)) {
            documented.put(heading.substring(COMMAND_HEADING.length()), options(text));
          }
        });
    Map<String, Set<String>> real = new LinkedHashMap<>();
    for (CommandSpec command : leaves(commands).toList()) {
      Set<String> names = new TreeSet<>();
      command.options().forEach(option -> names.addAll(List.of(option.names())));
      names.removeAll(OF_EVERY_COMMAND);
      if (names.contains("--url")) {
        assertThat(names).containsAll(reading);
        names.removeAll(reading);
      }
      real.put(command.qualifiedName().substring(COMMAND_HEADING.length()), names);
    }

    assertThat(documented).isEqualTo(real);
  }

  @Test
  void optionsOfEveryCommandAreInTheReference() throws IOException {
    assertThat(options(sections().get(""))).containsExactlyInAnyOrderElementsOf(OF_EVERY_COMMAND);
  }

  @Test
  void everyOptionHasADescriptionInOneSentence() {
    List<String> bad = new ArrayList<>();
    for (CommandSpec command : leaves(commands).toList()) {
      for (OptionSpec option : command.options()) {
        String text = String.join(" ", option.description());
        if (!text.matches("(?s)[A-Z].*\\.")) {
          bad.add(command.qualifiedName() + " " + option.longestName() + ": " + text);
        }
      }
    }

    assertThat(bad).isEmpty();
  }

  /** The commands that have no commands below them. */
  private static Stream<CommandSpec> leaves(CommandLine command) {
    return command.getSubcommands().isEmpty()
        ? Stream.of(command.getCommandSpec())
        : command.getSubcommands().values().stream().flatMap(ReferenceTest::leaves);
  }

  /** Texts by heading; what stands before the first section has none. */
  private static Map<String, String> sections() throws IOException {
    Map<String, String> sections = new LinkedHashMap<>();
    for (String section : Files.readString(REFERENCE).split("(?m)^## ", -1)) {
      int headingEnd = section.indexOf('\n');
      String heading = section.startsWith("# ") ? "" : section.substring(0, headingEnd);
      sections.put(heading, section.substring(headingEnd));
    }
    return sections;
  }

  private static Set<String> options(String text) {
    Set<String> options = new TreeSet<>();
    OPTION_CELL
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .flatMap(cell -> OPTION.matcher(cell).results())
        .forEach(option -> options.add(option.group(1)));
    return options;
  }

  private static PrintStream silent() {
    return new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8);
  }
}
