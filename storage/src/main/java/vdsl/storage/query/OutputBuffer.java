package vdsl.storage.query;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Gathers bytes for a stream. Unlike a BufferedOutputStream it locks nothing and knows numbers. */
final class OutputBuffer {
  /** Large enough that the stream's own cost per call disappears. */
  private static final int CAPACITY_BYTES = 64 << 10;

  private static final int LONG_DIGITS_MAX = 20;

  private final OutputStream out;
  private final byte[] buffer = new byte[CAPACITY_BYTES];
  private int position;

  OutputBuffer(OutputStream out) {
    this.out = out;
  }

  void put(char ascii) throws IOException {
    reserve(1);
    buffer[position++] = (byte) ascii;
  }

  void put(byte[] bytes, int offset, int length) throws IOException {
    if (length > CAPACITY_BYTES) {
      drain();
      out.write(bytes, offset, length);
      return;
    }
    reserve(length);
    System.arraycopy(bytes, offset, buffer, position, length);
    position += length;
  }

  void put(String text) throws IOException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    put(utf8, 0, utf8.length);
  }

  void put(long number) throws IOException {
    if (number < 0) {
      put(Long.toString(number));
      return;
    }
    reserve(LONG_DIGITS_MAX);
    int start = position;
    long rest = number;
    do {
      buffer[position++] = (byte) ('0' + rest % 10);
      rest /= 10;
    } while (rest != 0);
    for (int low = start, high = position - 1; low < high; low++, high--) {
      byte swapped = buffer[low];
      buffer[low] = buffer[high];
      buffer[high] = swapped;
    }
  }

  void flush() throws IOException {
    drain();
    out.flush();
  }

  private void reserve(int length) throws IOException {
    if (length > CAPACITY_BYTES - position) {
      drain();
    }
  }

  private void drain() throws IOException {
    out.write(buffer, 0, position);
    position = 0;
  }
}
