package vdsl.e2e;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import vdsl.agent.Logger;
import vdsl.agent.capture.RecordBuilder;
import vdsl.record.Severity;

/**
 * One log call of a producer. Its text, attributes and exception follow from who makes it, and the
 * record carries a hash of them.
 *
 * @param life random number of the process
 * @param sequence of the thread's calls, from 0
 */
record LoggedCall(long life, int thread, int sequence) {
  static final String LIFE_KEY = "life";
  static final String THREAD_KEY = "call_thread";
  static final String SEQUENCE_KEY = "sequence";
  static final String HASH_KEY = "hash";
  static final String EXTRA_KEY = "extra";
  static final String MESSAGE_KEY = "exception.message";

  private static final String PATTERN = "call {} of thread {} in life {}: {}";
  private static final int THREAD_SHIFT = 48;
  private static final int WORDS_MAX = 60;

  /** Long texts fill a half of the smallest buffer every few seconds, so that it is reused. */
  private static final int LONG_EVERY = 16;

  private static final int LONG_WORDS = 2_500;

  /** Thread whose texts are all long: it fills the smallest buffer faster than it is drained. */
  static final int BURST_THREAD = 3;

  private static final int EXTRA_EVERY = 3;
  private static final int THROWN_EVERY = 19;
  private static final String[] WORDS = {
    "disk",
    "sector",
    "größe",
    "5 €",
    "{}",
    "tab\there",
    "line\nbreak",
    "\\{}",
    "\"quoted\"",
    "\uD83D\uDE00",
  };
  private static final Severity[] LEVELS = {
    Severity.DEBUG, Severity.INFO, Severity.WARN, Severity.ERROR
  };

  /** Logs the record; false if it was given up. */
  boolean log(Logger logger) {
    String extra = extra();
    RecordBuilder record =
        logger
            .at(LEVELS[sequence % LEVELS.length], PATTERN)
            .arg(sequence)
            .arg(thread)
            .arg(Long.toHexString(life))
            .arg(filler())
            .with(LIFE_KEY, Long.toHexString(life))
            .with(THREAD_KEY, thread)
            .with(SEQUENCE_KEY, sequence)
            .with(HASH_KEY, hash(text(), extra, message()));
    if (!extra.isEmpty()) {
      record.with(EXTRA_KEY, extra);
    }
    if (!message().isEmpty()) {
      record.thrown(new IllegalStateException(message()));
    }
    return record.log();
  }

  String text() {
    return "call "
        + sequence
        + " of thread "
        + thread
        + " in life "
        + Long.toHexString(life)
        + ": "
        + filler();
  }

  /** An attribute that some records have; empty in others. */
  String extra() {
    return sequence % EXTRA_EVERY == 1 ? "extra-" + sequence : "";
  }

  /** Message of the exception that some records have; empty in others. */
  String message() {
    return sequence % THROWN_EVERY == 1 ? "failure " + sequence : "";
  }

  private String filler() {
    SplittableRandom random =
        new SplittableRandom(life ^ ((long) thread << THREAD_SHIFT) ^ sequence);
    boolean isLong = random.nextInt(LONG_EVERY) == 0 || thread == BURST_THREAD;
    int words = isLong ? LONG_WORDS : random.nextInt(WORDS_MAX);
    StringBuilder filler = new StringBuilder();
    for (int i = 0; i < words; i++) {
      filler.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
    }
    return filler.append(words).toString();
  }

  /** Of everything in a record that could be torn. */
  static long hash(String text, String extra, String message) {
    CRC32 crc = new CRC32();
    for (String part : new String[] {text, extra, message}) {
      crc.update(part.getBytes(StandardCharsets.UTF_8));
      crc.update(0);
    }
    return crc.getValue();
  }

  @Override
  public String toString() {
    return "call " + sequence + " of thread " + thread + " in life " + Long.toHexString(life);
  }
}
