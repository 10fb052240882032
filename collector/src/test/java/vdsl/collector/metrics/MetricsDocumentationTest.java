package vdsl.collector.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MetricsDocumentationTest {
  private static final Path DOC = Path.of("../docs/reference/metrics.md");
  private static final Pattern NAME = Pattern.compile("^\\| `([a-z0-9.]+)`");

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void documentationHasEveryMeterAndNoOther() throws IOException {
    registerAll();
    Set<String> registered =
        registry.getMeters().stream()
            .map(meter -> meter.getId().getName())
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> documented =
        Files.readAllLines(DOC).stream()
            .flatMap(line -> NAME.matcher(line).results())
            .map(found -> found.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(documented).isEqualTo(registered);
  }

  @Test
  void documentationHasEveryTagValue() throws IOException {
    registerAll();
    String doc = Files.readString(DOC);
    for (Meter meter : registry.getMeters()) {
      if (meter.getId().getName().startsWith("vdsl.")) {
        meter
            .getId()
            .getTags()
            .forEach(tag -> assertThat(doc).contains("`" + tag.getValue() + "`"));
      }
    }
  }

  private void registerAll() {
    IngestMetrics ingest = new IngestMetrics(registry);
    ingest.watchConnections(this, source -> 0, source -> 0);
    ingest.watchQueue(this, source -> 0);
    ingest.watchFrames(this, source -> 0);
    ingest.watchReadiness(this, source -> 0);
    ingest.watchSync(this, source -> 0, source -> 0, source -> 0);
    new HttpMetrics(registry).watchRunning(this, source -> 0);
    new StoreMetrics(registry);
    new TailMetrics(registry).watchOpen(this, source -> 0);
    JvmMetrics.bindTo(registry);
  }
}
