package vdsl.logback;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.status.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import vdsl.agent.AgentConfig;
import vdsl.agent.status.AgentThread;
import vdsl.agent.transport.HostIdentity;
import vdsl.logback.LiveCollector.Stored;

/** The appender's life in Logback, before a collector. */
final class VdslAppenderTest {
  private static final String NODE = "n1";
  private static final String NOBODY = "127.0.0.1:1";
  private static final String ELSEWHERE = "203.0.113.7";

  @TempDir Path temp;
  private LiveCollector collector;
  private final List<LoggerContext> contexts = new ArrayList<>();

  @BeforeEach
  void start() {
    collector = new LiveCollector(temp.resolve("data"), 0);
  }

  @AfterEach
  void close() {
    contexts.forEach(LoggerContext::stop);
    collector.close();
  }

  private Path directory() {
    return temp.resolve("node");
  }

  private LoggerContext newContext() {
    LoggerContext context = Contexts.empty();
    contexts.add(context);
    return context;
  }

  /** Elements that send to a collector, and more. */
  private String elements(String collectorAddress, String more) {
    return """
        <node>%s</node>
        <collector>%s</collector>
        <directory>%s</directory>
        <bufferHalf>1MiB</bufferHalf>
        %s
        """
        .formatted(NODE, collectorAddress, directory(), more);
  }

  private LoggerContext configured(String elements) throws JoranException {
    LoggerContext context = newContext();
    Contexts.configure(context, Contexts.xml(elements));
    return context;
  }

  private VdslAppender appender() {
    VdslAppender appender = Contexts.appender(newContext());
    appender.setNode(NODE);
    appender.setCollector(collector.address());
    appender.setDirectory(directory().toString());
    appender.setBufferHalf("1MiB");
    return appender;
  }

  @Test
  void agentOfASubclassSeesTheHostAsTheSubclassSays() {
    LoggerContext context = newContext();
    VdslAppender elsewhere = new VdslAppender(VdslAppenderTest::elsewhere) {};
    elsewhere.setContext(context);
    elsewhere.setNode(NODE);
    elsewhere.setCollector(collector.address());
    elsewhere.setDirectory(directory().toString());
    elsewhere.start();
    Contexts.with(elsewhere).getLogger("a").info("hello");

    assertThat(collector.await(NODE + "&where=ip%3D" + ELSEWHERE, 1)).hasSize(1);
  }

  private static AgentConfig.Environment elsewhere(AgentConfig.Environment host) {
    return new AgentConfig.Environment(
        new HostIdentity(host.host().boot(), ELSEWHERE, host.host().pid()),
        host.timings(),
        host.surroundings());
  }

  @Test
  void everySettingIsReadFromLogbackXml() throws JoranException {
    LoggerContext context =
        configured(
            elements(
                NOBODY + "," + collector.address(),
                """
                <full>block(50ms)</full>
                <spoolBytes>16MiB</spoolBytes>
                <spoolSync>each</spoolSync>
                <spoolFull>drop-oldest</spoolFull>
                <closeTimeout>3s</closeTimeout>
                """));
    context.getLogger("a").info("hello {}", "xml");

    assertThat(collector.awaitTexts(NODE, 1)).containsExactly("hello xml");
    assertThat(Contexts.statuses(context, Status.INFO))
        .anySatisfy(
            status ->
                assertThat(status)
                    .startsWith("appender VDSL started: node n1, directory " + directory())
                    .contains("collector " + NOBODY + "," + collector.address())
                    .contains("bufferHalf 1MiB, full block(50ms), spoolBytes 16MiB")
                    .endsWith("spoolSync each, spoolFull drop-oldest, closeTimeout 3000ms"));
    assertThat(Contexts.statuses(context, Status.ERROR)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          node         | a b                | 1..128 of A-Z a-z 0-9 . _ -
          collector    | host:99999         | HOST:PORT[,HOST:PORT] with ports 1..65535
          collector    | a:1,,b:2           | HOST:PORT[,HOST:PORT] with ports 1..65535
          bufferHalf   | 3MiB               | a power of two in 1MiB..256MiB
          bufferHalf   | 512KiB             | a power of two in 1MiB..256MiB
          bufferHalf   | 8 GiB              | a power of two in 1MiB..256MiB
          bufferHalf   | large              | a power of two in 1MiB..256MiB
          full         | drop               | block, block(TIME) with 0ms..60s, or reject-below(LEVEL)
          full         | block(61s)         | block, block(TIME) with 0ms..60s, or reject-below(LEVEL)
          full         | reject-below(LOUD) | block, block(TIME) with 0ms..60s, or reject-below(LEVEL)
          spoolBytes   | 1MiB               | a size of at least 16MiB
          spoolBytes   | 99999999999GiB     | a size of at least 16MiB
          spoolSync    | often              | interval, each or none
          spoolFull    | burn               | block or drop-oldest
          closeTimeout | 5                  | a time of 0ms..10min
          closeTimeout | 11min              | a time of 0ms..10min
          """)
  void wrongValueIsNamedWithItsBoundsAndTheServiceGoesOn(String key, String value, String bounds)
      throws JoranException {
    LoggerContext context = configured("<" + key + ">" + value + "</" + key + ">");
    context.getLogger("a").info("goes on");

    assertThat(Contexts.statuses(context, Status.ERROR))
        .singleElement()
        .asString()
        .startsWith(
            "appender VDSL is not started: "
                + key
                + " \""
                + value
                + "\" is not allowed: "
                + bounds);
  }

  @Test
  void directoryThatCannotBeUsedIsSaidAndTheServiceGoesOn() throws IOException, JoranException {
    Files.writeString(temp.resolve("node"), "a file");
    LoggerContext context = configured(elements(collector.address(), ""));
    context.getLogger("a").info("goes on");

    assertThat(Contexts.statuses(context, Status.ERROR))
        .singleElement()
        .asString()
        .startsWith("appender VDSL is not started: ")
        .contains(directory().toString());
    assertThat(Contexts.statuses(context, Status.WARN))
        .contains("appender VDSL is not started: it takes no events");
  }

  @Test
  void directoryInUseWithOtherSettingsIsSaid() throws JoranException {
    configured(elements(collector.address(), ""));
    LoggerContext second = configured(elements(NOBODY, ""));

    assertThat(Contexts.statuses(second, Status.ERROR))
        .singleElement()
        .asString()
        .contains("is in use with collector=" + collector.address());
  }

  @Test
  void contextsShareADirectory() throws JoranException {
    LoggerContext first = configured(elements(collector.address(), ""));
    LoggerContext second = configured(elements(collector.address(), ""));
    first.getLogger("a").info("first");
    collector.await(NODE, 1);
    second.getLogger("b").info("second");
    collector.await(NODE, 2);
    first.stop();
    second.getLogger("b").info("third");

    assertThat(collector.awaitTexts(NODE, 3)).containsExactly("first", "second", "third");
  }

  @Test
  void filtersDecide() {
    VdslAppender appender = appender();
    ThresholdFilter filter = new ThresholdFilter();
    filter.setLevel("WARN");
    filter.start();
    appender.addFilter(filter);
    appender.start();
    Logger log = Contexts.with(appender).getLogger("a");
    log.info("quiet");
    log.warn("loud");

    assertThat(collector.awaitTexts(NODE, 1)).containsExactly("loud");
    assertThat(appender.getCopyOfAttachedFiltersList()).containsExactly(filter);
    appender.clearAllFilters();
    log.info("quiet no more");
    assertThat(collector.awaitTexts(NODE, 2)).containsExactly("loud", "quiet no more");
  }

  @Test
  void eventNamesTheThreadThatLoggedBehindAnAsyncAppenderToo() throws InterruptedException {
    VdslAppender appender = appender();
    appender.start();
    LoggerContext context = (LoggerContext) appender.getContext();
    AsyncAppender async = new AsyncAppender();
    async.setContext(context);
    async.addAppender(appender);
    async.start();
    context.getLogger("a").addAppender(async);
    Thread thread = new Thread(() -> context.getLogger("a").info("hello {}", 1), "worker-7");
    thread.start();
    thread.join();

    List<Stored> records = collector.await(NODE, 1);
    assertThat(records.get(0).text()).isEqualTo("hello 1");
    assertThat(records.get(0).attribute("thread")).isEqualTo("worker-7");
  }

  @Test
  void agentsOwnThreadsAreNotTaken() throws InterruptedException {
    VdslAppender appender = appender();
    appender.start();
    Logger log = Contexts.with(appender).getLogger("io.netty");
    Thread own = new AgentThread(() -> log.info("own"), "test");
    own.start();
    own.join();
    log.info("other");

    assertThat(collector.awaitTexts(NODE, 1)).containsExactly("other");
  }

  @Test
  void stopShipsEverythingAndSaysSo() {
    VdslAppender appender = appender();
    appender.start();
    LoggerContext context = Contexts.with(appender);
    for (int i = 0; i < 1_000; i++) {
      context.getLogger("a").info("line {}", i);
    }
    appender.stop();
    appender.stop();

    assertThat(appender.isStarted()).isFalse();
    assertThat(collector.records(NODE)).hasSize(1_000);
    assertThat(Contexts.statuses(context, Status.INFO))
        .filteredOn(status -> status.startsWith("appender VDSL stopped: "))
        .singleElement()
        .asString()
        .contains("0 bytes left in the buffer, 0 records left in the spool, 0 records rejected");
    assertThat(Contexts.statuses(context, Status.WARN)).isEmpty();
  }

  @Test
  void whatCannotBeShippedIsReportedAndShippedByTheNextStart() throws JoranException {
    LoggerContext away = configured(elements(NOBODY, "<closeTimeout>2s</closeTimeout>"));
    away.getLogger("a").info("early");
    away.stop();
    LoggerContext back = configured(elements(collector.address(), ""));
    back.getLogger("a").info("late");

    assertThat(collector.awaitTexts(NODE, 2)).containsExactly("early", "late");
    assertThat(Contexts.statuses(away, Status.WARN))
        .anySatisfy(
            status ->
                assertThat(status)
                    .startsWith("appender VDSL stopped: ")
                    .contains("1 records left in the spool")
                    .endsWith("and is shipped by the node's next process"));
  }

  @Test
  void recordsOfAStartUpBeforeTheCollectorAreKept() {
    int port = Integer.parseInt(collector.address().split(":", -1)[1]);
    VdslAppender appender = appender();
    collector.close();
    appender.start();
    Contexts.with(appender).getLogger("a").info("early");
    collector = new LiveCollector(temp.resolve("data"), port);

    assertThat(collector.awaitTexts(NODE, 1)).containsExactly("early");
  }

  @Test
  void reconfigurationOfARunningContextLosesNothingThatWasTaken() throws JoranException {
    LoggerContext context = configured(elements(collector.address(), ""));
    Logger log = context.getLogger("a");
    log.info("line {}", 0);
    for (int i = 1; i < 4; i++) {
      context.reset();
      Contexts.configure(context, Contexts.xml(elements(collector.address(), "")));
      log.info("line {}", i);
    }

    assertThat(collector.awaitTexts(NODE, 4))
        .isEqualTo(IntStream.range(0, 4).mapToObj(i -> "line " + i).toList());
  }

  @Test
  void fullBufferRejectsWithoutBlockingForLongAndCounts() {
    VdslAppender appender = appender();
    appender.setCollector(NOBODY);
    appender.setSpoolBytes("16MiB");
    appender.setFull("block(1ms)");
    appender.setCloseTimeout("0ms");
    appender.start();
    LoggerContext context = Contexts.with(appender);
    byte[] noise = new byte[30_000];
    Random random = new Random(7);
    for (int i = 0; i < 1_500; i++) {
      random.nextBytes(noise);
      context.getLogger("a").info("{}", Base64.getEncoder().encodeToString(noise));
    }
    appender.stop();

    assertThat(Contexts.statuses(context, Status.WARN))
        .anyMatch(status -> status.startsWith("vdsl agent: record_rejected: "))
        .anyMatch(status -> status.matches(".*stopped: .* [1-9]\\d* records rejected.*"));
  }
}
