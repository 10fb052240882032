package vdsl.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vdsl.collector.fixture.HttpReader;
import vdsl.collector.fixture.NodeBlocks;
import vdsl.collector.fixture.TestAgent;
import vdsl.fault.CrashPoint;
import vdsl.wire.proto.Bye;
import vdsl.wire.proto.Welcome;

class CollectorTest {
  @TempDir Path directory;

  @Test
  void storesWhatAgentsSendAndAnswersReaders() throws Exception {
    NodeBlocks blocks = new NodeBlocks("n1", 7);
    AtomicInteger acks = new AtomicInteger();
    try (Collector collector = new Collector(config(Map.of()), count(acks));
        HttpReader reader = new HttpReader()) {
      collector.start();
      reader.connect(collector.httpAddress());
      try (TestAgent agent = TestAgent.connected(collector.listenAddress(), "n1", 7)) {
        for (int i = 1; i <= 10; i++) {
          agent.send(blocks.next(100, "line"));
        }
        agent.awaitAccepted(10);
      }
      assertThat(reader.get("/api/v1/records?node=n1&ids=999..1000&format=raw").body())
          .isEqualTo("line 999\nline 1000\n");
      assertThat(reader.get("/api/v1/audit").body()).contains("\"ok\":true");
      assertThat(reader.get("/health/ready").statusCode()).isEqualTo(200);
      assertThat(acks.get()).isPositive();
    }
  }

  @Test
  void goesOnWhereItEnded() throws Exception {
    NodeBlocks blocks = new NodeBlocks("n1", 7);
    try (Collector collector = started(config(Map.of()));
        TestAgent agent = TestAgent.connected(collector.listenAddress(), "n1", 7)) {
      agent.send(blocks.next(100, "line"));
      agent.awaitAccepted(1);
      CloseReport report = collector.stop();
      assertThat(report).isEqualTo(new CloseReport(1, 0));
      assertThat(agent.readBye().getReason()).isEqualTo(Bye.Reason.CLOSING);
    }
    try (Collector collector = started(config(Map.of()));
        TestAgent agent = new TestAgent(collector.listenAddress())) {
      Welcome welcome = agent.greet("n1", 7);
      assertThat(welcome.getCursor().getLastId()).isEqualTo(100);
      agent.send(blocks.next(1, "line"));
      agent.awaitAccepted(2);
    }
  }

  @Test
  void portInUseIsNamedWithTheWayOut() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      for (CollectorKey key : new CollectorKey[] {CollectorKey.LISTEN, CollectorKey.HTTP}) {
        CollectorConfig config = config(Map.of(key, "127.0.0.1:" + taken.getLocalPort()));
        assertThatThrownBy(() -> started(config))
            .isInstanceOf(StartException.class)
            .hasMessageContaining(key.key() + " = 127.0.0.1:" + taken.getLocalPort())
            .hasMessageContaining(" is in use by another process; end it, or choose another by ")
            .hasMessageContaining(key.flag());
      }
    }
    started(config(Map.of())).close();
  }

  @Test
  void unusableDataDirectoryIsNamed() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "not a directory");
    assertThatThrownBy(() -> started(config(Map.of(CollectorKey.DATA, file.toString()))))
        .isInstanceOf(StartException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void directoryOfAnotherCollectorIsRefused() {
    try (Collector first = started(config(Map.of()))) {
      assertThat(first.fault()).isEmpty();
      assertThatThrownBy(() -> started(config(Map.of())))
          .isInstanceOf(StartException.class)
          .hasMessageContaining("data = ");
    }
  }

  @Test
  void addressesOthersCanReachAreRefusedUnlessSaidSo() {
    for (CollectorKey key : new CollectorKey[] {CollectorKey.LISTEN, CollectorKey.HTTP}) {
      assertThatThrownBy(() -> started(config(Map.of(key, "0.0.0.0:0"))))
          .isInstanceOf(StartException.class)
          .hasMessageContaining(key.key() + " = 0.0.0.0:0")
          .hasMessageContaining("--insecure");
    }
    started(config(Map.of(CollectorKey.LISTEN, "0.0.0.0:0", CollectorKey.INSECURE, "true")))
        .close();
  }

  @Test
  void closeIsIdempotentAndNeedsNoStart() {
    Collector collector = new Collector(config(Map.of()));
    assertThat(collector.stop()).isEqualTo(new CloseReport(0, 0));
    collector.close();
  }

  private static CrashPoint count(AtomicInteger acks) {
    return step -> {
      if (step == CrashPoint.Step.ACK_SENT) {
        acks.incrementAndGet();
      }
    };
  }

  private static Collector started(CollectorConfig config) {
    Collector collector = new Collector(config);
    collector.start();
    return collector;
  }

  private CollectorConfig config(Map<CollectorKey, String> flags) {
    Map<CollectorKey, String> all = new EnumMap<>(CollectorKey.class);
    all.put(CollectorKey.DATA, directory.resolve("data").toString());
    all.put(CollectorKey.LISTEN, "127.0.0.1:0");
    all.put(CollectorKey.HTTP, "127.0.0.1:0");
    all.putAll(flags);
    return CollectorConfig.of(ConfigSource.of(all, Map.of(), Optional.empty()));
  }
}
