package vdsl.agent.bench;

import java.nio.file.Path;
import java.time.Duration;
import vdsl.agent.LogAgent;
import vdsl.agent.Logger;
import vdsl.record.Severity;

/** Our own API in its fluent form. */
final class VdslTyped implements Subject {
  /** Longer than a full buffer takes on any machine. */
  private static final Duration SYNC_BOUND = Duration.ofMinutes(2);

  private final LogAgent agent;
  private final Logger log;

  VdslTyped(Path directory) {
    agent = NodeDirectory.startAgent(directory);
    log = agent.logger(VdslTyped.class.getName());
  }

  @Override
  public void log(long user, String item, double elapsedMs) {
    var unused =
        log.at(Severity.INFO, "user {} fetched {} in {} ms")
            .arg(user)
            .arg(item)
            .arg(elapsedMs)
            .log();
  }

  @Override
  public void finish() {
    if (!agent.sync(SYNC_BOUND)) {
      throw new IllegalStateException("records are not in the spool after " + SYNC_BOUND);
    }
  }

  @Override
  public void close() {
    agent.close();
  }
}
