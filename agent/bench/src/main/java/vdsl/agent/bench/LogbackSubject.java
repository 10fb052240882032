package vdsl.agent.bench;

import ch.qos.logback.classic.LoggerContext;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** SLF4J on Logback, as a configuration says. */
final class LogbackSubject implements Subject {
  private final LoggerContext context;
  private final Logger log;

  /**
   * Starts Logback.
   *
   * @param configuration resource on the class path
   */
  LogbackSubject(String configuration, Path directory) {
    LogFile.configure(directory);
    System.setProperty("logback.configurationFile", configuration);
    context = (LoggerContext) LoggerFactory.getILoggerFactory();
    log = context.getLogger(LogbackSubject.class);
  }

  @Override
  public void log(long user, String item, double elapsedMs) {
    log.info("user {} fetched {} in {} ms", user, item, elapsedMs);
  }

  @Override
  public void finish() {
    context.stop();
  }

  @Override
  public void close() {
    context.stop();
  }
}
