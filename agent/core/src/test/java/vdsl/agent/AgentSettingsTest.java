package vdsl.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import vdsl.agent.buffer.BufferConfig;
import vdsl.agent.capture.FullPolicy;
import vdsl.agent.spool.SpoolFull;
import vdsl.agent.spool.SyncPolicy;
import vdsl.agent.transport.CollectorAddress;
import vdsl.record.NodeId;
import vdsl.record.Severity;

/** What settings mean; that wrong ones are refused is tested where they are set. */
final class AgentSettingsTest {
  @Test
  void defaultsAreThoseOfTheAgent() {
    AgentSettings settings = AgentSettings.read(Map.of(), Map.of("VDSL_STATE_DIR", "state"));
    NodeId node = settings.agent().node();

    assertThat(node.value()).isEqualTo(HostName.detect(Map.of()));
    assertThat(settings.agent().directory()).isEqualTo(Path.of("state", "nodes", node.value()));
    assertThat(settings.agent().collectors())
        .containsExactly(new CollectorAddress("127.0.0.1", 5_170));
    assertThat(settings.agent().spool()).isEqualTo(AgentConfig.SpoolLimits.DEFAULT);
    assertThat(settings.capture().buffer()).isEqualTo(BufferConfig.DEFAULT);
    assertThat(settings.capture().full()).isEqualTo(FullPolicy.DEFAULT);
    assertThat(settings.closeTimeout()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void givenValuesGoBeforeTheEnvironment() {
    AgentSettings settings =
        AgentSettings.read(
            Map.of(
                AgentSettings.Key.NODE, "n1",
                AgentSettings.Key.COLLECTOR, "a:1, [::1]:2",
                AgentSettings.Key.DIRECTORY, "here",
                AgentSettings.Key.BUFFER_HALF, "1048576",
                AgentSettings.Key.FULL, "reject-below(WARN)",
                AgentSettings.Key.SPOOL_BYTES, "2 GiB",
                AgentSettings.Key.SPOOL_SYNC, "EACH",
                AgentSettings.Key.SPOOL_FULL, "drop-oldest",
                AgentSettings.Key.CLOSE_TIMEOUT, "2min"),
            Map.of("VDSL_STATE_DIR", "state", "VDSL_COLLECTOR", "b:2"));

    assertThat(settings.agent().node()).isEqualTo(new NodeId("n1"));
    assertThat(settings.agent().collectors())
        .isEqualTo(List.of(new CollectorAddress("a", 1), new CollectorAddress("::1", 2)));
    assertThat(settings.agent().directory()).isEqualTo(Path.of("here"));
    assertThat(settings.capture().buffer().halfBytes()).isEqualTo(1 << 20);
    assertThat(settings.capture().full().rejectBelow()).isEqualTo(Severity.WARN);
    assertThat(settings.agent().spool())
        .isEqualTo(new AgentConfig.SpoolLimits(2L << 30, SyncPolicy.EACH, SpoolFull.DROP_OLDEST));
    assertThat(settings.closeTimeout()).isEqualTo(Duration.ofMinutes(2));
  }

  @Test
  void directoriesFollowTheEnvironment() {
    Map<AgentSettings.Key, String> given = Map.of(AgentSettings.Key.NODE, "n1");
    Path home = Path.of(System.getProperty("user.home"));

    assertThat(directory(given, Map.of("XDG_STATE_HOME", "xdg", "VDSL_STATE_DIR", " ")))
        .isEqualTo(Path.of("xdg", "vdsl", "nodes", "n1"));
    assertThat(directory(given, Map.of()))
        .isEqualTo(home.resolve(Path.of(".local", "state", "vdsl", "nodes", "n1")));
  }

  private static Path directory(
      Map<AgentSettings.Key, String> given, Map<String, String> environment) {
    return AgentSettings.read(given, environment).agent().directory();
  }

  @Test
  void emptyPathIsRefused() {
    assertThatThrownBy(() -> AgentSettings.read(Map.of(AgentSettings.Key.DIRECTORY, " "), Map.of()))
        .hasMessage("directory \" \" is not allowed: a path");
  }

  @Test
  void wrongVariableIsNamed() {
    assertThatThrownBy(() -> AgentSettings.read(Map.of(), Map.of("VDSL_COLLECTOR", "a:b")))
        .isInstanceOf(AgentException.class)
        .hasMessage(
            "VDSL_COLLECTOR \"a:b\" is not allowed: HOST:PORT[,HOST:PORT] with ports 1..65535");
  }
}
