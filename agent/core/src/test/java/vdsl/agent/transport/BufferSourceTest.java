package vdsl.agent.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vdsl.agent.buffer.BufferConfig;
import vdsl.agent.capture.CaptureConfig;
import vdsl.agent.capture.FullPolicy;
import vdsl.agent.capture.RecordWriter;
import vdsl.agent.spool.SourcePosition;
import vdsl.agent.status.StatusEvent;
import vdsl.agent.status.StatusLog;
import vdsl.block.BlockBuilder;
import vdsl.block.BlockReader;
import vdsl.record.Attribute;
import vdsl.record.LogType;
import vdsl.record.Severity;
import vdsl.time.BootId;
import vdsl.time.ClockAnchor;

/** The buffers of several processes as one source; the test is the spool. */
final class BufferSourceTest {
  private static final BootId BOOT = new BootId(new UUID(1, 2));
  private static final BootId EARLIER_BOOT = new BootId(new UUID(9, 9));
  private static final ClockAnchor HERE = new ClockAnchor(BOOT, 1_000_000_000_000L, 5);
  private static final BufferConfig BUFFER =
      new BufferConfig(BufferConfig.HALF_BYTES_MIN, 1_000_000_000L);
  private static final long SCAN_NS = 60_000_000L;

  private final StatusLog status = new StatusLog(line -> {}, () -> 0);
  private final List<RecordWriter> writers = new ArrayList<>();
  private final Map<String, SourcePosition> spooled = new HashMap<>();
  private final List<BlockReader> blocks = new ArrayList<>();
  private final BlockBuilder block = new BlockBuilder(BlockBuilder.Compression.NONE);
  private long nowNs = HERE.ticks();
  private long sequence = 1;

  @TempDir Path temp;

  @AfterEach
  void close() {
    writers.forEach(RecordWriter::close);
  }

  private RecordWriter process(BootId boot) {
    RecordWriter writer =
        RecordWriter.open(
            temp,
            new CaptureConfig(BUFFER, FullPolicy.parse("block(0ms)"), false),
            new RecordWriter.Origin(
                new ClockAnchor(boot, nowNs, 50), 100 + writers.size(), "192.0.2.1"),
            new Random(),
            () -> nowNs,
            status);
    writers.add(writer);
    return writer;
  }

  private BufferSource source() {
    BufferSource source =
        new BufferSource(
            temp,
            new BufferSource.Settings(BUFFER, new HostIdentity(BOOT, "192.0.2.1", 1), () -> nowNs),
            Optional.empty(),
            List.copyOf(spooled.values()),
            status);
    source.spooled(sequence);
    return source;
  }

  private static void log(RecordWriter writer, String text) {
    assertThat(writer.begin(Severity.INFO, "o", text).log()).isTrue();
  }

  /** Drains what is there into one block, and spools it. */
  private List<String> drain(BufferSource source) {
    return drain(source, true);
  }

  private List<String> drain(BufferSource source, boolean isSpooled) {
    nowNs += SCAN_NS;
    block.reset(source.anchor(HERE));
    source.drainTo(block);
    if (block.recordCount() == 0) {
      source.takeEnded().forEach(spooled::remove);
      return List.of();
    }
    BlockReader drained = new BlockReader(block.build());
    blocks.add(drained);
    if (isSpooled) {
      source.positions().forEach(position -> spooled.put(position.source(), position));
      source.spooled(++sequence);
      source.progressed(sequence, sequence - 1);
    }
    source.takeEnded().forEach(spooled::remove);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < drained.recordCount(); i++) {
      texts.add(drained.text(i).toString());
    }
    return texts;
  }

  private static Map<String, String> attributes(BlockReader drained, int index) {
    Map<String, String> attributes = new TreeMap<>();
    for (Attribute attribute : drained.attributes(index)) {
      attributes.put(attribute.key(), attribute.value().toString());
    }
    return attributes;
  }

  private List<String> names() throws IOException {
    try (var files = Files.list(temp)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void framesOfAllProcessesAreMergedByTime() {
    RecordWriter a = process(BOOT);
    RecordWriter b = process(BOOT);
    RecordWriter c = process(BOOT);
    List<String> expected = new ArrayList<>();
    Random random = new Random(3);
    for (int i = 0; i < 300; i++) {
      nowNs++;
      log(List.of(a, b, c).get(random.nextInt(3)), "m" + i);
      expected.add("m" + i);
    }
    assertThat(drain(source())).isEqualTo(expected);
  }

  @Test
  void whatIsSpooledIsNotDrainedAgainByTheNextTransport() {
    RecordWriter a = process(BOOT);
    log(a, "one");
    BufferSource first = source();
    assertThat(drain(first)).containsExactly("one");
    log(a, "two");
    assertThat(drain(first, false)).containsExactly("two");
    first.close();

    BufferSource second = source();
    assertThat(drain(second)).as("taken, but not spooled").containsExactly("two");
    assertThat(drain(second)).isEmpty();
    second.close();
    assertThat(drain(source())).isEmpty();
  }

  @Test
  void endedProcessLeavesNeitherFilesNorPositions() throws IOException {
    RecordWriter a = process(BOOT);
    log(a, "last words");
    BufferSource source = source();
    assertThat(drain(source)).containsExactly("last words");
    assertThat(source.isExhausted()).isFalse();
    a.close();
    assertThat(drain(source)).isEmpty();
    assertThat(source.isExhausted()).isTrue();
    assertThat(names()).isEmpty();
    assertThat(spooled).isEmpty();
    assertThat(status.countOf(StatusEvent.BUFFER_REMOVED)).isEqualTo(1);
  }

  @Test
  void positionsOfBuffersThatAreGoneAreForgottenByTheNextTransport() {
    log(process(BOOT), "one");
    BufferSource first = source();
    drain(first);
    first.close();
    assertThat(spooled).hasSize(1);
    for (String gone :
        List.of(
            "buffer-0000000000000001.vdb",
            "buffer-0000000000000001.vdb#rejected-9",
            "buffer-0000000000000002.vdb.refused",
            "buffer-3.vdb",
            "app.log")) {
      spooled.put(gone, new SourcePosition(gone, 8, 1));
    }
    drain(source());
    assertThat(spooled).hasSize(3).containsKeys("buffer-3.vdb", "app.log");
  }

  @Test
  void processThatNeverLoggedIsRemovedToo() throws IOException {
    process(BOOT).close();
    BufferSource source = source();
    assertThat(drain(source)).isEmpty();
    assertThat(source.isExhausted()).isTrue();
    assertThat(names()).isEmpty();
  }

  @Test
  void rejectedRecordsAreToldOnceByALossRecordPerLevel() {
    RecordWriter a = process(BOOT);
    String filler = "x".repeat(50_000);
    int accepted = 0;
    while (a.begin(Severity.INFO, "o", "{}").arg(filler).log()) {
      accepted++;
    }
    assertThat(a.begin(Severity.ERROR, "o", "{}").arg(filler).log()).isFalse();
    BufferSource first = source();
    List<String> texts = new ArrayList<>();
    for (List<String> some = drain(first); !some.isEmpty(); some = drain(first)) {
      texts.addAll(some);
    }
    assertThat(texts).hasSize(accepted + 1);
    assertThat(texts.get(0))
        .isEqualTo("2 records lost: the buffer of the process was full or closed");
    assertThat(blocks.get(0).type(0)).isEqualTo(LogType.LOSS);
    assertThat(attributes(blocks.get(0), 0))
        .containsEntry("count", "2")
        .containsEntry("count.INFO", "1")
        .containsEntry("count.ERROR", "1");
    first.close();

    nowNs += 10_000_000_000L;
    BufferSource second = source();
    assertThat(drain(second)).isEmpty();
    log(a, "room again");
    assertThat(drain(second)).containsExactly("room again");
  }

  @Test
  void recordsOfAnEarlierBootComeInBlocksOfTheirOwnClock() {
    RecordWriter earlier = process(EARLIER_BOOT);
    log(earlier, "before the reboot");
    earlier.close();
    log(process(BOOT), "after");
    BufferSource source = source();
    List<String> texts = new ArrayList<>(drain(source));
    texts.addAll(drain(source));
    assertThat(texts).containsExactlyInAnyOrder("before the reboot", "after");
    assertThat(blocks).hasSize(2);
    assertThat(drain(source)).isEmpty();
    assertThat(status.countOf(StatusEvent.BUFFER_REMOVED)).isEqualTo(1);
  }

  /** Frames before them may be missing, and their source can be read again. */
  @Test
  void shippedFramesOfAnEarlierBootAreLeftToBeReadAgain() throws IOException {
    RecordWriter shipped = process(EARLIER_BOOT);
    byte[] line = {'x'};
    assertThat(shipped.begin(Severity.INFO, "o", line, 0, 1).readUpTo("f", 9, 1).log()).isTrue();
    shipped.close();
    RecordWriter here = process(BOOT);
    assertThat(here.begin(Severity.INFO, "o", line, 0, 1).readUpTo("g", 7, 1).log()).isTrue();
    BufferSource source = source();
    List<String> texts = new ArrayList<>(drain(source));
    texts.addAll(drain(source));
    texts.addAll(drain(source));
    assertThat(texts).containsExactly("x");
    assertThat(spooled).containsKey("g").doesNotContainKey("f");
    assertThat(status.countOf(StatusEvent.BUFFER_REMOVED)).isEqualTo(1);
  }

  @Test
  void bufferThatCannotBeReadIsPutAsideAndToldOnce() throws IOException {
    RecordWriter a = process(BOOT);
    log(a, "gone");
    Path file = a.buffer().file();
    a.close();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(8), 16);
    }
    BufferSource first = source();
    assertThat(drain(first)).hasSize(1).allMatch(text -> text.contains("was put aside: buffer-"));
    assertThat(blocks.get(0).type(0)).isEqualTo(LogType.LOSS);
    first.close();
    assertThat(drain(source())).isEmpty();
    assertThat(names()).anyMatch(name -> name.endsWith(".vdb.refused"));
    assertThat(names()).anyMatch(name -> name.startsWith("dictionary-"));
  }

  @Test
  void processLearnsHowFarItsRecordsHaveCome() {
    RecordWriter a = process(BOOT);
    log(a, "one");
    long position = a.buffer().position();
    BufferSource source = source();
    a.buffer().askSync(position);
    drain(source);
    assertThat(a.buffer().synced()).isEqualTo(position);
    assertThat(a.buffer().acknowledged()).isLessThan(position);
    assertThat(source.isSyncAsked()).isFalse();
    source.progressed(sequence, sequence);
    assertThat(a.buffer().acknowledged()).isEqualTo(position);
    log(a, "two");
    a.buffer().askSync(a.buffer().position());
    assertThat(source.isSyncAsked()).isTrue();
  }

  @Test
  void processLearnsOfPaddingToo() {
    RecordWriter a = process(BOOT);
    log(a, "one");
    a.buffer().abort(a.buffer().claim(2, 9, nowNs, 100));
    long position = a.buffer().position();
    BufferSource source = source();
    drain(source);
    a.buffer().askSync(position);
    drain(source);
    source.isSyncAsked();
    assertThat(a.buffer().synced()).isEqualTo(position);
  }
}
