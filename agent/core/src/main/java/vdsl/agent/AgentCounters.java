package vdsl.agent;

import java.util.LinkedHashMap;
import java.util.Map;
import vdsl.agent.status.StatusLog;
import vdsl.agent.transport.Progress;

/** The agent's own numbers by name. */
final class AgentCounters {
  private AgentCounters() {}

  static Map<String, Long> of(Progress progress, StatusLog status) {
    Map<String, Long> counters = new LinkedHashMap<>();
    counters.put("records_drained", progress.recordsDrained());
    counters.put("records_spooled", progress.recordsSpooled());
    counters.put("records_acknowledged", progress.recordsAcknowledged());
    counters.put("records_unacknowledged", progress.recordsUnacknowledged());
    counters.put("spool_bytes", progress.spoolBytes());
    counters.put("sent_bytes", progress.sentBytes());
    counters.putAll(status.counters());
    return counters;
  }
}
