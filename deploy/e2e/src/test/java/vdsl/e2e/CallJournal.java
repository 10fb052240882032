package vdsl.e2e;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What one life of a producer says of its own log calls: a state per call, in a mapped file of the
 * test that shares no code with the agent. A state is stored before the call and after it, each
 * with the fences of a volatile access, so that neither the compiler nor the processor moves it
 * into the call or out of it; stores to a mapped file survive kill -9 of the process.
 *
 * <pre>
 *  0  i64  magic, stored last: without it no call was made
 *  8  i64  life
 * 16  i32  number of threads, i32 calls per thread
 * 64  i32 per call, the calls of a thread in a row
 * </pre>
 *
 * One thread writes the states of its own calls.
 */
final class CallJournal {
  /** What became of a call. */
  enum Outcome {
    /** Never begun. */
    NONE(0),
    /** Begun; its process was killed before it returned, so its record may be there or not. */
    INTENDED(1),
    /** Returned true: its record must be there. */
    RETURNED(2),
    /** Returned false: its record was given up by policy, and must not be there. */
    REJECTED(3);

    private final int state;

    Outcome(int state) {
      this.state = state;
    }

    static Outcome of(int state) {
      return switch (state) {
        case 0 -> NONE;
        case 1 -> INTENDED;
        case 2 -> RETURNED;
        case 3 -> REJECTED;
        default -> throw new IllegalStateException("state " + state + " of a call");
      };
    }
  }

  private static final long MAGIC = 0x4c4e524a5f444b43L;
  private static final int LIFE_OFFSET = 8;
  private static final int THREADS_OFFSET = 16;
  private static final int CAPACITY_OFFSET = 20;
  private static final int STATES_OFFSET = 64;
  private static final String PREFIX = "journal-";
  private static final VarHandle LONGS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle STATES =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final ByteBuffer bytes;
  private final long life;
  private final int threadCount;
  private final int capacity;

  private CallJournal(ByteBuffer bytes, long life, int threadCount, int capacity) {
    this.bytes = bytes;
    this.life = life;
    this.threadCount = threadCount;
    this.capacity = capacity;
  }

  /** Makes the journal of a life that has made no call yet; the file is sparse. */
  static CallJournal create(Path directory, long life, int threadCount, int capacity)
      throws IOException {
    Path file = directory.resolve(PREFIX + Long.toHexString(life));
    int fileBytes = STATES_OFFSET + threadCount * capacity * Integer.BYTES;
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes =
          channel.map(FileChannel.MapMode.READ_WRITE, 0, fileBytes).order(ByteOrder.LITTLE_ENDIAN);
      bytes.putLong(LIFE_OFFSET, life);
      bytes.putInt(THREADS_OFFSET, threadCount);
      bytes.putInt(CAPACITY_OFFSET, capacity);
      LONGS.setVolatile(bytes, 0, MAGIC);
      return new CallJournal(bytes, life, threadCount, capacity);
    }
  }

  /** The journals of all lives in a directory that got as far as to make a call. */
  static List<CallJournal> readAll(Path directory) throws IOException {
    List<CallJournal> journals = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.sorted().toList()) {
        if (file.getFileName().toString().startsWith(PREFIX)) {
          read(file).ifPresent(journals::add);
        }
      }
    }
    return journals;
  }

  private static Optional<CallJournal> read(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.limit() < STATES_OFFSET || bytes.getLong(0) != MAGIC) {
      return Optional.empty();
    }
    return Optional.of(
        new CallJournal(
            bytes,
            bytes.getLong(LIFE_OFFSET),
            bytes.getInt(THREADS_OFFSET),
            bytes.getInt(CAPACITY_OFFSET)));
  }

  long life() {
    return life;
  }

  int threadCount() {
    return threadCount;
  }

  /** Calls that a thread can make. */
  int capacity() {
    return capacity;
  }

  void intend(LoggedCall call) {
    put(call, Outcome.INTENDED);
  }

  void returned(LoggedCall call, boolean wasTaken) {
    put(call, wasTaken ? Outcome.RETURNED : Outcome.REJECTED);
  }

  private void put(LoggedCall call, Outcome outcome) {
    STATES.setVolatile(bytes, offset(call.thread(), call.sequence()), outcome.state);
  }

  /** What became of a call; {@link Outcome#NONE} also of one that this life cannot have made. */
  Outcome outcome(int thread, int sequence) {
    boolean isInside = thread >= 0 && thread < threadCount && sequence >= 0 && sequence < capacity;
    return isInside ? Outcome.of(bytes.getInt(offset(thread, sequence))) : Outcome.NONE;
  }

  private int offset(int thread, int sequence) {
    return STATES_OFFSET + (thread * capacity + sequence) * Integer.BYTES;
  }
}
