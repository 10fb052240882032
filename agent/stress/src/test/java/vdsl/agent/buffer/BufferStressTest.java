package vdsl.agent.buffer;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.openjdk.jcstress.Main;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.grading.ReportUtils;
import org.openjdk.jcstress.infra.runners.TestList;

/**
 * Runs jcstress once, in a process of its own, and judges what it saw. System property {@code
 * vdsl.stress.mode} says for how long: {@code quick}, {@code default} or {@code tough}. Its report
 * is left in {@code target/jcstress}.
 *
 * <p>What it finds depends on the machine. On x86, a claim without compare-and-set and a limit that
 * moves too early show within seconds. A plain store in the place of a release store, or a missing
 * fence, did not show there when it was tried: that takes a processor that reorders stores.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BufferStressTest {
  private static final Path DIRECTORY = Path.of("target", "jcstress").toAbsolutePath();
  private static final String RESULT_SUFFIX = ".bin.gz";

  private List<TestResult> results;

  /** How long to stress. */
  private enum Mode {
    /** Half a minute: one JVM configuration, in which C2 orders instructions by chance. */
    QUICK(
        10,
        "-sc false -f 1 -iters 1 -time 500 -strideCount 8 -pth false -af NONE",
        "-jvmArgs",
        "-XX:+UnlockDiagnosticVMOptions -XX:-TieredCompilation -XX:+StressLCM -XX:+StressGCM"),
    /** Each actor interpreted, by C1 and by C2, in every combination. */
    DEFAULT(120, "-m quick", "-jvmArgsPrepend", ""),
    /** The same, longer and with more seeds. */
    TOUGH(600, "-m default", "-jvmArgsPrepend", "");

    /** Else it holds for classes of the JDK alone; jcstress does not find out by itself here. */
    private static final String CONTENDED = " -XX:-RestrictContended";

    private final int minutesMax;
    private final String options;
    private final String jvmOption;
    private final String jvmArguments;

    Mode(int minutesMax, String options, String jvmOption, String jvmArguments) {
      this.minutesMax = minutesMax;
      this.options = options;
      this.jvmOption = jvmOption;
      this.jvmArguments = jvmArguments;
    }

    List<String> arguments() {
      List<String> arguments = new ArrayList<>(List.of(options.split(" ", -1)));
      arguments.addAll(List.of(jvmOption, jvmArguments + CONTENDED));
      return arguments;
    }

    static Mode chosen() {
      String name = System.getProperty("vdsl.stress.mode", "quick");
      return valueOf(name.toUpperCase(Locale.ROOT));
    }
  }

  @BeforeAll
  void runOnce() throws Exception {
    Files.createDirectories(DIRECTORY);
    for (Path old : resultFiles()) {
      Files.delete(old);
    }
    run(Mode.chosen());
    assertThat(resultFiles()).as("see console.txt in %s", DIRECTORY).hasSize(1);
    InProcessCollector collector = new InProcessCollector();
    DiskReadCollector reader = new DiskReadCollector(resultFiles().get(0).toString(), collector);
    reader.dump();
    reader.close();
    results = ReportUtils.mergedByName(collector.getTestResults());
  }

  private static List<Path> resultFiles() throws IOException {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files.filter(file -> file.toString().endsWith(RESULT_SUFFIX)).toList();
    }
  }

  private static void run(Mode mode) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(mode.arguments());
    File console = DIRECTORY.resolve("console.txt").toFile();
    Process process =
        new ProcessBuilder(command)
            .directory(DIRECTORY.toFile())
            .redirectErrorStream(true)
            .redirectOutput(console)
            .start();
    try {
      assertThat(process.waitFor(mode.minutesMax, TimeUnit.MINUTES))
          .as("jcstress ends within %d minutes", mode.minutesMax)
          .isTrue();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  @Test
  void everyTestRanToItsEnd() {
    assertThat(names(results)).isEqualTo(Set.copyOf(TestList.tests()));
    assertThat(results)
        .allSatisfy(
            result ->
                assertThat(result.status())
                    .as("%s: %s %s", result.getName(), result.getMessages(), result.getVmErr())
                    .isEqualTo(Status.NORMAL));
  }

  @Test
  void noForbiddenResultIsSeen() {
    assertThat(results)
        .allSatisfy(
            result -> assertThat(result.grading().failureMessages).as(result.getName()).isEmpty());
  }

  @Test
  void everyTestHasAPlantedFaultBesideIt() {
    List<TestResult> planted = results.stream().filter(BufferStressTest::isPlanted).toList();
    List<TestResult> real = results.stream().filter(result -> !isPlanted(result)).toList();

    assertThat(real).isNotEmpty();
    assertThat(planted.stream().map(BufferStressTest::outerName).collect(toSet()))
        .isEqualTo(names(real));
  }

  @Test
  void everyPlantedFaultIsSeen() {
    assertThat(results)
        .filteredOn(BufferStressTest::isPlanted)
        .allSatisfy(
            result -> assertThat(result.grading().hasInteresting).as(result.getName()).isTrue());
  }

  private static Set<String> names(Collection<TestResult> results) {
    return results.stream().map(TestResult::getName).collect(toSet());
  }

  private static String outerName(TestResult nested) {
    return nested.getName().substring(0, nested.getName().lastIndexOf('.'));
  }

  private static boolean isPlanted(TestResult result) {
    return TestList.getInfo(result.getName()).cases().stream()
        .anyMatch(outcome -> outcome.expect() == Expect.ACCEPTABLE_INTERESTING);
  }
}
