package vdsl.logback;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.status.Status;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.MDC;

/** Contexts of Logback as services have them. */
final class Contexts {
  private Contexts() {}

  /** A context of its own that shares the MDC of this JVM. */
  static LoggerContext empty() {
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(MDC.getMDCAdapter());
    context.start();
    return context;
  }

  /** An appender of the context, neither configured nor started. */
  static VdslAppender appender(LoggerContext context) {
    VdslAppender appender = new VdslAppender();
    appender.setContext(context);
    appender.setName("VDSL");
    return appender;
  }

  /** A context whose root logger has the appender alone, and lets everything through. */
  static LoggerContext with(VdslAppender appender) {
    LoggerContext context = (LoggerContext) appender.getContext();
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.TRACE);
    root.addAppender(appender);
    return context;
  }

  static void configure(LoggerContext context, String xml) throws JoranException {
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
  }

  /** A logback.xml with the appender, which has these elements, before the root logger. */
  static String xml(String elements) {
    return """
        <configuration>
          <appender name="VDSL" class="vdsl.logback.VdslAppender">
            %s
          </appender>
          <root level="TRACE"><appender-ref ref="VDSL"/></root>
        </configuration>
        """
        .formatted(elements);
  }

  /** What Logback was told, from a level on. */
  static List<String> statuses(LoggerContext context, int level) {
    return context.getStatusManager().getCopyOfStatusList().stream()
        .filter(status -> status.getLevel() >= level)
        .map(Status::getMessage)
        .toList();
  }
}
