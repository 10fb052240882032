package vdsl.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import vdsl.agent.LogAgent;
import vdsl.agent.Logger;
import vdsl.agent.capture.FullPolicy;

/**
 * A service that logs its wall clock, and when each call began and ended by the monotonic clock
 * that all processes of a host share, until the file {@value Producer#STOP_NAME} is in a directory.
 */
public final class SteppedService {
  private static final Duration INTERVAL = Duration.ofMillis(2);

  /** What it prints when its wall clock was set between two calls. */
  static final String STEPPED = "stepped";

  private static final Duration STEP = Duration.ofMinutes(1);
  private static final Duration ACKNOWLEDGE_TIMEOUT = Duration.ofMinutes(1);

  private SteppedService() {}

  /** Arguments: directory of the node, its name, collector, directory of the file. */
  public static void main(String[] arguments) throws IOException {
    LogAgent agent = Producer.agent(Producer.config(arguments), FullPolicy.DEFAULT);
    Logger logger = agent.logger("stepped");
    Path stop = Path.of(arguments[3]).resolve(Producer.STOP_NAME);
    long afterLastNs = System.nanoTime();
    long lastWallMs = System.currentTimeMillis();
    while (!Files.exists(stop)) {
      long wallMs = System.currentTimeMillis();
      logger.info("wall {} call from {} last to {}", wallMs, System.nanoTime(), afterLastNs);
      afterLastNs = System.nanoTime();
      if (Math.abs(wallMs - lastWallMs) > STEP.toMillis()) {
        System.out.println(STEPPED);
      }
      lastWallMs = wallMs;
      LockSupport.parkNanos(INTERVAL.toNanos());
    }
    if (!agent.awaitAcknowledged(ACKNOWLEDGE_TIMEOUT)) {
      throw new IllegalStateException("not acknowledged in time; " + agent.progress());
    }
    System.out.println(agent.close(ACKNOWLEDGE_TIMEOUT));
  }
}
