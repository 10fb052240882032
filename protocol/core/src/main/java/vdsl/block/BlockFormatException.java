package vdsl.block;

/** Bytes that are not what the block format says: damaged, truncated, oversized or hostile. */
public final class BlockFormatException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public BlockFormatException(String message) {
    super(message);
  }

  public BlockFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
