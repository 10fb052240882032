package vdsl.agent.buffer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How far the frames of a buffer have come beyond it, in the buffer's own file: so a process learns
 * what became of its records, whichever process holds the node's transport. Layout:
 * docs/format/buffer.md. Thread-safe.
 */
final class ProgressWords {
  private static final int SYNCED_OFFSET = MappedHalves.PAGE_BYTES + 384;
  private static final int ACKNOWLEDGED_OFFSET = SYNCED_OFFSET + Long.BYTES;
  private static final int ASKED_OFFSET = MappedHalves.PAGE_BYTES + 512;
  private static final VarHandle WORDS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final ByteBuffer bytes;

  ProgressWords(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  /** Position up to which every frame is in the spool, and the spool on the medium. */
  long synced() {
    return (long) WORDS.getAcquire(bytes, SYNCED_OFFSET);
  }

  /** Tells of progress; a position that was told before is never taken back. */
  void publishSynced(long position) {
    if (position > synced()) {
      WORDS.setRelease(bytes, SYNCED_OFFSET, position);
    }
  }

  /** Position up to which every frame is durable at a collector. */
  long acknowledged() {
    return (long) WORDS.getAcquire(bytes, ACKNOWLEDGED_OFFSET);
  }

  /** Tells of progress; a position that was told before is never taken back. */
  void publishAcknowledged(long position) {
    if (position > acknowledged()) {
      WORDS.setRelease(bytes, ACKNOWLEDGED_OFFSET, position);
    }
  }

  /** Position up to which somebody waits for {@link #synced}. */
  long asked() {
    return (long) WORDS.getAcquire(bytes, ASKED_OFFSET);
  }

  void ask(long position) {
    long before = asked();
    while (before < position && !WORDS.compareAndSet(bytes, ASKED_OFFSET, before, position)) {
      before = asked();
    }
  }
}
