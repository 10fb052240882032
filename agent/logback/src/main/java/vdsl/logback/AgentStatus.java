package vdsl.logback;

import ch.qos.logback.core.spi.ContextAware;
import java.util.EnumSet;
import java.util.Set;
import vdsl.agent.status.StatusEvent;

/**
 * The agent's own log, told to Logback's status manager. It is bounded, and what listens to it is
 * the service's choice. Thread-safe.
 */
final class AgentStatus {
  /** What happens to a healthy agent too; anything else is a warning. */
  private static final Set<StatusEvent> ORDINARY =
      EnumSet.of(
          StatusEvent.TRANSPORT_TAKEN,
          StatusEvent.CONNECTED,
          StatusEvent.BUFFER_ADOPTED,
          StatusEvent.BUFFER_REMOVED,
          StatusEvent.BLOCK_RESENT);

  private final ContextAware appender;

  AgentStatus(ContextAware appender) {
    this.appender = appender;
  }

  void tell(StatusEvent event, String line) {
    if (ORDINARY.contains(event)) {
      appender.addInfo(line);
    } else {
      appender.addWarn(line);
    }
  }
}
