package vdsl.agent.buffer;

/** A buffer file that cannot be made or drained: no space, no buffer, of another version. */
public final class BufferException extends RuntimeException {
  private static final long serialVersionUID = 1;

  BufferException(String message) {
    super(message);
  }

  BufferException(String message, Throwable cause) {
    super(message, cause);
  }
}
