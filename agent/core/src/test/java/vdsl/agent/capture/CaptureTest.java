package vdsl.agent.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vdsl.agent.spool.SourcePosition;
import vdsl.agent.status.StatusEvent;
import vdsl.block.BlockBuilder;
import vdsl.block.BlockLimits;
import vdsl.block.BlockReader;
import vdsl.record.Attribute;
import vdsl.record.LogType;
import vdsl.record.Severity;
import vdsl.record.Value;

/** What a log call says is what the block has. */
final class CaptureTest {
  @TempDir Path temp;
  private CaptureFixture fixture;

  @BeforeEach
  void open() {
    fixture = new CaptureFixture(temp, FullPolicy.DEFAULT, true);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private RecordBuilder begin(String pattern) {
    return fixture.writer.begin(Severity.WARN, "shop.Orders", pattern);
  }

  private static Map<String, String> attributes(BlockReader block, int index) {
    Map<String, String> attributes = new TreeMap<>();
    for (Attribute attribute : block.attributes(index)) {
      attributes.put(attribute.key(), attribute.value().toString());
    }
    return attributes;
  }

  @Test
  void everyFieldOfTheRecordIsKept() {
    begin("user {} took {} ms at {}, {}, {}")
        .arg(42L)
        .arg(3.5)
        .arg("Zürich \uD83D\uDE00")
        .arg(true)
        .arg((String) null)
        .with("long", -1L)
        .with("double", 0.5)
        .with("boolean", false)
        .with("text", "größer")
        .with("none", (String) null)
        .type(new LogType("CACHE"))
        .eventTime(77)
        .log();
    BlockReader block = fixture.drain();
    assertThat(block.recordCount()).isEqualTo(1);
    assertThat(block.text(0)).hasToString("user 42 took 3.5 ms at Zürich \uD83D\uDE00, true, null");
    assertThat(block.level(0)).isEqualTo(Severity.WARN);
    assertThat(block.type(0)).isEqualTo(new LogType("CACHE"));
    assertThat(block.objects().get(block.objectIndex(0))).isEqualTo("shop.Orders");
    assertThat(block.pid(0)).isEqualTo(4711);
    assertThat(block.ip(0)).isEqualTo("192.0.2.7");
    assertThat(block.eventTimeNs(0)).isEqualTo(OptionalLong.of(77));
    assertThat(attributes(block, 0))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "thread", Thread.currentThread().getName(),
                "long", "-1",
                "double", "0.5",
                "boolean", "false",
                "text", "größer",
                "none", "null"));
  }

  @Test
  void argumentsKeepTheirKinds() {
    begin("{} {} {} {}").arg((Object) 7).arg((Object) 7.25).arg((Object) "x").arg(1.1f).log();
    begin("{} {}").arg(new int[] {1, 2}).arg(new Object[] {"a", null, List.of(1)}).log();
    begin("{}{}").arg('c').arg(1.1f).log();
    begin("{}").arg(java.nio.CharBuffer.wrap("text")).log();
    BlockReader block = fixture.drain();
    assertThat(block.text(0)).hasToString("7 7.25 x 1.1");
    assertThat(block.text(1)).hasToString("[1, 2] [a, null, [1]]");
    assertThat(block.text(2)).hasToString("c1.1");
    assertThat(block.text(3)).hasToString("text");
  }

  @Test
  void messageWithoutArgumentsIsShownAsItIs() {
    begin("plain {} and \\{} kept").log();
    begin("escaped \\{} and {}").arg(1).log();
    BlockReader block = fixture.drain();
    assertThat(block.text(0)).hasToString("plain {} and \\{} kept");
    assertThat(block.text(1)).hasToString("escaped {} and 1");
  }

  @Test
  void bytesOfALineAreKeptAsTheyAre() {
    byte[] line = {'a', (byte) 0xff, 0, 'b'};
    fixture.writer.begin(Severity.INFO, "o", line, 0, line.length).readUpTo("f", 9, 8).log();
    BlockReader block = fixture.drain();
    assertThat(block.text(0).array()).isEqualTo(line);
    assertThat(fixture.sources()).containsExactly(new SourcePosition("f", 9, 8));
  }

  @Test
  void throwableIsThreeAttributesOfOneRecord() {
    Exception cause = new IllegalStateException("inner");
    begin("failed").thrown(new RuntimeException("outer", cause)).log();
    BlockReader block = fixture.drain();
    Map<String, String> attributes = attributes(block, 0);
    assertThat(attributes)
        .containsEntry("exception.type", "java.lang.RuntimeException")
        .containsEntry("exception.message", "outer");
    assertThat(attributes.get("exception.stacktrace"))
        .startsWith("java.lang.RuntimeException: outer\n\tat ")
        .contains("Caused by: java.lang.IllegalStateException: inner");
  }

  @Test
  void recordOverTheLimitIsCutAtACharacterAndFlagged() {
    fixture.close();
    fixture = new CaptureFixture(temp, FullPolicy.DEFAULT, false);
    String text = "ä".repeat(BlockLimits.RECORD_BYTES_MAX);
    begin("{}").arg(text).arg("more").log();
    begin("next").log();
    BlockReader block = fixture.drain();
    assertThat(block.text(0).length()).isEqualTo(BlockLimits.RECORD_BYTES_MAX);
    assertThat(block.text(0).toString()).doesNotContain("\uFFFD");
    assertThat(attributes(block, 0))
        .containsEntry(
            BlockBuilder.TRUNCATED_ATTRIBUTE,
            Long.toString(2L * text.length() - BlockLimits.RECORD_BYTES_MAX + 4));
    assertThat(block.text(1)).hasToString("next");
  }

  @Test
  void anyNumberOfAttributesAndArgumentsIsTakenOrFlagged() {
    RecordBuilder record = begin("{}");
    for (int i = 0; i < 5_000; i++) {
      record.arg(i).with("k" + i, i);
    }
    assertThat(record.log()).isTrue();
    BlockReader block = fixture.drain();
    assertThat(block.text(0)).hasToString("0");
    assertThat(attributes(block, 0)).containsKey(BlockBuilder.TRUNCATED_ATTRIBUTE);
  }

  @Test
  void patternsBeyondTheDictionaryGoInline() {
    for (int i = 0; i < Dictionary.PATTERN_COUNT_MAX + 10; i++) {
      fixture.writer.begin(Severity.INFO, "o", "pattern " + i + " {}").arg(i).log();
      if (i % 1_000 == 0 || i >= Dictionary.PATTERN_COUNT_MAX) {
        BlockReader block = fixture.drain();
        assertThat(block.text(block.recordCount() - 1)).hasToString("pattern " + i + " " + i);
      }
    }
    assertThat(fixture.status.countOf(StatusEvent.DICTIONARY_FULL)).isEqualTo(10);
  }

  @Test
  void argumentThatThrowsOrLogsOrRecursesIsRecorded() {
    begin("{} {} {}")
        .arg(
            new Object() {
              @Override
              public String toString() {
                throw new IllegalArgumentException("no text");
              }
            })
        .arg(new Recursive())
        .arg(
            new Object() {
              @Override
              public String toString() {
                begin("nested {}").arg(this).log();
                return "outer";
              }
            })
        .log();
    BlockReader block = fixture.drain();
    assertThat(block.text(0).toString()).startsWith("nested vdsl.agent.capture.CaptureTest$");
    assertThat(block.text(1).toString())
        .contains("toString threw java.lang.IllegalArgumentException")
        .contains("toString threw java.lang.StackOverflowError")
        .endsWith(" outer");
    assertThat(fixture.status.countOf(StatusEvent.ARGUMENT_FAILED)).isEqualTo(2);
  }

  private static final class Recursive {
    @Override
    public String toString() {
      return "r" + new Recursive();
    }
  }

  @Test
  void fullBufferRejectsAfterTheBoundAndCountsByLevel() {
    fixture.close();
    fixture = new CaptureFixture(temp, FullPolicy.parse("block(1ms)"), false);
    String filler = "x".repeat(50_000);
    int accepted = 0;
    while (begin("{}").arg(filler).log()) {
      accepted++;
    }
    assertThat(begin("{}").arg(filler).log()).isFalse();
    assertThat(fixture.writer.begin(Severity.INFO, "o", "{}").arg(filler).log()).isFalse();
    assertThat(fixture.writer.buffer().rejections().of(Severity.WARN.number())).isEqualTo(2);
    assertThat(fixture.writer.buffer().rejections().of(Severity.INFO.number())).isEqualTo(1);
    assertThat(fixture.drain().recordCount()).isEqualTo(accepted);
    assertThat(begin("again").log()).isTrue();
    assertThat(fixture.drain().text(0)).hasToString("again");
  }

  @Test
  void recordThatFindsNoRoomCanBeTriedAgain() {
    String filler = "x".repeat(50_000);
    RecordBuilder record = begin("{}").arg(filler);
    while (record.tryLog()) {
      record = begin("{}").arg(filler);
    }
    fixture.drain();
    assertThat(record.tryLog()).isTrue();
    assertThat(record.log()).as("used up").isFalse();
    assertThat(fixture.drain().text(0)).hasToString(filler);
    assertThat(fixture.writer.buffer().rejections().total()).isZero();
  }

  @Test
  void policiesAreReadAndBadOnesRefused() {
    assertThat(FullPolicy.parse("block")).isEqualTo(FullPolicy.DEFAULT);
    assertThat(FullPolicy.parse("block(5s)").waitNs()).isEqualTo(5_000_000_000L);
    assertThat(FullPolicy.parse("reject-below(WARN)").rejectBelow()).isEqualTo(Severity.WARN);
    assertThatThrownBy(() -> FullPolicy.parse("drop"))
        .hasMessage("buffer.full \"drop\" is not block, block(100ms) or reject-below(LEVEL)");
    assertThatThrownBy(() -> FullPolicy.parse("block(61s)"))
        .hasMessageContaining("not in 0..60000000000");
  }

  @Test
  void loneSurrogateBecomesAQuestionMark() {
    begin("{}").arg("a\uD800b").log();
    assertThat(fixture.drain().text(0).toString().getBytes(StandardCharsets.UTF_8))
        .isEqualTo("a?b".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void valueOfANamedStringIsText() {
    begin("m").log();
    assertThat(fixture.drain().attributes(0))
        .containsExactly(new Attribute("thread", Value.of(Thread.currentThread().getName())));
  }

  /** After a loss of power a payload may be anything. */
  @Test
  void damagedFrameIsNoRecordAndHarmsNoOther() {
    Random random = new Random(5);
    BlockBuilder block = new BlockBuilder(BlockBuilder.Compression.NONE);
    block.reset(CaptureFixture.ANCHOR);
    int readable = 0;
    for (int i = 0; i < 20_000; i++) {
      begin("user {} took {} ms").arg(i).arg("text").with("k", 1.5).readUpTo("f", i, 1).log();
      fixture.copyFrame(
          bytes -> {
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
              bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
          });
      readable += fixture.readAll(block);
      if (block.isFull()) {
        block.build();
      }
    }
    assertThat(readable).isBetween(20_000, 40_000 - 1_000);
  }
}
