package vdsl.logback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.LoggingEventVO;
import ch.qos.logback.core.status.Status;
import java.io.IOException;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.MDC;
import org.slf4j.MarkerFactory;
import vdsl.logback.LiveCollector.Stored;

/** What of an event arrives at a collector. */
final class EventCaptureTest {
  private static final String NODE = "n1";

  @TempDir Path temp;
  private LiveCollector collector;
  private VdslAppender appender;
  private LoggerContext context;
  private Logger log;

  @BeforeEach
  void start() {
    collector = new LiveCollector(temp.resolve("data"), 0);
    appender = Contexts.appender(Contexts.empty());
    appender.setNode(NODE);
    appender.setCollector(collector.address());
    appender.setDirectory(temp.resolve("node").toString());
    appender.setBufferHalf("1MiB");
    appender.start();
    assertThat(appender.isStarted()).isTrue();
    context = Contexts.with(appender);
    log = context.getLogger("shop.Orders");
  }

  @AfterEach
  void close() {
    MDC.clear();
    context.stop();
    collector.close();
  }

  private List<String> texts(int count) {
    return collector.awaitTexts(NODE, count);
  }

  private Stored single() {
    List<Stored> records = collector.await(NODE, 1);
    assertThat(records).hasSize(1);
    return records.get(0);
  }

  @Test
  void patternAndArgumentsAreKeptApart() throws IOException {
    log.info("user {} took {} ms", "ada", 3.5);

    assertThat(single().text()).isEqualTo("user ada took 3.5 ms");
    assertThat(single().object()).isEqualTo("shop.Orders");
    assertThat(dictionary()).contains("user {} took {} ms").doesNotContain("ada");
  }

  /** The recurring strings of this process, patterns among them. */
  private String dictionary() throws IOException {
    try (Stream<Path> files = Files.list(temp.resolve("node"))) {
      Path file =
          files
              .filter(path -> path.getFileName().toString().startsWith("dictionary-"))
              .findFirst()
              .orElseThrow();
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    }
  }

  @Test
  void levelsAreMapped() {
    log.trace("1");
    log.debug("2");
    log.info("3");
    log.warn("4");
    log.error("5");

    assertThat(collector.await(NODE, 5))
        .extracting(Stored::level)
        .containsExactly("TRACE", "DEBUG", "INFO", "WARN", "ERROR");
  }

  @Test
  void placeholdersAreFilledAsSlf4jDoes() {
    log.info("no {} argument and \\{} escape");
    log.info("escaped \\{} then {}", 1);
    log.info("backslash \\\\{}", "x");
    log.info("too few {} {}", 1);
    log.info("too many {}", 1, 2, 3);
    log.info("null {}", (Object) null);
    log.info("no array {}", (Object[]) null);
    log.info(null);
    log.info("");

    assertThat(texts(9))
        .containsExactly(
            "no {} argument and \\{} escape",
            "escaped {} then 1",
            "backslash \\x",
            "too few 1 {}",
            "too many 1",
            "null null",
            "no array {}",
            "null",
            "");
  }

  @Test
  void argumentsOfEveryKindAreTaken() {
    log.info("{} {} {} {}", (byte) 1, 2L, 1.5f, 2.5);
    log.info("{} {} {}", 'c', true, CharBuffer.wrap("built"));
    log.info("{} {}", new int[] {1, 2}, new Object[] {"a", new String[] {"b"}});
    log.info("{}", List.of("x", "y"));
    log.info("{}{}", "ä€😀", Thread.State.NEW);

    assertThat(texts(5))
        .containsExactly("1 2 1.5 2.5", "c true built", "[1, 2] [a, [b]]", "[x, y]", "ä€😀NEW");
  }

  @Test
  void argumentWhoseTextThrowsDoesNotHarmTheCaller() {
    log.info(
        "before {} after",
        new Object() {
          @Override
          public String toString() {
            throw new IllegalStateException("no text");
          }
        });

    assertThat(single().text())
        .startsWith("before (")
        .endsWith(".toString threw java.lang.IllegalStateException) after");
  }

  @Test
  void argumentThatLogsIsRecordedBesideItsOwnRecord() {
    log.info("outer {}", new Chatty());

    assertThat(texts(2)).containsExactly("inner " + Chatty.class.getName(), "outer chatty");
  }

  private final class Chatty {
    @Override
    public String toString() {
      log.info("inner {}", this);
      return "chatty";
    }
  }

  @Test
  void contextPairsMarkersAndThreadBecomeAttributes() {
    MDC.put("user", "ada");
    MDC.put("empty", "");
    log.atWarn()
        .addMarker(MarkerFactory.getMarker("AUDIT"))
        .addMarker(MarkerFactory.getMarker("SECURITY"))
        .addKeyValue("items", 3)
        .addKeyValue("price", 2.5)
        .addKeyValue("paid", true)
        .addKeyValue("note", (Object) null)
        .addKeyValue("list", List.of(1, 2))
        .log("sold");

    Stored record = single();
    assertThat(record.level()).isEqualTo("WARN");
    assertThat(record.attributes())
        .contains(
            entry("user", "ada"),
            entry("empty", ""),
            entry("marker", "AUDIT,SECURITY"),
            entry("items", "3"),
            entry("price", "2.5"),
            entry("paid", "true"),
            entry("note", "null"),
            entry("list", "[1, 2]"),
            entry("thread", Thread.currentThread().getName()));
  }

  @Test
  void singleMarkerIsNamed() {
    log.info(MarkerFactory.getMarker("AUDIT"), "signed in");

    assertThat(single().attribute("marker")).isEqualTo("AUDIT");
  }

  @Test
  void exceptionWithItsCauseIsOneRecord() {
    log.error(
        "order {} failed",
        43,
        new IllegalStateException("no stock", new IOException("disk on fire")));

    Stored record = single();
    assertThat(record.text()).isEqualTo("order 43 failed");
    assertThat(record.attribute("exception.type")).isEqualTo("java.lang.IllegalStateException");
    assertThat(record.attribute("exception.message")).isEqualTo("no stock");
    assertThat(record.attribute("exception.stacktrace"))
        .startsWith("java.lang.IllegalStateException: no stock\n\tat vdsl.logback.EventCaptureTest")
        .contains("\nCaused by: java.io.IOException: disk on fire\n");
  }

  /** As events come from another process by Logback's socket receiver. */
  @Test
  void exceptionKnownByItsTextsOnlyIsRecordedToo() {
    LoggingEvent event =
        new LoggingEvent(
            "fqcn",
            context.getLogger("remote"),
            Level.ERROR,
            "far away",
            new IllegalStateException("no stock"),
            new Object[0]);
    event.setThreadName("worker-7");
    appender.doAppend(LoggingEventVO.build(event));

    Stored record = single();
    assertThat(record.attribute("thread")).isEqualTo("worker-7");
    assertThat(record.attribute("exception.type")).isEqualTo("java.lang.IllegalStateException");
    assertThat(record.attribute("exception.message")).isEqualTo("no stock");
    assertThat(record.attribute("exception.stacktrace"))
        .contains("at vdsl.logback.EventCaptureTest");
  }

  @Test
  void eventThatFailsToTellAPartIsRecordedWithoutIt() {
    context.setMDCAdapter(null);
    log.error("order {} failed", 43, new IllegalStateException("no stock"));

    assertThat(single().text()).isEqualTo("order 43 failed");
    assertThat(single().attribute("exception.message")).isEqualTo("no stock");
    assertThat(Contexts.statuses(context, Status.ERROR))
        .singleElement()
        .asString()
        .contains("appender VDSL could not take an event, 1 so far");
  }

  @Test
  void recordsOverTheLimitAreCutAndSaySo() {
    int threadBytes = "thread".length() + Thread.currentThread().getName().length();
    log.info("{}", "x".repeat(100_000));

    assertThat(single().text()).hasSize(64 << 10);
    assertThat(single().attribute("vdsl.truncated_bytes"))
        .isEqualTo(Integer.toString(100_000 - (64 << 10) + threadBytes));
  }
}
