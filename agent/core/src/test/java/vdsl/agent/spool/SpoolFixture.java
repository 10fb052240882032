package vdsl.agent.spool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import vdsl.agent.status.StatusLog;
import vdsl.block.BlockBody;
import vdsl.block.BlockBuilder;
import vdsl.block.BlockKind;
import vdsl.block.BlockReader;
import vdsl.block.Tombstone;
import vdsl.record.LogType;
import vdsl.record.NodeId;
import vdsl.record.Severity;
import vdsl.time.BootId;
import vdsl.time.ClockAnchor;

/** Small spools with known content. */
final class SpoolFixture {
  static final NodeId NODE = new NodeId("n1");
  static final BootId BOOT = new BootId(new UUID(1, 2));
  static final long SEED = 7;

  private SpoolFixture() {}

  static SpoolConfig config(Path directory) {
    return config(directory, BOOT, SyncPolicy.INTERVAL);
  }

  static SpoolConfig config(Path directory, BootId boot, SyncPolicy policy) {
    return new SpoolConfig(directory, NODE, boot, 2_048, 1 << 20, policy);
  }

  /** A spool of four segments that gives up the oldest when it is full. */
  static SpoolConfig dropping(Path directory) {
    return new SpoolConfig(directory, NODE, BOOT, 2_048, 8_192, SyncPolicy.INTERVAL)
        .withFull(SpoolFull.DROP_OLDEST);
  }

  static Spool openDropping(Path directory, SpoolFiles files, StatusLog status) {
    return Spool.open(dropping(directory), files, status, new Random(SEED));
  }

  static StatusLog status() {
    return new StatusLog(line -> {}, () -> 0);
  }

  static Spool open(Path directory) {
    return open(directory, SpoolFiles.system(), status());
  }

  static Spool open(Path directory, SpoolFiles files, StatusLog status) {
    return Spool.open(config(directory), files, status, new Random(SEED));
  }

  /** A body of count records with the texts "first", "first + 1", ... */
  static BlockBody body(int first, int count) {
    BlockBuilder builder = new BlockBuilder(BlockBuilder.Compression.NONE);
    builder.reset(new ClockAnchor(BOOT, 1_000L + first, 2_000_000_000_000L + first));
    for (int i = first; i < first + count; i++) {
      byte[] text = Integer.toString(i).getBytes(StandardCharsets.UTF_8);
      builder.begin(1_000L + i, Severity.INFO, LogType.APP, "o", "127.0.0.1", 1);
      builder.text(text, 0, text.length);
      builder.end();
    }
    return builder.build();
  }

  static List<SourcePosition> at(int position) {
    return List.of(new SourcePosition("f" + position % 2, position, 42));
  }

  /**
   * Everything a spool holds, in order: the text of a readable record, "?" of a damaged one, "-" of
   * one that was given up.
   *
   * @throws AssertionError if a body does not have the records its block says
   */
  static List<String> content(Spool spool) {
    List<String> texts = new ArrayList<>();
    Numbering point = spool.numbering();
    Optional<SpooledBlock> next = spool.blockAfter(point.sequence());
    while (next.isPresent()) {
      point = point.after(next.get());
      texts.addAll(texts(spool, next.get()));
      next = spool.blockAfter(point.sequence());
    }
    return texts;
  }

  private static List<String> texts(Spool spool, SpooledBlock block) {
    try {
      SpooledBody body = spool.read(block);
      if (body.kind() == BlockKind.TOMBSTONE) {
        String sign =
            switch (Tombstone.decode(body.bytes()).cause()) {
              case DAMAGED -> "?";
              case DROPPED -> "-";
              case DELETED, RESTORED -> throw new AssertionError("tombstone of another cause");
            };
        return Collections.nCopies(Math.toIntExact(block.recordCount()), sign);
      }
      BlockReader reader = new BlockReader(BlockBody.parse(body.bytes()));
      if (reader.recordCount() != block.recordCount()) {
        throw new AssertionError(reader.recordCount() + " records, not " + block.recordCount());
      }
      List<String> texts = new ArrayList<>();
      for (int i = 0; i < reader.recordCount(); i++) {
        texts.add(reader.text(i).toString());
      }
      return texts;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  static List<Path> segments(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> Segment.numberOf(file.getFileName().toString()).isPresent())
          .sorted()
          .toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
