package vdsl.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a reader of the documents relies on: links lead somewhere and commands are the real ones.
 */
final class DocumentationTest {
  private static final SourceTree TREE = SourceTree.ofThisBuild();
  private static final Pattern MACHINE_PATH =
      Pattern.compile("(?<![\\w.~/-])/(work|root|tmp|home|Users)/");
  private static final Pattern DOCUMENT = Pattern.compile("docs/[a-z0-9/_-]+\\.md");
  private static final Set<String> TOP_LEVEL =
      Set.of(
          "CHANGELOG.md",
          "CONTRIBUTING.md",
          "LICENSE",
          "NOTICE",
          "README.md",
          "SECURITY.md",
          "agent",
          "collector",
          "deploy",
          "docs",
          "pom.xml",
          "protocol",
          "storage");

  @Test
  void everyRelativeLinkLeadsSomewhere() {
    assertThat(documents()).contains("README.md");
    assertThat(documents()).flatExtracting(path -> MarkdownLinks.broken(TREE, path)).isEmpty();
  }

  @Test
  void brokenLinksAreReported(@TempDir Path root) throws IOException {
    Files.writeString(root.resolve("there.md"), "# A heading: `code` & more\n");
    Files.writeString(
        root.resolve("a.md"),
        """
        [gone](gone.md) [there](there.md) [heading](there.md#a-heading-code--more)
        [no heading](there.md#b) `[code](no.md)` [web](https://example.org/x)
        ```
        [fenced](no.md)
        ```
        """);

    assertThat(MarkdownLinks.broken(new SourceTree(root), "a.md"))
        .extracting(Violation::toString)
        .containsExactly("a.md:1: gone.md leads nowhere", "a.md:2: there.md#b leads nowhere");
  }

  @Test
  void sourcesNameOnlyDocumentsThatExist() {
    List<String> missing = new ArrayList<>();
    for (JavaSource source : TREE.javaSources()) {
      Matcher named = DOCUMENT.matcher(source.file().text());
      while (source.isMain() && named.find()) {
        if (!TREE.exists(named.group())) {
          missing.add(source.path() + ": " + named.group());
        }
      }
    }

    assertThat(missing).isEmpty();
  }

  @Test
  void noDocumentNamesAPathOfOneMachine() {
    assertThat(documents()).noneMatch(path -> MACHINE_PATH.matcher(TREE.text(path)).find());
  }

  @Test
  void pathsOfOneMachineAreRecognised() {
    assertThat("see /root/x").matches(text -> MACHINE_PATH.matcher(text).find());
    assertThat("(/tmp/x)").matches(text -> MACHINE_PATH.matcher(text).find());
    assertThat("docs/work/x, ./tmp/y, https://a/home/b")
        .matches(text -> !MACHINE_PATH.matcher(text).find());
  }

  @Test
  void topLevelIsAsAgreed() {
    assertThat(unexpected(TREE.topLevel())).isEmpty();
  }

  @Test
  void strangerAtTheTopIsReported() {
    assertThat(unexpected(List.of("pom.xml", ".editorconfig", "scratch.txt")))
        .containsExactly("scratch.txt");
  }

  @Test
  void nothingUnfinishedStandsInScriptsPomsAndDocuments() {
    List<String> texts =
        TREE.files(
            path -> path.matches(".*\\.(md|xml|proto|sh|properties|yml)|deploy/bin/.*|\\.ci/.*"));

    assertThat(texts).contains("pom.xml", "deploy/bin/vdsl", ".ci/run");
    assertThat(texts).flatExtracting(path -> LeftoverRule.check(path, TREE.text(path))).isEmpty();
  }

  @Test
  void testCommandIsTheSameInReadmeAndContinuousIntegration() {
    assertThat(TREE.text("README.md").lines()).contains("mvn -B verify");
    assertThat(TREE.text("CONTRIBUTING.md").lines()).contains("mvn -B verify");
    assertThat(TREE.text(".ci/run").lines()).contains("TEST_COMMAND='mvn -B verify'");
  }

  @Test
  void everyDecisionIsInTheIndex() {
    String index = TREE.text("docs/decisions/README.md");

    assertThat(TREE.files(path -> path.matches("docs/decisions/\\d{4}-.*\\.md")))
        .isNotEmpty()
        .allSatisfy(path -> assertThat(index).contains(path.substring("docs/decisions/".length())));
  }

  private static List<String> documents() {
    return TREE.files(path -> path.endsWith(".md"));
  }

  private static List<String> unexpected(List<String> entries) {
    return entries.stream()
        .filter(entry -> !entry.startsWith(".") && !TOP_LEVEL.contains(entry))
        .toList();
  }
}
