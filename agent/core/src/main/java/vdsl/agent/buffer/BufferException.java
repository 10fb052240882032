package vdsl.agent.buffer;

import java.io.IOException;

/** A buffer file that cannot be made or drained: no space, no buffer, of another version. */
public final class BufferException extends RuntimeException {
  private static final long serialVersionUID = 1;

  BufferException(String message) {
    super(message);
  }

  BufferException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Whether the file system failed, so that another attempt may succeed. */
  public boolean isRetriable() {
    return getCause() instanceof IOException;
  }
}
