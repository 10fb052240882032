package vdsl.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import vdsl.record.IdRange;
import vdsl.record.LogType;
import vdsl.record.NodeId;
import vdsl.record.Severity;
import vdsl.record.Value;
import vdsl.template.Template;
import vdsl.time.TimeMap;

class HostileBlockTest {
  private static byte[] sample(BlockBuilder.Compression compression) {
    BlockBuilder builder = Blocks.builder(compression);
    for (int i = 0; i < 40; i++) {
      Blocks.addLine(builder, "line " + i + " of some text that repeats and repeats");
      builder.begin(i, Severity.WARN, LogType.APP, "o" + i % 3, "ip", 300 + i);
      builder.template(Template.of("user {} took {} ms"));
      builder.argument(Value.of(i % 2 == 0 ? "ann" : "bob"));
      builder.argument(i % 3 == 0 ? Value.of(i * 0.5) : Value.of(i));
      builder.attribute("thread", Value.of("main"));
      builder.eventTime(i);
      builder.end();
    }
    return builder.build().bytes();
  }

  @ParameterizedTest
  @EnumSource(BlockBuilder.Compression.class)
  void everyFlippedBitIsNoticed(BlockBuilder.Compression compression) {
    byte[] bytes = sample(compression);
    for (int i = 0; i < bytes.length; i++) {
      for (int bit = 0; bit < Byte.SIZE; bit++) {
        byte[] damaged = bytes.clone();
        damaged[i] ^= (byte) (1 << bit);
        assertThatThrownBy(() -> BlockBody.parse(damaged)).isInstanceOf(BlockFormatException.class);
      }
    }
  }

  @Test
  void everyTruncationIsNoticed() {
    byte[] bytes = sample(BlockBuilder.Compression.ZSTD);
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> BlockBody.parse(cut)).isInstanceOf(BlockFormatException.class);
    }
  }

  @Property(tries = 4000)
  void bytesWithARightChecksumDecodeOrAreRefused(
      @ForAll long seed, @ForAll BlockBuilder.Compression compression) {
    Random random = new Random(seed);
    byte[] bytes = sample(compression);
    for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    readOrRefuse(Blocks.resealed(bytes));
  }

  @Test
  void everyByteChangedUnderARightChecksumDecodesOrIsRefused() {
    byte[] bytes = sample(BlockBuilder.Compression.NONE);
    for (int i = 0; i < bytes.length - Integer.BYTES; i++) {
      for (int value : new int[] {0, 1, 0x7f, 0x80, 0xff}) {
        byte[] changed = bytes.clone();
        changed[i] = (byte) value;
        readOrRefuse(Blocks.resealed(changed));
      }
    }
  }

  private static void readOrRefuse(byte[] bytes) {
    try {
      Blocks.readAll(BlockBody.parse(bytes));
    } catch (BlockFormatException refused) {
      assertThat(refused).hasMessageMatching("(?s).+");
    }
  }

  @Test
  void bodiesOfTheSameLengthDifferInDigestAndChain() {
    BlockBody one = Blocks.lines(BlockBuilder.Compression.NONE, "record one");
    BlockBody two = Blocks.lines(BlockBuilder.Compression.NONE, "record two");
    assertThat(one.bytes()).hasSameSizeAs(two.bytes());
    assertThat(one.digest()).isNotEqualTo(two.digest());
    IdRange ids = new IdRange(1, 1);
    assertThat(ChainLink.follow(0, ids, one.digest()))
        .isNotEqualTo(ChainLink.follow(0, ids, two.digest()));
  }

  @Test
  void tombstonesOfTheSameLengthDifferInDigest() {
    byte[] one = new Tombstone(Tombstone.Cause.DROPPED, 1, 2, new TreeMap<>(), "a").encode();
    byte[] two = new Tombstone(Tombstone.Cause.DROPPED, 1, 2, new TreeMap<>(), "b").encode();
    assertThat(BodyDigest.of(one)).isNotEqualTo(BodyDigest.of(two));
  }

  @Test
  void unknownVersionIsNamed() {
    byte[] bytes = sample(BlockBuilder.Compression.NONE);
    bytes[4] = 9;
    assertThatThrownBy(() -> BlockBody.parse(Blocks.resealed(bytes)))
        .hasMessage("body: format version 9, this build reads 1");
  }

  @Test
  void bombIsRefusedByItsDeclaredSize() {
    byte[] bytes = sample(BlockBuilder.Compression.ZSTD);
    int raw2Offset = BlockBody.LENGTHS_OFFSET + 4 * Integer.BYTES;
    bytes[raw2Offset + 3] = 0x7f;
    assertThatThrownBy(() -> BlockBody.parse(Blocks.resealed(bytes)))
        .isInstanceOf(BlockFormatException.class)
        .hasMessageContaining("at most " + BlockLimits.FRAME_RAW_BYTES_MAX);
  }

  @Test
  void stampSurvivesOnlyUndamaged() {
    Stamp stamp = stamp();
    byte[] bytes = stamp.encode();
    assertThat(Stamp.decode(bytes)).isEqualTo(stamp);
    for (int i = 0; i < bytes.length; i++) {
      byte[] damaged = bytes.clone();
      damaged[i] ^= 0x10;
      assertThatThrownBy(() -> Stamp.decode(damaged)).isInstanceOf(BlockFormatException.class);
    }
  }

  @Test
  void changedStampUnderARightChecksumDiffersOrIsRefused() {
    byte[] bytes = stamp().encode();
    for (int i = 0; i < bytes.length - Integer.BYTES; i++) {
      byte[] changed = bytes.clone();
      changed[i] ^= 0x10;
      Blocks.resealed(changed);
      assertThat(decodesTo(changed)).isNotEqualTo(Optional.of(stamp()));
    }
  }

  private static Optional<Stamp> decodesTo(byte[] bytes) {
    try {
      return Optional.of(Stamp.decode(bytes));
    } catch (BlockFormatException refused) {
      return Optional.empty();
    }
  }

  private static Stamp stamp() {
    return new Stamp(
        new BlockIdentity(new NodeId("n1"), 5, 6),
        BlockKind.RECORDS,
        new IdRange(10, 19),
        new BodyDigest(77, 88),
        new ChainLink(1, 2),
        TimeMap.wallClock(3, 4));
  }

  @Test
  void longestStampFitsItsLimit() {
    List<TimeMap.Knot> knots = new ArrayList<>();
    for (int i = 0; i < TimeMap.KNOT_COUNT_MAX; i++) {
      knots.add(new TimeMap.Knot(i, i, Long.MAX_VALUE));
    }
    Stamp stamp =
        new Stamp(
            new BlockIdentity(new NodeId("n".repeat(NodeId.LENGTH_MAX)), -1, Long.MAX_VALUE),
            BlockKind.TOMBSTONE,
            new IdRange(1, Long.MAX_VALUE),
            new BodyDigest(BlockLimits.BODY_BYTES_MAX, -1),
            new ChainLink(-1, -1),
            new TimeMap(Long.MAX_VALUE, Integer.MAX_VALUE, knots));
    assertThat(stamp.encode()).hasSizeLessThanOrEqualTo(Stamp.BYTES_MAX);
    assertThat(Stamp.decode(stamp.encode())).isEqualTo(stamp);
  }

  @Test
  void tombstoneSurvivesOnlyUndamaged() {
    TreeMap<Severity, Long> counts = new TreeMap<>();
    counts.put(Severity.ERROR, 7L);
    Tombstone tombstone =
        new Tombstone(Tombstone.Cause.DROPPED, 1, 2, counts, "the spool was full");
    byte[] bytes = tombstone.encode();
    assertThat(Tombstone.decode(bytes)).isEqualTo(tombstone);
    for (int i = 0; i < bytes.length; i++) {
      byte[] damaged = bytes.clone();
      damaged[i] ^= 1;
      assertThatThrownBy(() -> Tombstone.decode(damaged)).isInstanceOf(BlockFormatException.class);
    }
  }
}
