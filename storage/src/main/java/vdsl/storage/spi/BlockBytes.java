package vdsl.storage.spi;

import java.util.Arrays;

/** An encoded body. Immutable by convention: nobody writes to the array. */
public final class BlockBytes {
  private final byte[] bytes;

  public BlockBytes(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The backing array itself, for reading only. */
  public byte[] array() {
    return bytes;
  }

  public int length() {
    return bytes.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BlockBytes body && Arrays.equals(bytes, body.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return bytes.length + " bytes";
  }
}
