package vdsl.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.LogManager;

/**
 * Sends what the platform and its libraries report of themselves to the standard error, a line
 * each, warnings and above; the platform's own from INFO on.
 */
final class StatusLogging {
  private static final String CONFIGURATION =
      """
      handlers = java.util.logging.ConsoleHandler
      java.util.logging.ConsoleHandler.level = INFO
      java.util.logging.ConsoleHandler.formatter = java.util.logging.SimpleFormatter
      java.util.logging.SimpleFormatter.format = %1$tFT%1$tT.%1$tL%1$tz %4$s %3$s: %5$s%6$s%n
      .level = WARNING
      vdsl.level = INFO
      """;

  private StatusLogging() {}

  static void configure() {
    byte[] configuration = CONFIGURATION.getBytes(StandardCharsets.UTF_8);
    try {
      LogManager.getLogManager().readConfiguration(new ByteArrayInputStream(configuration));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
