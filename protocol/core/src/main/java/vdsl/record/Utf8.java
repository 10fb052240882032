package vdsl.record;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Immutable byte string, meant as UTF-8 but kept as it came: bytes that are not UTF-8 survive and
 * read as U+FFFD. Thread-safe.
 */
public final class Utf8 {
  public static final Utf8 EMPTY = new Utf8(new byte[0]);

  private final byte[] bytes;

  private Utf8(byte[] bytes) {
    this.bytes = bytes;
  }

  public static Utf8 of(String text) {
    return text.isEmpty() ? EMPTY : new Utf8(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Copies length bytes from offset. */
  public static Utf8 copyOf(byte[] source, int offset, int length) {
    return length == 0 ? EMPTY : new Utf8(Arrays.copyOfRange(source, offset, offset + length));
  }

  /** Takes the array over without a copy: the caller must not change it any more. */
  public static Utf8 wrap(byte[] bytes) {
    return new Utf8(bytes);
  }

  public int length() {
    return bytes.length;
  }

  /** The backing array itself, for reading only. */
  public byte[] array() {
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Utf8 text && Arrays.equals(bytes, text.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** The text, with U+FFFD in place of what is not UTF-8. */
  @Override
  public String toString() {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
