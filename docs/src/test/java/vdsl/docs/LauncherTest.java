package vdsl.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the real deploy/bin/vdsl in a small tree of its own, with a java and an mvn that only tell
 * how they were called.
 */
final class LauncherTest {
  private static final Path LAUNCHER = SourceTree.ofThisBuild().root().resolve("deploy/bin/vdsl");
  private static final String FAKE_JAVA =
      """
      #!/usr/bin/env bash
      for argument; do printf '%s\\n' "$argument"; done
      echo "locale $LC_ALL"
      [[ $argument != - ]] || cat
      """;
  private static final String FAKE_MVN =
      """
      #!/usr/bin/env bash
      [[ $(readlink /proc/self/fd/0) == /dev/null ]] || { echo "stdin is open"; exit 1; }
      echo run >>mvn.runs
      echo "[INFO] Building VDSL command line 0.1.0                 [10/10]"
      mkdir -p deploy/cli/target/lib
      touch deploy/cli/target/lib/vdsl-{core,cli}-0.1.0.jar
      """;
  private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");

  @TempDir private Path tree;

  private record Result(int exitCode, String out, String err) {
    List<String> arguments() {
      return out.lines().toList();
    }
  }

  @BeforeEach
  void plantTree() throws IOException {
    Files.createDirectories(tree.resolve("deploy/bin"));
    Files.copy(LAUNCHER, tree.resolve("deploy/bin/vdsl"));
    for (String module : List.of("protocol", "agent", "storage", "collector", "deploy")) {
      writeOld(module + "/pom.xml", "");
      writeOld(module + "/src/main/java/A.java", "");
      writeOld(module + "/src/test/java/ATest.java", "");
    }
    writeOld("pom.xml", "");
    age(tree.resolve("protocol/src/main/java"));
    for (String module : List.of("agent", "storage", "collector", "deploy")) {
      age(tree.resolve(module + "/src/main/java"));
      age(tree.resolve(module + "/src/main"));
    }
    age(tree.resolve("protocol/src/main"));
    plantJava("17.0.15");
    writeProgram("tools/mvn", FAKE_MVN);
  }

  @Test
  void passesArgumentsOnUntouched() throws Exception {
    Result result = run("query", "--text", "two  words", "", "a*b");

    assertThat(result.exitCode()).isZero();
    assertThat(result.arguments()).containsSequence("query", "--text", "two  words", "", "a*b");
    assertThat(result.arguments()).contains(tree.resolve("deploy/cli/target/app/lib/*").toString());
  }

  @Test
  void inputGoesToTheCommandNotToTheBuild() throws Exception {
    Process call = start(Map.of(), "ship", "-");
    call.getOutputStream().write("a line\n".getBytes(StandardCharsets.UTF_8));

    assertThat(finish(call).arguments()).endsWith("a line");
  }

  @Test
  void argumentsAreUtf8WhereNoLocaleIsSet() throws Exception {
    assertThat(finish(start(Map.of("LC_ALL", "C"), "nodes")).arguments())
        .contains("locale C.UTF-8");
    assertThat(finish(start(Map.of("LC_ALL", "de_DE.utf8"), "nodes")).arguments())
        .contains("locale de_DE.utf8");
  }

  @Test
  void buildsOnFirstUseAndOnlyThen() throws Exception {
    Result first = run("nodes");
    Result second = run("nodes");

    assertThat(first.err()).contains("building from source", "10/10 VDSL command line", "built in");
    assertThat(second.err()).isEmpty();
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void buildsAgainWhenASourceOrAPomChangedOrASourceWentAway() throws Exception {
    run("nodes");
    Files.writeString(tree.resolve("storage/src/main/java/A.java"), "changed");
    makeNewest(tree.resolve("storage/src/main/java/A.java"));
    run("nodes");
    assertThat(builds()).isEqualTo(2);

    age(tree.resolve("storage/src/main/java/A.java"));
    makeNewest(tree.resolve("agent/pom.xml"));
    run("nodes");
    assertThat(builds()).isEqualTo(3);

    age(tree.resolve("agent/pom.xml"));
    Files.delete(tree.resolve("agent/src/main/java/A.java"));
    makeNewest(tree.resolve("agent/src/main/java"));
    run("nodes");
    assertThat(builds()).isEqualTo(4);
  }

  @Test
  void testSourcesDoNotCauseABuild() throws Exception {
    run("nodes");
    makeNewest(tree.resolve("storage/src/test/java/ATest.java"));
    run("nodes");

    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void takesJarsThatMavenHasJustBuilt() throws Exception {
    Path lib = tree.resolve("deploy/cli/target/lib");
    Files.createDirectories(lib);
    Files.writeString(lib.resolve("vdsl-cli-0.1.0.jar"), "");

    assertThat(run("nodes").exitCode()).isZero();
    assertThat(tree.resolve("mvn.runs")).doesNotExist();
    assertThat(tree.resolve("deploy/cli/target/app/lib/vdsl-cli-0.1.0.jar")).exists();
  }

  @Test
  void twoFirstCallsBuildOnce() throws Exception {
    List<Process> calls = List.of(start(Map.of(), "nodes"), start(Map.of(), "nodes"));
    for (Process call : calls) {
      assertThat(finish(call).exitCode()).isZero();
    }

    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void failedBuildShowsItsErrorsAndWhereTheLogIs() throws Exception {
    writeProgram("tools/mvn", "#!/usr/bin/env bash\necho '[ERROR] A.java: no class'\nexit 1\n");

    Result result = run("nodes");

    assertThat(result.exitCode()).isEqualTo(4);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .contains("[ERROR] A.java: no class")
        .contains("the build failed; whole log: " + tree.resolve("deploy/cli/target/build.log"));
  }

  @Test
  void refusesAJavaThatIsTooOldInOneLine() throws Exception {
    plantJava("11.0.2");
    assertRefused(run("nodes"), "Java 11.0.2; install Java 17 or newer");
    plantJava("1.8.0_402");
    assertRefused(run("nodes"), "Java 1.8.0_402; install Java 17 or newer");
  }

  @Test
  void refusesAJavaHomeWithoutJavaInOneLine() throws Exception {
    Path empty = Files.createDirectory(tree.resolve("empty"));

    assertRefused(
        finish(start(Map.of("JAVA_HOME", empty.toString()), "nodes")), "JAVA_HOME is " + empty);
  }

  @Test
  void longCommandsGetTheWholeCompilerAndShortOnesStartQuickly() throws Exception {
    assertThat(run("collector", "--data", "d").arguments())
        .contains("-XX:+UseParallelGC")
        .doesNotContain("-XX:TieredStopAtLevel=1");
    assertThat(run("query", "--text", "collector").arguments())
        .contains("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
  }

  @Test
  void ownOptionsComeLastAndMayChooseTheCollectorOfGarbage() throws Exception {
    Result result = finish(start(Map.of("VDSL_JAVA_OPTS", "-Xmx64m  -XX:+UseG1GC"), "collector"));

    assertThat(result.arguments())
        .containsSubsequence("-Xmx64m", "-XX:+UseG1GC", "-cp")
        .doesNotContain("-XX:+UseParallelGC");
  }

  @Test
  void newJavaIsToldAboutNativeAccess() throws Exception {
    assertThat(run("collector").arguments()).doesNotContain("--enable-native-access=ALL-UNNAMED");
    plantJava("25");
    assertThat(run("collector").arguments())
        .contains("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");
  }

  @Test
  void runsFromAPackageAndThroughALink() throws Exception {
    Path home = tree.resolve("package/vdsl");
    Files.createDirectories(home.resolve("bin"));
    Files.createDirectories(home.resolve("lib"));
    Files.writeString(home.resolve("lib/vdsl-cli-0.1.0.jar"), "");
    Files.copy(LAUNCHER, home.resolve("bin/vdsl"));
    Path link = tree.resolve("link");
    Files.createSymbolicLink(link, Path.of("package/vdsl/bin/vdsl"));

    Result result = finish(start(link, Map.of(), "nodes"));

    assertThat(result.err()).isEmpty();
    assertThat(result.arguments()).contains(home.resolve("lib") + "/*").contains("nodes");
    assertThat(tree.resolve("mvn.runs")).doesNotExist();
  }

  private static void assertRefused(Result result, String reason) {
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err().lines())
        .hasSize(1)
        .allSatisfy(line -> assertThat(line).contains(reason));
    assertThat(result.out()).isEmpty();
  }

  private Result run(String... arguments) throws Exception {
    return finish(start(Map.of(), arguments));
  }

  private Process start(Map<String, String> environment, String... arguments) throws IOException {
    return start(tree.resolve("deploy/bin/vdsl"), environment, arguments);
  }

  private Process start(Path program, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().remove("VDSL_JAVA_OPTS");
    builder.environment().put("JAVA_HOME", tree.resolve("jdk").toString());
    builder.environment().merge("PATH", tree.resolve("tools") + ":", (path, own) -> own + path);
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static Result finish(Process process) throws Exception {
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new Result(process.exitValue(), out, err);
  }

  private int builds() throws IOException {
    return Files.readAllLines(tree.resolve("mvn.runs")).size();
  }

  private void plantJava(String version) throws IOException {
    Path release = tree.resolve("jdk/release");
    writeProgram("jdk/bin/java", FAKE_JAVA);
    Files.writeString(release, "JAVA_VERSION=\"" + version + "\"\n");
  }

  private void writeProgram(String path, String text) throws IOException {
    Path program = tree.resolve(path);
    Files.createDirectories(program.getParent());
    Files.writeString(program, text);
    assertThat(program.toFile().setExecutable(true)).isTrue();
  }

  private void writeOld(String path, String text) throws IOException {
    Path file = tree.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    age(file);
  }

  private static void age(Path path) throws IOException {
    Files.setLastModifiedTime(path, FileTime.from(LONG_AGO));
  }

  /** Newer than anything a build leaves behind, whatever the file system's resolution. */
  private static void makeNewest(Path path) throws IOException {
    Files.setLastModifiedTime(path, FileTime.from(Instant.now().plusSeconds(3600)));
  }
}
