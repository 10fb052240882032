package vdsl.block;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import vdsl.record.LogType;
import vdsl.record.Severity;
import vdsl.time.BootId;
import vdsl.time.ClockAnchor;

/** Bodies for tests. */
final class Blocks {
  static final ClockAnchor ANCHOR =
      new ClockAnchor(new BootId(new UUID(7, 11)), 1_000_000, 1_700_000_000_000_000_000L);

  private Blocks() {}

  static BlockBuilder builder(BlockBuilder.Compression compression) {
    BlockBuilder builder = new BlockBuilder(compression);
    builder.reset(ANCHOR);
    return builder;
  }

  static void addLine(BlockBuilder builder, String line) {
    byte[] utf8 = line.getBytes(StandardCharsets.UTF_8);
    builder.begin(ANCHOR.ticks(), Severity.INFO, LogType.APP, "object", "127.0.0.1", 42);
    builder.text(utf8, 0, utf8.length);
    builder.end();
  }

  static BlockBody lines(BlockBuilder.Compression compression, String... lines) {
    BlockBuilder builder = builder(compression);
    for (String line : lines) {
      addLine(builder, line);
    }
    return builder.build();
  }

  /** Reads everything a body holds. */
  static void readAll(BlockBody body) {
    BlockReader reader = new BlockReader(body);
    for (int i = 0; i < reader.recordCount(); i++) {
      reader.ticks(i);
      reader.level(i);
      reader.type(i);
      reader.objects().get(reader.objectIndex(i));
      reader.pid(i);
      reader.ip(i);
      reader.eventTimeNs(i);
      reader.text(i);
      reader.attributes(i);
    }
    if (body.filterBytes().length > 0) {
      TokenFilter.decode(body.filterBytes());
    }
  }

  /** Makes damaged bytes pass their checksum, as a hostile sender would. */
  static byte[] resealed(byte[] bytes) {
    int value = Trailer.of(bytes, bytes.length - Trailer.BYTES);
    for (int i = 0; i < Integer.BYTES; i++) {
      bytes[bytes.length - Integer.BYTES + i] = (byte) (value >>> (8 * i));
    }
    return bytes;
  }
}
