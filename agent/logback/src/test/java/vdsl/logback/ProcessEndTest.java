package vdsl.logback;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the records of a service when its process ends. */
final class ProcessEndTest {
  private static final String NODE = "n1";
  private static final String NOBODY = "127.0.0.1:1";

  @TempDir Path temp;
  private LiveCollector collector;

  @BeforeEach
  void start() {
    collector = new LiveCollector(temp.resolve("data"), 0);
  }

  @AfterEach
  void close() {
    collector.close();
  }

  private Path directory() {
    return temp.resolve("node");
  }

  private ServiceJvm service(ServiceJvm.End end, String address) throws Exception {
    return ServiceJvm.start(end, directory(), address);
  }

  private static List<String> lines() {
    return IntStream.range(0, ServiceJvm.LINES).mapToObj(i -> "line " + i).toList();
  }

  private static List<String> linesAnd(String more) {
    List<String> all = new ArrayList<>(lines());
    all.add(more);
    return all;
  }

  private void endInOrder(ServiceJvm.End end, String address) throws Exception {
    try (ServiceJvm service = service(end, address)) {
      assertThat(service.awaitEnd()).isZero();
    }
  }

  private List<String> texts() {
    return collector.records(NODE).stream().map(LiveCollector.Stored::text).toList();
  }

  @Test
  void shortLifeIsShippedBeforeItEndsAlthoughNobodyStopsLogback() throws Exception {
    endInOrder(ServiceJvm.End.RETURN, collector.address());

    assertThat(texts()).isEqualTo(lines());
  }

  @Test
  void hookThatStopsLogbackDoesNoHarm() throws Exception {
    endInOrder(ServiceJvm.End.RETURN_AND_STOP, collector.address());

    assertThat(texts()).isEqualTo(lines());
  }

  @Test
  void whatShutdownHooksLogIsKept() throws Exception {
    endInOrder(ServiceJvm.End.RETURN_AND_LOG_LATE, collector.address());
    endInOrder(ServiceJvm.End.RETURN, collector.address());
    List<String> all = linesAnd("last words");
    all.addAll(lines());

    assertThat(collector.awaitTexts(NODE, all.size())).isEqualTo(all);
  }

  @Test
  void endWithoutACollectorIsQuickAndTheNextStartShips() throws Exception {
    long startNs = System.nanoTime();
    endInOrder(ServiceJvm.End.RETURN, NOBODY);
    assertThat(Duration.ofNanos(System.nanoTime() - startNs)).isLessThan(Duration.ofSeconds(30));
    endInOrder(ServiceJvm.End.RETURN, collector.address());
    List<String> all = new ArrayList<>(lines());
    all.addAll(lines());

    assertThat(collector.awaitTexts(NODE, all.size())).isEqualTo(all);
  }

  @Test
  void killedServiceLosesNothingItHadLogged() throws Exception {
    try (ServiceJvm service = service(ServiceJvm.End.WAIT, NOBODY)) {
      assertThat(service.readLine()).isEqualTo("logged");
      service.kill();
    }
    VdslAppender appender = Contexts.appender(Contexts.empty());
    appender.setNode(NODE);
    appender.setDirectory(directory().toString());
    appender.setCollector(collector.address());
    appender.start();
    Contexts.with(appender).getLogger("next").info("next life");

    assertThat(collector.awaitTexts(NODE, ServiceJvm.LINES + 1)).isEqualTo(linesAnd("next life"));
    appender.stop();
  }
}
