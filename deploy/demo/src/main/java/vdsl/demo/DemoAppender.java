package vdsl.demo;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import vdsl.agent.AgentConfig;
import vdsl.agent.transport.HostIdentity;
import vdsl.agent.transport.LinkTimings;
import vdsl.agent.transport.TransportConfig;
import vdsl.logback.VdslAppender;
import vdsl.time.BootId;

/**
 * The appender for Logback, on a node whose clocks are bent as the system properties of the service
 * say. Thread-safe as the appender is.
 */
public final class DemoAppender extends VdslAppender {
  private static final long BACKOFF_MAX_NS = 500_000_000L;

  /** For Logback, which makes it from logback.xml. */
  public DemoAppender() {
    super(host -> bent(host, ServiceSettings.clockOfProcess(), ServiceSettings.nodeOfProcess()));
  }

  static AgentConfig.Environment bent(AgentConfig.Environment host, BentClock clock, String node) {
    TransportConfig.Surroundings straight = host.surroundings();
    return new AgentConfig.Environment(
        new HostIdentity(bootOf(node, host.host()), host.host().ip(), host.host().pid()),
        eager(host.timings()),
        new TransportConfig.Surroundings(
            clock.bend(straight.ticks()),
            clock.bend(straight.wall()),
            straight.uptime(),
            straight.random(),
            straight.crashPoint()));
  }

  /** A collector that was killed is back soon, and a demo is short. */
  private static LinkTimings eager(LinkTimings timings) {
    return new LinkTimings(
        timings.connectTimeoutNs(),
        timings.handshakeTimeoutNs(),
        timings.ackTimeoutNs(),
        timings.backoffMinNs(),
        BACKOFF_MAX_NS,
        timings.syncWaitNs());
  }

  /** Readings of one boot are comparable: nodes with other clocks were booted apart. */
  private static BootId bootOf(String node, HostIdentity host) {
    String name = node + " on " + host.boot();
    return new BootId(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)));
  }
}
