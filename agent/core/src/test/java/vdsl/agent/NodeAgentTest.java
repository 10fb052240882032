package vdsl.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vdsl.agent.spool.SourcePosition;
import vdsl.agent.spool.SpoolException;
import vdsl.agent.spool.SpoolFull;
import vdsl.agent.spool.SyncPolicy;
import vdsl.agent.status.StatusLog;
import vdsl.agent.transport.CollectorAddress;
import vdsl.agent.transport.Progress;
import vdsl.agent.transport.RecordSource;
import vdsl.block.BlockBuilder;
import vdsl.record.LogType;
import vdsl.record.NodeId;
import vdsl.record.Severity;

/** An agent whose collector is away. */
final class NodeAgentTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final StatusLog status = new StatusLog(line -> {}, () -> 0);
  private final List<SourcePosition> resumed = new ArrayList<>();

  @TempDir Path temp;

  private NodeAgent agent(Path directory, int lineCount) {
    AgentConfig config =
        AgentConfig.of(new NodeId("n1"), directory, List.of(new CollectorAddress("127.0.0.1", 1)));
    return new NodeAgent(
        config,
        positions -> {
          resumed.clear();
          resumed.addAll(positions);
          return new Lines(lineCount);
        },
        status);
  }

  private static final class Lines implements RecordSource {
    private final int count;
    private int next;

    Lines(int count) {
      this.count = count;
    }

    @Override
    public int drainTo(BlockBuilder block) {
      if (isExhausted()) {
        return 0;
      }
      byte[] text = "line".getBytes(StandardCharsets.UTF_8);
      block.begin(0, Severity.INFO, LogType.APP, "o", "127.0.0.1", 1);
      block.text(text, 0, text.length);
      block.end();
      next++;
      return 1;
    }

    @Override
    public List<SourcePosition> positions() {
      return List.of(new SourcePosition("f", next, 1));
    }

    @Override
    public boolean isExhausted() {
      return next == count;
    }
  }

  @Test
  void whatCouldNotBeShippedStaysAndTheSourceResumesBehindIt() {
    Path directory = temp.resolve("n1");
    try (NodeAgent agent = agent(directory, 100)) {
      agent.start();
      assertThat(agent.awaitAcknowledged(Duration.ofMillis(50))).isFalse();
      Progress rest = agent.close(TIMEOUT);
      assertThat(rest.recordsUnacknowledged()).isEqualTo(100);
      assertThat(agent.removeDirectory()).isFalse();
    }
    try (NodeAgent agent = agent(directory, 0)) {
      agent.start();
      assertThat(resumed).containsExactly(new SourcePosition("f", 100, 1));
      assertThat(agent.progress().recordsUnacknowledged()).isEqualTo(100);
    }
  }

  @Test
  void syncReturnsWhenDrainedRecordsAreSpooled() {
    try (NodeAgent agent = agent(temp.resolve("n1"), Integer.MAX_VALUE)) {
      agent.start();
      assertThat(agent.sync(TIMEOUT)).isTrue();
      assertThat(agent.counters()).containsKeys("records_spooled", "connect_failed");
      assertThat(agent.close(Duration.ofMillis(50)).recordsDrained()).isPositive();
    }
  }

  @Test
  void emptyDirectoryIsRemoved() {
    Path directory = temp.resolve("n1");
    NodeAgent agent = agent(directory, 0);
    agent.start();
    assertThat(agent.awaitAcknowledged(TIMEOUT)).isTrue();
    agent.close();
    assertThat(agent.removeDirectory()).isTrue();
    assertThat(directory).doesNotExist();
  }

  @Test
  void agentThatWasNeverStartedCanBeClosedEitherWay() {
    NodeAgent agent = agent(temp.resolve("n1"), 1);
    assertThat(agent.close(TIMEOUT)).isEqualTo(Progress.NONE);
    agent.close();
    assertThatThrownBy(agent::start).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void directoryInUseIsRefusedAndTheFirstAgentGoesOn() {
    Path directory = temp.resolve("n1");
    try (NodeAgent first = agent(directory, 0);
        NodeAgent second = agent(directory, 0)) {
      first.start();
      assertThatThrownBy(second::start)
          .isInstanceOf(SpoolException.class)
          .hasMessageContaining("in use");
      assertThat(first.sync(TIMEOUT)).isTrue();
    }
  }

  @Test
  void limitsAreNamedWithTheirBounds() {
    assertThatThrownBy(() -> new AgentConfig.SpoolLimits(1 << 20, SyncPolicy.EACH, SpoolFull.BLOCK))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("spool.bytes 1048576 not in 16777216..2^63-1");
    assertThatThrownBy(() -> AgentConfig.of(new NodeId("n1"), temp, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("HOST:PORT");
  }
}
