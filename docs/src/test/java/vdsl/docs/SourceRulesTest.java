package vdsl.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds every Java source to the {@link SourceRules}, and shows that each of them can fail. */
final class SourceRulesTest {
  private static final Map<String, SourceRule> RULES = SourceRules.all();
  private static final List<JavaSource> SOURCES = SourceTree.ofThisBuild().javaSources();
  private static final String MAIN = "storage/src/main/java/vdsl/storage/index/Planted.java";
  private static final String TEST = "storage/src/test/java/vdsl/storage/index/PlantedTest.java";

  static Stream<String> rules() {
    return RULES.keySet().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void sourcesObey(String rule) {
    assertThat(SOURCES).flatExtracting(source -> RULES.get(rule).check(source)).isEmpty();
  }

  @Test
  void sourcesOfEveryModuleAreRead() {
    assertThat(SOURCES)
        .extracting(JavaSource::path)
        .anyMatch(path -> path.startsWith("protocol/core/"));
    assertThat(SOURCES)
        .extracting(JavaSource::path)
        .anyMatch(path -> path.endsWith("SourceRulesTest.java"));
  }

  @Test
  void monitorsAreAllowedOnlyWhereThereAreSome() {
    assertThat(SOURCES)
        .filteredOn(source -> source.isMain() && source.file().text().contains("synchronized "))
        .extracting(JavaSource::path)
        .containsAll(StateRule.MONITORS_ALLOWED.keySet());
  }

  /** A rule's name, the place of a file, code in its body or a whole file. */
  static Stream<Arguments> violations() {
    return Stream.concat(violationsInMain(), violationsElsewhere());
  }

  private static Stream<Arguments> violationsInMain() {
    return Stream.of(
        inMain("logic reads no clock", "long a = System.nanoTime();"),
        inMain("logic reads no clock", "long a = java.lang.System.currentTimeMillis();"),
        inMain("logic reads no clock", "java.util.function.LongSupplier a = System::nanoTime;"),
        inMain("logic reads no clock", "Object a = Instant.now();"),
        inMain("logic reads no clock", "Object a = java.time.LocalDateTime.now();"),
        inMain("logic reads no clock", "Object a = Clock.systemUTC();"),
        inMain("logic reads no clock", "Object a = new Date();"),
        inMain("only the command line ends the process", "void a() { System.exit(1); }"),
        inMain(
            "only the command line ends the process", "void a() { Runtime.getRuntime().halt(1); }"),
        inMain("only the command line and the agent's status print", "Object a = System.out;"),
        inMain(
            "stack traces are printed for users, or recorded",
            "void a(Exception e) { e.printStackTrace(); }"),
        inMain(
            "nothing is serialized or looked up by name",
            "Object a = new ObjectInputStream(null);"),
        inMain(
            "nothing is serialized or looked up by name",
            "static class A implements Serializable {}"),
        inMain(
            "nothing is serialized or looked up by name",
            "Object a = new javax.naming.InitialContext();"),
        inMain("libraries stay in their packages", "java.sql.Connection a;"),
        inMain("libraries stay in their packages", "org.slf4j.Logger a;"),
        inMain("state has an owner, exceptions do not vanish", "public static int a;"),
        inMain("state has an owner, exceptions do not vanish", "private static Planted instance;"),
        inMain(
            "state has an owner, exceptions do not vanish", "public static final int[] A = {1};"),
        inMain("state has an owner, exceptions do not vanish", "synchronized void a() {}"),
        inMain(
            "state has an owner, exceptions do not vanish", "void a() { synchronized (this) {} }"),
        inMain(
            "state has an owner, exceptions do not vanish",
            "void a() { try { b(); } catch (RuntimeException e) { } }"),
        inMain("public types have javadoc, without authors", "public static final class A {}"),
        inMain(
            "files, bodies and constructors stay small",
            "Planted(int a, int b, int c, int d, int e, int f, int g) {}"),
        inMain(
            "files, bodies and constructors stay small", "void a() {" + "\n;".repeat(71) + "\n}"),
        inMain("files, bodies and constructors stay small", "static {" + "\n;".repeat(71) + "\n}"),
        inMain("files, bodies and constructors stay small", "\n".repeat(500)),
        inMain("leftovers are finished", "// TO" + "DO later"),
        inMain("names say something", "static class StoreImpl {}"),
        inMain("names say something", "static class ByteUtils {}"),
        inMain("names say something", "static class BaseStore {}"),
        inMain("names say something", "interface IStore {}"));
  }

  private static Stream<Arguments> violationsElsewhere() {
    return Stream.of(
        inMainFile("packages use those below them", "import vdsl.storage.query.Plan;"),
        inMainFile("packages use those below them", "import vdsl.agent.spool.SourcePosition;"),
        inMainFile("packages use those below them", "import static vdsl.wire.Frames.LIMIT;"),
        inMainFile("imports name what they import", "import static java.lang.System.*;"),
        inMainFile("libraries stay in their packages", "import io.netty.buffer.ByteBuf;"),
        inMainFile("logic reads no clock", "import static java.lang.System.nanoTime;"),
        arguments(
            "packages use those below them", MAIN, "package vdsl.storage.odd; class Planted {}"),
        arguments(
            "packages use those below them",
            "collector/src/main/java/vdsl/block/Planted.java",
            "package vdsl.block; class Planted {}"),
        arguments("names say something", MAIN, "package vdsl.storage.util; class Planted {}"),
        arguments(
            "public types have javadoc, without authors",
            MAIN,
            "package vdsl.storage.index; public class Planted {}"),
        arguments(
            "public types have javadoc, without authors",
            TEST,
            "package vdsl.storage.index;\n/** Me.\n * @author me */ class Planted {}"),
        arguments(
            "tests wait for conditions",
            TEST,
            "package vdsl.storage.index; class A { void a() throws Exception { Thread.sleep(1); } }"),
        arguments(
            "tests wait for conditions",
            TEST,
            "package vdsl.storage.index; class A { void a() throws Exception {"
                + " TimeUnit.SECONDS.sleep(1); } }"),
        arguments(
            "no test is switched off",
            TEST,
            "package vdsl.storage.index; class A { @Test @Disabled void a() {} }"));
  }

  private static Arguments inMain(String rule, String member) {
    return arguments(
        rule, MAIN, "package vdsl.storage.index;\nfinal class Planted {\n" + member + "\n}");
  }

  private static Arguments inMainFile(String rule, String importLine) {
    return arguments(
        rule, MAIN, "package vdsl.storage.index;\n" + importLine + "\nfinal class Planted {}");
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("violations")
  void plantedViolationIsReported(String rule, String path, String text) {
    assertThat(RULES.get(rule).check(JavaSource.parse(path, text))).isNotEmpty();
  }

  @Test
  void everyRuleHasAPlantedViolation() {
    Set<String> shown =
        violations().map(planted -> (String) planted.get()[0]).collect(Collectors.toSet());

    assertThat(shown).isEqualTo(RULES.keySet());
  }

  /** Code that looks like a violation to a careless rule. */
  @Test
  void lookAlikesAreNotReported() {
    JavaSource lookAlike =
        JavaSource.parse(
            MAIN,
            """
            package vdsl.storage.index;
            import vdsl.block.Stamp;
            import vdsl.storage.spi.BlockRef;
            /** Database of Ids; System.nanoTime() and synchronized are only words here. */
            public record Planted(int a, int b, int c, int d, int e, int f, int g) {
              public static final int LIMIT = 7;
              public Planted {
                a = 0;
              }
              interface IdSource {}
              enum Utility { MANAGERIAL }
              Object now(java.time.Clock clock) {
                try {
                  return new Date(clock.millis());
                } catch (RuntimeException unsupported) {
                  // The caller asked for whatever there is.
                }
                return "System.exit()";
              }
            }
            """);

    assertThat(RULES.values()).flatExtracting(rule -> rule.check(lookAlike)).isEmpty();
  }

  @Test
  void violationSaysWhere() {
    SourceRule rule = RULES.get("logic reads no clock");
    String text = "package vdsl.storage.index;\nclass A {\n  long a = System.nanoTime();\n}\n";

    assertThat(rule.check(JavaSource.parse(MAIN, text)))
        .extracting(Violation::toString)
        .containsExactly(MAIN + ":3: System.nanoTime: take a vdsl.time.WallClock or TickSource");
  }
}
