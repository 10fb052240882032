package vdsl.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import vdsl.agent.AgentConfig;
import vdsl.time.BootId;

class DemoAppenderTest {
  private static final long HOUR_NS = 3_600_000_000_000L;

  private final AgentConfig.Environment host = AgentConfig.Environment.detect();

  private AgentConfig.Environment bent(String node) {
    return DemoAppender.bent(host, new BentClock(0, 0, HOUR_NS, 0), node);
  }

  private BootId bootOf(String node) {
    return bent(node).host().boot();
  }

  @Test
  void agentReadsBentClocksOnly() {
    long ticks = host.surroundings().ticks().ticks();
    long wallNs = host.surroundings().wall().nowNs();

    assertThat(bent("a").surroundings().ticks().ticks() - ticks).isBetween(HOUR_NS, 2 * HOUR_NS);
    assertThat(bent("a").surroundings().wall().nowNs() - wallNs).isBetween(HOUR_NS, 2 * HOUR_NS);
  }

  @Test
  void nodesOfOneHostWereBootedApartAndProcessesOfOneNodeTogether() {
    assertThat(bootOf("a")).isEqualTo(bootOf("a")).isNotEqualTo(bootOf("b"));
    assertThat(bootOf("a")).isNotEqualTo(host.host().boot());
  }
}
