package vdsl.cli;

import java.io.IOException;
import java.util.Optional;

/** Bytes of lines from one place: a file or the standard input. Confined to one thread. */
interface LineInput extends AutoCloseable {
  /** What {@link #read} returns when no byte is there now, but one may come. */
  int NOTHING_NOW = 0;

  /** What {@link #read} returns when no byte will ever come. */
  int END = -1;

  /**
   * What {@link #read} returns when the input has a successor, because it was rotated away or
   * truncated: record what is under way, then {@link #restart}.
   */
  int RESTART = -2;

  /**
   * Reads what is there now, without waiting.
   *
   * @return bytes read, {@link #NOTHING_NOW}, {@link #END} or {@link #RESTART}
   */
  int read(byte[] into, int offset, int length) throws IOException;

  /** Name by which a restart finds the input again; empty if it can't be read again. */
  Optional<String> source();

  /** Tells whether an input of that name is still the same one. */
  long fingerprint();

  /** Goes on at the beginning of the successor; positions are the successor's from now on. */
  void restart() throws IOException;

  /** Offset of the first byte that {@link #read} will return, at the beginning. */
  long start();

  @Override
  void close() throws IOException;
}
