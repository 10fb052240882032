package vdsl.agent.bench;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.async.AsyncLoggerContextSelector;
import org.apache.logging.log4j.spi.LoggerContext;

/** Log4j 2 with all loggers asynchronous. */
final class Log4j2Async implements Subject {
  private static final long STOP_SECONDS_MAX = 120;

  private final org.apache.logging.log4j.core.LoggerContext context;
  private final Logger log;

  /**
   * Starts Log4j 2.
   *
   * @param configuration resource on the class path
   */
  Log4j2Async(String configuration, Path directory) {
    LogFile.configure(directory);
    System.setProperty("log4j2.contextSelector", AsyncLoggerContextSelector.class.getName());
    System.setProperty("log4j2.configurationFile", configuration);
    LoggerContext found = LogManager.getContext(false);
    context = (org.apache.logging.log4j.core.LoggerContext) found;
    log = context.getLogger(Log4j2Async.class.getName());
  }

  @Override
  public void log(long user, String item, double elapsedMs) {
    log.info("user {} fetched {} in {} ms", user, item, elapsedMs);
  }

  @Override
  public void finish() {
    if (!context.stop(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
      throw new IllegalStateException("Log4j 2 did not stop in " + STOP_SECONDS_MAX + " s");
    }
  }

  @Override
  public void close() {
    context.stop();
  }
}
