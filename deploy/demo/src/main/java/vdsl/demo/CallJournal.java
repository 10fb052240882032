package vdsl.demo;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a process says of its own log calls, in a mapped file that shares no code with the agent and
 * survives kill -9. Its name is the pid. It has a slot per thread with how many calls it has begun
 * and how many have returned. Little-endian; a slot that is not used is zero.
 *
 * <pre>
 *  0  i64  calls begun
 *  8  i64  calls returned
 * 16  i32  bytes of the thread's name
 * 20  its name, ASCII
 * </pre>
 *
 * Thread-safe; a slot is confined to its thread.
 */
final class CallJournal {
  static final int SLOT_BYTES = 128;
  static final int RETURNED_OFFSET = Long.BYTES;
  static final int NAME_BYTES_OFFSET = RETURNED_OFFSET + Long.BYTES;
  static final int NAME_OFFSET = NAME_BYTES_OFFSET + Integer.BYTES;

  /** Several times the threads that a service has. */
  private static final int SLOT_COUNT = 64;

  private static final VarHandle LONGS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final ByteBuffer bytes;
  private final AtomicInteger slotsUsed = new AtomicInteger();
  private final ThreadLocal<Slot> ownSlot = ThreadLocal.withInitial(this::newSlot);

  private CallJournal(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  static CallJournal create(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      return new CallJournal(
          channel
              .map(FileChannel.MapMode.READ_WRITE, 0, (long) SLOT_COUNT * SLOT_BYTES)
              .order(ByteOrder.LITTLE_ENDIAN));
    }
  }

  /** The slot of the calling thread. */
  Slot ofThread() {
    return ownSlot.get();
  }

  private Slot newSlot() {
    int index = slotsUsed.getAndIncrement();
    if (index >= SLOT_COUNT) {
      throw new IllegalStateException("more than " + SLOT_COUNT + " threads log");
    }
    int offset = index * SLOT_BYTES;
    byte[] name = Thread.currentThread().getName().getBytes(StandardCharsets.US_ASCII);
    if (NAME_OFFSET + name.length > SLOT_BYTES) {
      throw new IllegalStateException("too long a name of a thread: " + name.length + " bytes");
    }
    bytes.put(offset + NAME_OFFSET, name);
    bytes.putInt(offset + NAME_BYTES_OFFSET, name.length);
    return new Slot(offset);
  }

  /** Calls of one thread, numbered from 1. */
  final class Slot {
    private final int offset;
    private long begun;

    private Slot(int offset) {
      this.offset = offset;
    }

    /** To be told before a call; returns its number. */
    long begin() {
      begun++;
      LONGS.setVolatile(bytes, offset, begun);
      return begun;
    }

    /** To be told when the call has returned. */
    void end() {
      LONGS.setVolatile(bytes, offset + RETURNED_OFFSET, begun);
    }
  }
}
