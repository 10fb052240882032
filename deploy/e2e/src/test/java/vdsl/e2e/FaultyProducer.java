package vdsl.e2e;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import vdsl.agent.LogAgent;
import vdsl.agent.Logger;
import vdsl.agent.buffer.DoubleBuffer;
import vdsl.agent.capture.FullPolicy;
import vdsl.cli.CrashingVdsl;

/**
 * A producer with a fault planted in it: it logs some calls as it should, then one with the fault,
 * which it takes for good, and is dead. What that call should have written is copied from a second
 * agent, which ships to nobody and logs the same calls, so that both number their strings alike.
 */
public final class FaultyProducer {
  /** What is wrong with the last call. */
  enum Fault {
    /** Returns without a commit of its frame. */
    SEAL_MISSING,
    /** Commits its frame before anything of the payload is written. */
    SEALED_EMPTY,
    /** Commits its frame before all of the payload is written. */
    SEALED_IN_PART
  }

  /** Calls that go well. */
  static final int GOOD_CALLS = 20;

  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final String NOBODY = "127.0.0.1:1";
  private static final int SKIPPED_KIND = 2;
  private static final int FRAME_HEADER_BYTES = 16;
  private static final int KIND_OFFSET = 4;
  private static final int FLAGS_OFFSET = 5;
  private static final int TICKS_OFFSET = 8;
  private static final int UNSIGNED_BYTE = 0xFF;

  /** The end of the text, which the commit outruns. */
  private static final int LATE_BYTES = 8;

  private FaultyProducer() {}

  /** Arguments: those of {@link Producer}, and the fault. */
  public static void main(String[] arguments) throws IOException {
    Fault fault = Fault.valueOf(arguments[4]);
    CallJournal journal = Producer.journal(Path.of(arguments[3]));
    Path shadowDirectory = Files.createTempDirectory(Path.of(arguments[3]), "shadow-");
    LogAgent shadow =
        Producer.agent(
            Producer.config(new String[] {shadowDirectory.toString(), arguments[1], NOBODY}),
            FullPolicy.DEFAULT);
    LogAgent agent = Producer.agent(Producer.config(arguments), FullPolicy.DEFAULT);
    Logger logger = agent.logger("faulty");
    Logger shadowLogger = shadow.logger("faulty");
    for (int sequence = 0; sequence < GOOD_CALLS; sequence++) {
      LoggedCall call = new LoggedCall(journal.life(), 0, sequence);
      Producer.log(journal, logger, call);
      call.log(shadowLogger);
    }
    LoggedCall bad = new LoggedCall(journal.life(), 0, GOOD_CALLS);
    ByteBuffer frame = frame(shadow.writer().buffer(), () -> bad.log(shadowLogger));
    journal.intend(bad);
    log(agent.writer().buffer(), frame, fault, bad.text());
    journal.returned(bad, true);
    if (fault != Fault.SEAL_MISSING && !agent.awaitAcknowledged(TIMEOUT)) {
      throw new IllegalStateException("not acknowledged");
    }
    Runtime.getRuntime().halt(CrashingVdsl.EXIT_CODE);
  }

  /** The frame that a call leaves in a buffer: it lies behind one that is given up before. */
  private static ByteBuffer frame(DoubleBuffer buffer, Runnable call) {
    int at = buffer.claim(SKIPPED_KIND, 1, 0, 0);
    buffer.abort(at);
    call.run();
    byte[] frame = new byte[buffer.bytes().getInt(at)];
    buffer.bytes().get(at, frame);
    return ByteBuffer.wrap(frame).order(buffer.bytes().order());
  }

  private static void log(DoubleBuffer buffer, ByteBuffer frame, Fault fault, String text) {
    int payloadBytes = frame.limit() - FRAME_HEADER_BYTES;
    int at =
        buffer.claim(
            frame.get(KIND_OFFSET) & UNSIGNED_BYTE,
            frame.get(FLAGS_OFFSET) & UNSIGNED_BYTE,
            frame.getLong(TICKS_OFFSET),
            payloadBytes);
    byte[] payload = new byte[payloadBytes];
    frame.get(FRAME_HEADER_BYTES, payload);
    switch (fault) {
      case SEAL_MISSING -> buffer.bytes().put(at, payload);
      case SEALED_EMPTY -> buffer.commit(at);
      case SEALED_IN_PART -> {
        byte[] late = text.getBytes(StandardCharsets.UTF_8);
        late = Arrays.copyOfRange(late, late.length - LATE_BYTES, late.length);
        int lateAt = indexOf(payload, late);
        Arrays.fill(payload, lateAt, lateAt + LATE_BYTES, (byte) 0);
        buffer.bytes().put(at, payload);
        buffer.commit(at);
      }
    }
  }

  private static int indexOf(byte[] bytes, byte[] part) {
    for (int at = 0; at + part.length <= bytes.length; at++) {
      if (Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
        return at;
      }
    }
    throw new IllegalStateException("the text is not in the payload");
  }
}
