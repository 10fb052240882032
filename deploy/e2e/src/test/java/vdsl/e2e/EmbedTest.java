package vdsl.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * README.md, "Embed it": its snippets run as they stand, and the query prints what it says. Where
 * the collector and the state directory are comes from the environment.
 */
final class EmbedTest {
  private static final Path ROOT = Path.of("../..");
  private static final Path MODULE = ROOT.resolve("agent/logback");
  private static final Pattern SNIPPET = Pattern.compile("(?ms)^```(\\w+)\n(.*?)^```$");
  private static final Pattern TIME = Pattern.compile("(?m)^\\S+Z ");
  private static final int XML_LINES_MAX = 10;
  private static final long TIMEOUT_S = 120;

  @TempDir Path temp;

  /** Snippets of a language in the section, in order. */
  private static List<String> snippets(String language) throws IOException {
    String readme = Files.readString(ROOT.resolve("README.md"));
    int from = readme.indexOf("\n## Embed it\n");
    assertThat(from).isPositive();
    String section = readme.substring(from, readme.indexOf("\n## ", from + 1));
    return SNIPPET
        .matcher(section)
        .results()
        .filter(snippet -> snippet.group(1).equals(language))
        .map(snippet -> snippet.group(2))
        .toList();
  }

  @Test
  void snippetsRunAsTheyStandAndTheQueryPrintsWhatItSays() throws Exception {
    Path logbackXml = temp.resolve("service/logback.xml");
    Path source = temp.resolve("service/Checkout.java");
    Files.createDirectories(logbackXml.getParent());
    Files.writeString(logbackXml, snippets("xml").get(1));
    Files.writeString(source, snippets("java").get(0));
    try (Cluster cluster = Cluster.start(temp)) {
      compile(source);
      assertThat(run("Checkout", cluster.agentAddress())).as("what the service printed").isEmpty();

      List<String> said = snippets("console").get(0).lines().toList();
      String[] command = said.get(0).replace("$ deploy/bin/vdsl ", "").split(" ", -1);
      VdslProcess query = cluster.read(command);
      assertThat(withoutTime(query.utf8()))
          .isEqualTo(withoutTime(String.join("\n", said.subList(1, said.size())) + "\n"));
      cluster.assertAuditIsClean();
    }
  }

  private static String withoutTime(String records) {
    return TIME.matcher(records).replaceAll("");
  }

  private static void compile(Path source) throws IOException {
    String classPath = classPath(source.getParent());
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-cp", classPath, source.toString());
    assertThat(result).isZero();
  }

  /** Runs the service with what Maven would give it, and returns what it printed. */
  private String run(String main, String collector) throws IOException, InterruptedException {
    Path out = temp.resolve("service.out");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-XX:TieredStopAtLevel=1", "-cp", classPath(temp.resolve("service")), main));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
    builder.environment().put("VDSL_COLLECTOR", collector);
    builder.environment().put("VDSL_STATE_DIR", temp.resolve("state").toString());
    Process service = builder.start();
    try {
      assertThat(service.waitFor(TIMEOUT_S, TimeUnit.SECONDS)).isTrue();
    } finally {
      service.destroyForcibly();
    }
    assertThat(service.exitValue()).as(Files.readString(out)).isZero();
    return Files.readString(out);
  }

  private static String classPath(Path resources) throws IOException {
    return String.join(
        File.pathSeparator,
        resources.toString(),
        MODULE.resolve("target/classes").toAbsolutePath().toString(),
        Files.readString(MODULE.resolve("target/class-path")).strip());
  }

  @Test
  void coordinatesAreThoseOfTheModule() throws IOException {
    String pom = Files.readString(MODULE.resolve("pom.xml"));
    int parentEnd = pom.indexOf("</parent>");
    String parent = pom.substring(0, parentEnd);
    String own = pom.substring(parentEnd, pom.indexOf("<dependencies>"));
    String dependency = snippets("xml").get(0);

    assertThat(element(dependency, "groupId")).isEqualTo(element(parent, "groupId"));
    assertThat(element(dependency, "artifactId")).isEqualTo(element(own, "artifactId"));
    assertThat(element(dependency, "version")).isEqualTo(element(parent, "version"));
  }

  private static String element(String xml, String name) {
    return Pattern.compile("<" + name + ">(.*?)</" + name + ">")
        .matcher(xml)
        .results()
        .map(MatchResult::group)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void tenLinesOfXmlAreEnough() throws IOException {
    assertThat(snippets("xml").stream().flatMap(String::lines).toList())
        .hasSizeLessThanOrEqualTo(XML_LINES_MAX);
  }
}
