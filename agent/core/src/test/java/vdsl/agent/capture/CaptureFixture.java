package vdsl.agent.capture;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import vdsl.agent.buffer.BufferConfig;
import vdsl.agent.buffer.BufferDrain;
import vdsl.agent.buffer.DoubleBuffer;
import vdsl.agent.buffer.Frame;
import vdsl.agent.spool.SourcePosition;
import vdsl.agent.status.StatusLog;
import vdsl.block.BlockBuilder;
import vdsl.block.BlockReader;
import vdsl.time.BootId;
import vdsl.time.ClockAnchor;
import vdsl.time.TickSource;

/** A writer in small halves, and what a drain reads of it. */
final class CaptureFixture implements AutoCloseable {
  static final ClockAnchor ANCHOR = new ClockAnchor(new BootId(new UUID(3, 5)), 0, 0);
  static final BufferConfig BUFFER = new BufferConfig(BufferConfig.HALF_BYTES_MIN, 1_000_000_000L);

  final StatusLog status = new StatusLog(line -> {}, TickSource.system());
  final RecordWriter writer;
  private final BufferDrain drain;
  private final FrameReader reader;
  private final List<SourcePosition> sources = new ArrayList<>();

  CaptureFixture(Path directory, FullPolicy full, boolean recordsThread) {
    writer =
        RecordWriter.open(
            directory,
            new CaptureConfig(BUFFER, full, recordsThread),
            new RecordWriter.Origin(ANCHOR, 4711, "192.0.2.7"),
            new Random(),
            TickSource.system(),
            status);
    drain = writer.buffer().drain(0, TickSource.system());
    reader = FrameReader.open(directory, writer.buffer().header(), ANCHOR.boot());
  }

  /** Everything that is in the buffer, as one block's records. */
  BlockReader drain() {
    BlockBuilder block = new BlockBuilder(BlockBuilder.Compression.NONE);
    block.reset(ANCHOR);
    while (drain.peek()) {
      if (!reader.read(drain.frame(), block)) {
        throw new AssertionError("frame at " + drain.position() + " is unreadable");
      }
      drain.take();
    }
    drain.release(drain.position());
    sources.addAll(reader.takeSources());
    return new BlockReader(block.build());
  }

  /** Writes the oldest frame that is not read once more, with other bytes. */
  void copyFrame(Consumer<byte[]> change) {
    if (!drain.peek()) {
      throw new AssertionError("no frame");
    }
    Frame frame = drain.frame();
    byte[] payload = new byte[frame.payloadBytes()];
    frame.bytes().get(frame.payloadOffset(), payload);
    change.accept(payload);
    DoubleBuffer buffer = writer.buffer();
    int offset = buffer.claim(frame.kind(), frame.flags(), frame.ticks(), payload.length);
    buffer.bytes().put(offset, payload);
    buffer.commit(offset);
  }

  /** Reads every frame there is, and returns how many were records. */
  int readAll(BlockBuilder block) {
    int records = 0;
    while (drain.peek()) {
      records += reader.read(drain.frame(), block) ? 1 : 0;
      drain.take();
    }
    drain.release(drain.position());
    return records;
  }

  List<SourcePosition> sources() {
    return sources;
  }

  @Override
  public void close() {
    drain.close();
    reader.close();
    writer.close();
  }
}
