package vdsl.agent.transport;

import java.util.OptionalLong;
import vdsl.agent.transport.TransportConfig.Surroundings;

/**
 * One reading of all of a host's clocks, in nanoseconds each. The thread may be kept from running
 * between any two of them: the ticks on both sides tell for how long at most.
 *
 * @param ticksBefore raw ticks before the others were read
 * @param uptimeNs empty where the system tells none
 * @param ticksAfter raw ticks after the others were read
 */
record HostClocks(long ticksBefore, long wallNs, OptionalLong uptimeNs, long ticksAfter) {
  static HostClocks read(Surroundings surroundings) {
    long ticksBefore = surroundings.ticks().ticks();
    long wallNs = surroundings.wall().nowNs();
    OptionalLong uptimeNs = surroundings.uptime().uptimeNs();
    return new HostClocks(ticksBefore, wallNs, uptimeNs, surroundings.ticks().ticks());
  }
}
