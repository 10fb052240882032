package vdsl.agent.buffer;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Random;
import java.util.UUID;
import vdsl.time.BootId;
import vdsl.time.ClockAnchor;
import vdsl.time.TickSource;

/** Small buffers, and frames that say who wrote them and are checked to the last byte. */
final class BufferFixture {
  static final int HALF_BYTES = BufferConfig.HALF_BYTES_MIN;
  static final long STALL_NS = 1_000_000_000L;
  static final BufferConfig CONFIG = new BufferConfig(HALF_BYTES, STALL_NS);
  static final ClockAnchor ANCHOR = new ClockAnchor(new BootId(new UUID(3, 5)), 70, 90);
  static final int KIND = 7;
  static final int NAME_BYTES = 2 * Long.BYTES;

  /** A frame as it was drained. */
  record Message(long writer, long sequence) {}

  private BufferFixture() {}

  static DoubleBuffer create(Path directory) {
    return DoubleBuffer.create(directory, CONFIG, ANCHOR, 11, new Random());
  }

  /** Claims and writes a frame without committing it. */
  static int begin(DoubleBuffer buffer, long writer, long sequence, int payloadBytes) {
    int payload = buffer.claim(KIND, 0, sequence, payloadBytes);
    if (payload >= 0) {
      ByteBuffer bytes = buffer.bytes();
      bytes.putLong(payload, writer).putLong(payload + Long.BYTES, sequence);
      for (int i = NAME_BYTES; i < payloadBytes; i++) {
        bytes.put(payload + i, fill(writer, sequence, i));
      }
    }
    return payload;
  }

  /** Writes a frame; false if there was no room. */
  static boolean write(DoubleBuffer buffer, long writer, long sequence, int payloadBytes) {
    int payload = begin(buffer, writer, sequence, payloadBytes);
    if (payload >= 0) {
      buffer.commit(payload);
      return true;
    }
    if (payload != DoubleBuffer.FULL) {
      throw new IllegalStateException("claim returned " + payload);
    }
    return false;
  }

  /** Takes the drain's next frame, every byte of which must be as it was written. */
  static Message take(BufferDrain drain) {
    Frame frame = drain.frame();
    ByteBuffer bytes = frame.bytes();
    int payload = frame.payloadOffset();
    long writer = bytes.getLong(payload);
    long sequence = bytes.getLong(payload + Long.BYTES);
    for (int i = NAME_BYTES; i < frame.payloadBytes(); i++) {
      if (bytes.get(payload + i) != fill(writer, sequence, i)) {
        throw new AssertionError("byte " + i + " of " + writer + "/" + sequence + " is not its");
      }
    }
    if (frame.kind() != KIND || frame.ticks() != sequence) {
      throw new AssertionError("kind " + frame.kind() + ", ticks " + frame.ticks());
    }
    drain.take();
    return new Message(writer, sequence);
  }

  private static byte fill(long writer, long sequence, int index) {
    return (byte) (writer * 31 + sequence * 7 + index | 1);
  }

  /** A clock that the test moves. */
  static final class ManualTicks implements TickSource {
    private long nowNs = 1_000;

    @Override
    public long ticks() {
      return nowNs;
    }

    void advance(long ns) {
      nowNs += ns;
    }
  }
}
