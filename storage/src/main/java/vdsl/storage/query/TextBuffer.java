package vdsl.storage.query;

import java.io.ByteArrayOutputStream;

/** One record's text at a time, in a buffer that is used again. Confined to one thread. */
final class TextBuffer extends ByteArrayOutputStream {
  /** Most lines fit, so that the buffer rarely grows. */
  private static final int CAPACITY_FIRST = 1 << 10;

  TextBuffer() {
    super(CAPACITY_FIRST);
  }

  /** The bytes; only the first {@link #size()} are of the text. */
  byte[] array() {
    return buf;
  }
}
