package vdsl.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vdsl.agent.capture.CaptureConfig;
import vdsl.agent.spool.SpoolFull;
import vdsl.agent.status.StatusEvent;
import vdsl.agent.status.StatusLog;
import vdsl.agent.transport.CollectorAddress;
import vdsl.agent.transport.MemoryCollectors;
import vdsl.record.NodeId;
import vdsl.record.Severity;
import vdsl.time.TickSource;

/** Agents in this JVM on one node directory, before a collector in memory. */
final class LogAgentTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final NodeId NODE = new NodeId("n1");

  private final StatusLog status = new StatusLog(line -> {}, TickSource.system());
  private final MemoryCollectors collectors = new MemoryCollectors();
  private final List<LogAgent> agents = new ArrayList<>();

  @TempDir Path temp;

  @AfterEach
  void close() {
    agents.forEach(agent -> agent.close(Duration.ZERO));
    collectors.close();
  }

  private Path directory() {
    return temp.resolve("node");
  }

  private AgentConfig config(CollectorAddress collector) {
    return AgentConfig.of(NODE, directory(), List.of(collector));
  }

  private LogAgent start(AgentConfig config) {
    LogAgent agent = LogAgent.start(config, CaptureConfig.DEFAULT, status);
    agents.add(agent);
    return agent;
  }

  private static List<String> numbered(String word, int count) {
    return IntStream.range(0, count).mapToObj(i -> word + " " + i).toList();
  }

  @Test
  void loggedRecordsArriveOnceAndInOrder() {
    LogAgent agent = start(config(collectors.address()));
    Logger log = agent.logger("orders");
    for (int i = 0; i < 10_000; i++) {
      assertThat(log.at(Severity.INFO, "order {}").arg(i).log()).isTrue();
    }
    assertThat(agent.awaitAcknowledged(TIMEOUT)).isTrue();
    assertThat(collectors.texts()).isEqualTo(numbered("order", 10_000));
    CloseReport report = agent.close(TIMEOUT);
    assertThat(report.isClean()).as(report.toString()).isTrue();
    assertThat(report.wasHolder()).isTrue();
  }

  @Test
  void syncWaitsForTheSpoolAlsoWithoutACollector() {
    LogAgent agent = start(config(MemoryCollectors.NOBODY));
    agent.logger("orders").info("order {}", 1);
    assertThat(agent.sync(TIMEOUT)).isTrue();
    assertThat(agent.awaitAcknowledged(Duration.ZERO)).isFalse();
    CloseReport report = agent.close(TIMEOUT);
    assertThat(report.recordsUnacknowledged()).isEqualTo(1);
    assertThat(report.bufferBytes()).isZero();
  }

  @Test
  void oneOfTheProcessesOfANodeDrainsForAllAndAnotherOneTakesOver() {
    LogAgent first = start(config(collectors.address()));
    Awaitility.await().atMost(TIMEOUT).until(first::holdsTransport);
    LogAgent second = start(config(collectors.address()));
    second.logger("b").info("from the second");
    assertThat(second.awaitAcknowledged(TIMEOUT)).isTrue();
    assertThat(second.holdsTransport()).isFalse();

    first.close(TIMEOUT);
    second.logger("b").info("after the first");
    assertThat(second.awaitAcknowledged(TIMEOUT)).isTrue();
    assertThat(second.holdsTransport()).isTrue();
    assertThat(collectors.texts()).containsExactly("from the second", "after the first");
  }

  @Test
  void bufferWhoseMakerWasKilledBeforeItsFirstByteIsRemovedByTheNextProcess() throws IOException {
    Files.createDirectories(directory());
    Path empty = Files.createFile(directory().resolve("buffer-0000000000000001.vdb.new"));
    start(config(collectors.address()));
    assertThat(empty).doesNotExist();
  }

  @Test
  void buffersOfEndedProcessesAreRemovedWithTheirDictionaries() throws IOException {
    LogAgent first = start(config(collectors.address()));
    Awaitility.await().atMost(TIMEOUT).until(first::holdsTransport);
    for (int i = 0; i < 5; i++) {
      LogAgent other = start(config(collectors.address()));
      other.logger("b").info("short life {}", i);
      other.close(TIMEOUT);
    }
    Awaitility.await()
        .atMost(TIMEOUT)
        .until(() -> names().filter(name -> name.startsWith("buffer-")).count() == 1);
    Awaitility.await()
        .atMost(TIMEOUT)
        .until(() -> names().filter(name -> name.startsWith("dictionary-")).count() == 1);
    assertThat(first.awaitAcknowledged(TIMEOUT)).isTrue();
    Awaitility.await().atMost(TIMEOUT).until(() -> collectors.texts().size() == 5);
    assertThat(collectors.texts()).isEqualTo(numbered("short life", 5));
  }

  private Stream<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory())) {
      return files.map(file -> file.getFileName().toString()).toList().stream();
    }
  }

  @Test
  void conflictingConfigurationOfASecondProcessIsRefused() {
    start(config(collectors.address()));
    AgentConfig other = config(MemoryCollectors.NOBODY);
    assertThatThrownBy(() -> start(other))
        .isInstanceOf(AgentException.class)
        .hasMessageContaining("is in use with collector=" + collectors.address())
        .hasMessageContaining("this process has " + MemoryCollectors.NOBODY);
  }

  @Test
  void processThatWouldGiveUpBlocksIsRefusedBesideOneThatWouldNot() {
    start(config(collectors.address()));
    AgentConfig.SpoolLimits defaults = AgentConfig.SpoolLimits.DEFAULT;
    AgentConfig other =
        config(collectors.address())
            .withSpool(
                new AgentConfig.SpoolLimits(
                    defaults.spoolBytes(), defaults.syncPolicy(), SpoolFull.DROP_OLDEST));
    assertThatThrownBy(() -> start(other))
        .isInstanceOf(AgentException.class)
        .hasMessageContaining("is in use with spool.");
  }

  @Test
  void configurationMayChangeWhenNobodyUsesTheDirectory() {
    start(config(MemoryCollectors.NOBODY)).close(TIMEOUT);
    LogAgent agent = start(config(collectors.address()));
    agent.logger("a").info("hello");
    assertThat(agent.awaitAcknowledged(TIMEOUT)).isTrue();
  }

  @Test
  void directoryOfAnotherNodeIsRefused() {
    start(config(collectors.address())).close(TIMEOUT);
    AgentConfig other =
        AgentConfig.of(new NodeId("n2"), directory(), List.of(collectors.address()));
    assertThatThrownBy(() -> start(other))
        .hasMessageContaining("belongs to node n1, not n2; choose another directory");
  }

  @Test
  void everythingInTheDirectoryIsTheOwnersAlone() throws IOException {
    LogAgent agent = start(config(collectors.address()));
    agent.logger("a").info("hello");
    assertThat(agent.awaitAcknowledged(TIMEOUT)).isTrue();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory())))
        .isEqualTo("rwx------");
    for (String name : names().toList()) {
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(directory().resolve(name))))
          .as(name)
          .isEqualTo("rw-------");
    }
  }

  @Test
  void holderThatEndsDoesNotWaitForProcessesThatGoOnLogging() throws InterruptedException {
    LogAgent holder = start(config(collectors.address()));
    Awaitility.await().atMost(TIMEOUT).until(holder::holdsTransport);
    LogAgent other = start(config(collectors.address()));
    AtomicBoolean isEnough = new AtomicBoolean();
    AtomicInteger logged = new AtomicInteger();
    Thread busy =
        new Thread(
            () -> {
              while (!isEnough.get()) {
                boolean isLogged = other.logger("busy").at(Severity.INFO, "n").log();
                logged.addAndGet(isLogged ? 1 : 0);
              }
            });
    busy.start();
    holder.logger("own").info("last words");
    CloseReport report = holder.close(Duration.ofMinutes(5));
    isEnough.set(true);
    busy.join();
    assertThat(report.bufferBytes()).isZero();
    assertThat(other.awaitAcknowledged(TIMEOUT)).isTrue();
    assertThat(collectors.texts().stream().filter("n"::equals)).hasSize(logged.get());
    assertThat(collectors.texts()).contains("last words");
  }

  @Test
  void nullIsLoggedAndNeverThrown() {
    LogAgent agent = start(config(collectors.address()));
    Logger log = agent.logger("a");
    assertThat(log.info(null)).isTrue();
    assertThat(log.info("none", (Object[]) null)).isTrue();
    assertThat(log.info("{}", (Object) null)).isTrue();
    assertThat(log.at(Severity.INFO, null).arg((Object) null).with(null, 1).log()).isTrue();
    assertThat(log.at(Severity.INFO, "m").with("k", (Object) null).thrown(null).log()).isTrue();
    assertThat(agent.awaitAcknowledged(TIMEOUT)).isTrue();
    assertThat(collectors.texts()).containsExactly("null", "none", "null", "null", "m");
  }

  @Test
  void agentThatIsClosedBeforeItsFirstConnectionStandsShipsAllTheSame() {
    for (int i = 0; i < 10; i++) {
      LogAgent agent = start(config(collectors.address()));
      agent.logger("short").info("life {}", i);
      CloseReport report = agent.close(TIMEOUT);
      assertThat(report.isClean()).as(report.toString()).isTrue();
    }
    assertThat(collectors.texts()).isEqualTo(numbered("life", 10));
  }

  @Test
  void everyCollectorIsTriedBeforeAnAgentIsClosedWithoutAny() {
    AgentConfig config =
        config(collectors.address())
            .withCollectors(List.of(MemoryCollectors.NOBODY, collectors.address()));
    LogAgent agent = start(config);
    agent.logger("short").info("life {}", 0);
    assertThat(agent.close(TIMEOUT).isClean()).isTrue();
    assertThat(collectors.texts()).containsExactly("life 0");
  }

  @Test
  void nothingIsShippedBeforeTheHostIsReadyButRecordsAreTaken() {
    AtomicBoolean isReady = new AtomicBoolean();
    AtomicInteger asked = new AtomicInteger();
    LogAgent agent =
        LogAgent.start(
            config(collectors.address()),
            CaptureConfig.DEFAULT,
            status,
            () -> {
              asked.incrementAndGet();
              return isReady.get();
            });
    agents.add(agent);
    agent.logger("early").info("life {}", 0);
    Awaitility.await().atMost(TIMEOUT).until(() -> asked.get() > 2);
    assertThat(agent.holdsTransport()).isFalse();
    isReady.set(true);
    assertThat(agent.awaitAcknowledged(TIMEOUT)).isTrue();
    assertThat(collectors.texts()).containsExactly("life 0");
  }

  @Test
  void flushShipsAndTakesRecordsStill() {
    LogAgent agent = start(config(collectors.address()));
    agent.logger("a").info("life {}", 0);
    assertThat(agent.flush(TIMEOUT)).isTrue();
    assertThat(collectors.texts()).containsExactly("life 0");
    assertThat(agent.logger("a").info("life {}", 1)).isTrue();
  }

  @Test
  void flushDoesNotWaitForACollectorThatIsAway() {
    LogAgent agent = start(config(MemoryCollectors.NOBODY));
    agent.logger("a").info("life {}", 0);
    assertThat(agent.flush(TIMEOUT)).isTrue();
    assertThat(agent.awaitAcknowledged(Duration.ZERO)).isFalse();
    agent.close(TIMEOUT);
    assertThat(agent.flush(TIMEOUT)).isTrue();
  }

  @Test
  void callsAfterTheCloseAreCountedAndDoNotThrow() {
    LogAgent agent = start(config(collectors.address()));
    agent.close(TIMEOUT);
    assertThat(agent.logger("a").info("too late")).isFalse();
    assertThat(status.countOf(StatusEvent.RECORD_REJECTED)).isEqualTo(1);
  }
}
