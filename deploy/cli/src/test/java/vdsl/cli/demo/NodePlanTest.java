package vdsl.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class NodePlanTest {
  private static final Path SERVICES = Path.of("../demo/src/main/java/vdsl/demo/Trade.java");
  private static final Pattern SERVICE = Pattern.compile("(?m)^  ([A-Z]+)\\($|^  ([A-Z]+)\\(\"");

  private static List<NodePlan> plans(int count) {
    return NodePlan.of(count, new Random(1));
  }

  @Test
  void everyNodeHasAServiceInTheModuleOfTheServices() throws IOException {
    List<String> services =
        SERVICE
            .matcher(Files.readString(SERVICES))
            .results()
            .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
            .map(name -> name.toLowerCase(Locale.ROOT))
            .toList();

    assertThat(plans(NodePlan.COUNT_MAX)).extracting(NodePlan::name).isEqualTo(services);
  }

  @Test
  void clocksAreWrongByUpToSecondsAndTensOfPpm() {
    assertThat(plans(NodePlan.COUNT_MAX))
        .allSatisfy(
            plan -> {
              assertThat(Math.abs(plan.offsetNs())).isLessThanOrEqualTo(5_000_000_000L);
              assertThat(Math.abs(plan.driftPpm())).isLessThanOrEqualTo(100);
            });
    assertThat(plans(3)).extracting(NodePlan::bend).contains("+3.7 s, +60 ppm", "-2.1 s, -80 ppm");
  }

  @Test
  void sameSeedGivesTheSameClocks() {
    assertThat(plans(NodePlan.COUNT_MAX)).isEqualTo(plans(NodePlan.COUNT_MAX));
  }
}
