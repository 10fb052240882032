package vdsl.agent.buffer;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channel;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import vdsl.time.BootId;
import vdsl.time.ClockAnchor;

/**
 * A buffer whose halves hold eight of the longest frames each, in memory that no file backs, and
 * its drain. Every word of a frame behind the first is its mark. A test makes some million of them:
 * so the memory is used again, once its test has given it back.
 */
final class SmallBuffer {
  static final int HALF_BYTES = 512;

  /** The longest frame. */
  static final int FRAME_BYTES = MappedHalves.frameBytesMax(HALF_BYTES);

  static final int PAYLOAD_BYTES = FRAME_BYTES - FrameWord.HEADER_BYTES;

  /** No frame; no frame has this mark. */
  static final int NONE = 0;

  /** A frame with a word that is not its mark; no frame has this mark. */
  static final int TORN = -1;

  /** How often an actor looks for what the other one does, so that they meet. */
  static final int LOOKS = 100;

  static final int KIND = 7;

  /** Mark of frames that were there before. */
  private static final int OLD = 9;

  /** Long enough for another core to look, far shorter than a lost time slice. */
  private static final int FAULT_SPINS = 20;

  private static final int FILE_BYTES = (int) MappedHalves.fileBytes(HALF_BYTES);
  private static final byte[] ZEROS = new byte[FILE_BYTES - MappedHalves.PAGE_BYTES];
  private static final Queue<ByteBuffer> FREE = new ConcurrentLinkedQueue<>();
  private static final Path FILE = Path.of("none");
  private static final BufferHeader HEADER =
      new BufferHeader(
          1, new ClockAnchor(new BootId(new UUID(3, 5)), 70, 90), 1, BufferConfig.HALF_BYTES_MIN);
  private static final Channel OPEN = Channels.newChannel(InputStream.nullInputStream());
  private static final BufferDrain.Settings SETTINGS =
      new BufferDrain.Settings(Long.MAX_VALUE, () -> 0, ReleaseProbe.NONE);

  final MappedHalves halves;
  final FrameClaims claims;
  final BufferDrain drain;

  private final ByteBuffer bytes;

  /** An empty buffer, whose first frame will be at a position. */
  SmallBuffer(int position) {
    ByteBuffer free = FREE.poll();
    bytes =
        free != null ? free : ByteBuffer.allocateDirect(FILE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    halves = new MappedHalves(bytes, HALF_BYTES);
    halves.publishLimit(2 * HALF_BYTES);
    halves.advance(0, position);
    claims = new FrameClaims(halves);
    drain = new BufferDrain(FILE, HEADER, halves, new OwnerHere(OPEN), position, SETTINGS);
  }

  /** A buffer both halves of which are full, and drained, and not yet released. */
  static SmallBuffer drained() {
    SmallBuffer buffer = new SmallBuffer(0);
    while (buffer.write(OLD) >= 0) {
      buffer.take();
    }
    return buffer;
  }

  /** What a planted fault does at its worst moment, so that it shows in a short run. */
  static void dawdle() {
    for (int spin = 0; spin < FAULT_SPINS; spin++) {
      Thread.onSpinWait();
    }
  }

  /** Gives the memory back: the test with this buffer is over. */
  void free() {
    bytes.put(MappedHalves.PAGE_BYTES, ZEROS);
    FREE.add(bytes);
  }

  /** Writes a frame of the longest payload, whole. Returns its payload's offset, or the refusal. */
  int write(int mark) {
    int payload = claim(mark);
    if (payload >= 0) {
      fill(payload, mark);
      claims.commit(payload);
    }
    return payload;
  }

  /** Writes the same frame at a position, claimed or not. */
  void writeAt(long position, int mark) {
    int offset = halves.offset(position);
    bytes.putLong(offset + FrameWord.TICKS_OFFSET, mark);
    fill(offset + FrameWord.HEADER_BYTES, mark);
    halves.publish(offset, FrameWord.of(FRAME_BYTES, KIND, 0, halves.lap(position)));
  }

  /** Claims and begins a frame of the longest payload. */
  int claim(int mark) {
    return claims.claim(KIND, 0, mark, PAYLOAD_BYTES);
  }

  /** Writes a payload. */
  void fill(int payload, int mark) {
    for (int at = payload; at < payload + PAYLOAD_BYTES; at += Long.BYTES) {
      bytes.putLong(at, mark);
    }
  }

  /** Takes the drain's next frame: its mark, {@link #NONE} or {@link #TORN}. */
  int take() {
    if (!drain.peek()) {
      return NONE;
    }
    Frame frame = drain.frame();
    long mark = frame.ticks();
    int payload = frame.payloadOffset();
    int end = payload + frame.payloadBytes();
    boolean isWhole = mark != NONE;
    for (int at = payload; at < end; at += Long.BYTES) {
      isWhole &= bytes.getLong(at) == mark;
    }
    drain.take();
    return isWhole ? (int) mark : TORN;
  }

  /** Takes the drain's next frame, if there comes one soon. */
  int takeSoon() {
    int mark = NONE;
    for (int look = 0; look < LOOKS && mark == NONE; look++) {
      mark = take();
    }
    return mark;
  }

  /** Whether all is zero from an offset to the end of the half it lies in. */
  boolean isZeroFrom(int offset) {
    int end = offset - (offset - MappedHalves.DATA_OFFSET) % HALF_BYTES + HALF_BYTES;
    long bits = 0;
    for (int at = offset; at < end; at += Long.BYTES) {
      bits |= bytes.getLong(at);
    }
    return bits == 0;
  }
}
