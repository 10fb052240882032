package vdsl.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import vdsl.record.Attribute;
import vdsl.record.LogType;
import vdsl.record.Severity;
import vdsl.record.Utf8;
import vdsl.record.Value;
import vdsl.template.Template;

class BlockRoundTripTest {
  /** What a record should read as. */
  private record Expected(
      long ticks,
      Severity level,
      LogType type,
      String object,
      String ip,
      int pid,
      OptionalLong eventTimeNs,
      Utf8 text,
      List<Attribute> attributes) {}

  @Property(tries = 300)
  void whatIsWrittenIsRead(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 200) int count,
      @ForAll BlockBuilder.Compression compression) {
    Random random = new Random(seed);
    BlockBuilder builder = Blocks.builder(compression);
    List<Expected> expected = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      expected.add(addRandom(builder, random));
    }
    BlockBody body = builder.build();
    BlockReader reader = new BlockReader(body);
    assertThat(reader.recordCount()).isEqualTo(count);
    for (int i = 0; i < count; i++) {
      assertThat(read(reader, i)).isEqualTo(expected.get(i));
    }
    assertThat(body.levelCounts().values().stream().mapToInt(Integer::intValue).sum())
        .isEqualTo(count);
    assertThat(body.minTicks())
        .isEqualTo(expected.stream().mapToLong(Expected::ticks).min().orElseThrow());
    assertThat(body.maxTicks())
        .isEqualTo(expected.stream().mapToLong(Expected::ticks).max().orElseThrow());
  }

  private static Expected read(BlockReader reader, int i) {
    return new Expected(
        reader.ticks(i),
        reader.level(i),
        reader.type(i),
        reader.objects().get(reader.objectIndex(i)),
        reader.ip(i),
        reader.pid(i),
        reader.eventTimeNs(i),
        reader.text(i),
        reader.attributes(i));
  }

  private static Expected addRandom(BlockBuilder builder, Random random) {
    long ticks = random.nextInt(4) == 0 ? random.nextLong() >> 2 : random.nextInt(1_000_000);
    Severity level = new Severity(1 + random.nextInt(24));
    LogType type = random.nextBoolean() ? LogType.APP : new LogType("T" + random.nextInt(5));
    String object = "object" + random.nextInt(300);
    String ip = random.nextInt(9) == 0 ? "::1" : "127.0.0.1";
    int pid = random.nextInt(3) == 0 ? random.nextInt(Integer.MAX_VALUE) : 42;
    builder.begin(ticks, level, type, object, ip, pid);
    Utf8 text = random.nextBoolean() ? addText(builder, random) : addTemplate(builder, random);
    List<Attribute> attributes = new ArrayList<>();
    for (int left = random.nextInt(3); left > 0; left--) {
      Attribute attribute = new Attribute("key" + random.nextInt(4), randomValue(random));
      builder.attribute(attribute.key(), attribute.value());
      attributes.add(attribute);
    }
    OptionalLong eventTimeNs =
        random.nextInt(5) == 0 ? OptionalLong.of(random.nextLong()) : OptionalLong.empty();
    eventTimeNs.ifPresent(builder::eventTime);
    builder.end();
    return new Expected(ticks, level, type, object, ip, pid, eventTimeNs, text, attributes);
  }

  private static Utf8 addText(BlockBuilder builder, Random random) {
    byte[] bytes = new byte[random.nextInt(40)];
    random.nextBytes(bytes);
    builder.text(bytes, 0, bytes.length);
    return Utf8.wrap(bytes);
  }

  private static Utf8 addTemplate(BlockBuilder builder, Random random) {
    int placeholders = random.nextInt(4);
    int arguments = random.nextInt(5);
    builder.template(Template.of("t" + " {}".repeat(placeholders) + " end"));
    StringBuilder rendered = new StringBuilder("t");
    for (int i = 0; i < Math.max(placeholders, arguments); i++) {
      Value value = randomValue(random);
      if (i < arguments) {
        builder.argument(value);
      }
      if (i < placeholders) {
        rendered.append(' ').append(i < arguments ? value : "{}");
      }
    }
    return Utf8.of(rendered.append(" end").toString());
  }

  private static Value randomValue(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> Value.of(random.nextLong());
      case 1 -> Value.of(random.nextInt(100));
      case 2 -> Value.of(random.nextDouble());
      case 3 -> Value.of(random.nextBoolean());
      case 4 -> Value.NULL;
      default -> Value.of("välue" + random.nextInt(1000));
    };
  }

  @ParameterizedTest
  @EnumSource(BlockBuilder.Compression.class)
  void sameRecordsEncodeToSameBytes(BlockBuilder.Compression compression) {
    String[] lines = {"one", "two", "one", ""};
    assertThat(Blocks.lines(compression, lines).bytes())
        .isEqualTo(Blocks.lines(compression, lines).bytes());
  }

  @Test
  void builderStartsOverAfterBuild() {
    BlockBuilder builder = Blocks.builder(BlockBuilder.Compression.ZSTD);
    Blocks.addLine(builder, "first block");
    builder.build();
    Blocks.addLine(builder, "second block");
    BlockReader reader = new BlockReader(builder.build());
    assertThat(reader.recordCount()).isEqualTo(1);
    assertThat(reader.text(0)).hasToString("second block");
  }

  @Test
  void textOverTheLimitIsCutAtACharacterAndFlagged() {
    String line = "a" + "ä".repeat(BlockLimits.RECORD_BYTES_MAX);
    BlockReader reader = new BlockReader(Blocks.lines(BlockBuilder.Compression.ZSTD, line));
    int kept = BlockLimits.RECORD_BYTES_MAX - 1;
    assertThat(reader.text(0).length()).isEqualTo(kept);
    assertThat(line).startsWith(reader.text(0).toString());
    assertThat(reader.attributes(0))
        .containsExactly(
            new Attribute(
                BlockBuilder.TRUNCATED_ATTRIBUTE,
                Value.of(line.getBytes(StandardCharsets.UTF_8).length - kept)));
  }

  @Test
  void bytesTheCallerLeftOutAreFlagged() {
    BlockBuilder builder = Blocks.builder(BlockBuilder.Compression.NONE);
    builder.begin(1, Severity.INFO, LogType.APP, "o", "ip", 1);
    builder.text(new byte[] {'x'}, 0, 1);
    builder.truncated(1_000);
    builder.end();
    assertThat(new BlockReader(builder.build()).attributes(0))
        .containsExactly(new Attribute(BlockBuilder.TRUNCATED_ATTRIBUTE, Value.of(1_000)));
  }

  @Test
  void attributesOverTheLimitAreCutAndFlagged() {
    BlockBuilder builder = Blocks.builder(BlockBuilder.Compression.LZ4);
    builder.begin(1, Severity.INFO, LogType.APP, "o", "ip", 1);
    builder.text(new byte[0], 0, 0);
    for (int i = 0; i < BlockLimits.ATTRIBUTE_COUNT_MAX + 10; i++) {
      builder.attribute("k" + i, Value.of(i));
    }
    builder.end();
    List<Attribute> attributes = new BlockReader(builder.build()).attributes(0);
    assertThat(attributes).hasSize(BlockLimits.ATTRIBUTE_COUNT_MAX);
    assertThat(attributes.get(attributes.size() - 1).key())
        .isEqualTo(BlockBuilder.TRUNCATED_ATTRIBUTE);
  }

  @Test
  void keysOverTheLimitOfABlockAreCutAndFlagged() {
    BlockBuilder builder = Blocks.builder(BlockBuilder.Compression.ZSTD);
    int recordCount = 40;
    int attributesEach = 200;
    for (int record = 0; record < recordCount; record++) {
      builder.begin(1, Severity.INFO, LogType.APP, "o", "ip", 1);
      builder.text(new byte[0], 0, 0);
      for (int i = 0; i < attributesEach; i++) {
        builder.attribute("key" + (record * attributesEach + i), Value.NULL);
      }
      builder.end();
    }
    BlockReader reader = new BlockReader(builder.build());
    assertThat(reader.attributes(0)).hasSize(attributesEach);
    assertThat(reader.attributes(recordCount - 1))
        .singleElement()
        .matches(attribute -> attribute.key().equals(BlockBuilder.TRUNCATED_ATTRIBUTE));
  }

  @Test
  void blockIsFullBeforeItsSlotsAreTooMany() {
    BlockBuilder builder = Blocks.builder(BlockBuilder.Compression.ZSTD);
    for (int record = 0; !builder.isFull(); record++) {
      builder.begin(1, Severity.INFO, LogType.APP, "o", "ip", 1);
      builder.template(Template.of("t" + record));
      for (int i = 0; i < Template.ARGUMENT_COUNT_MAX; i++) {
        builder.argument(Value.NULL);
      }
      builder.end();
    }
    assertThat(builder.recordCount())
        .isEqualTo(BlockLimits.SLOT_COUNT_MAX / Template.ARGUMENT_COUNT_MAX);
    Blocks.readAll(builder.build());
  }

  @ParameterizedTest
  @EnumSource(BlockBuilder.Compression.class)
  void fullestOpenBlockFitsItsLimit(BlockBuilder.Compression compression) {
    Random random = new Random(5);
    BlockBuilder builder = Blocks.builder(compression);
    while (!builder.isFull()) {
      StringBuilder line = new StringBuilder();
      for (int words = random.nextInt(3000); words > 0; words--) {
        line.append((char) ('0' + random.nextInt(75))).append(random.nextInt(1000)).append(' ');
      }
      byte[] utf8 = line.toString().getBytes(StandardCharsets.UTF_8);
      String object = "o".repeat(400) + builder.recordCount();
      builder.begin(random.nextLong() >> 2, Severity.INFO, LogType.APP, object, "ip", 1);
      builder.text(utf8, 0, utf8.length);
      builder.end();
    }
    assertThat(builder.build().bytes()).hasSizeLessThan(BlockLimits.OPEN_BODY_BYTES_MAX);
  }

  @Test
  void blockIsFullAtItsRecordCount() {
    BlockBuilder builder = Blocks.builder(BlockBuilder.Compression.ZSTD);
    for (int i = 0; i < BlockLimits.OPEN_RECORD_COUNT_MAX; i++) {
      assertThat(builder.isFull()).isFalse();
      Blocks.addLine(builder, "");
    }
    assertThat(builder.isFull()).isTrue();
  }
}
