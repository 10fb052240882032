package vdsl.agent.capture;

import java.io.IOException;

/** A dictionary that cannot be made, or is none of this version. */
public final class CaptureException extends RuntimeException {
  private static final long serialVersionUID = 1;

  CaptureException(String message) {
    super(message);
  }

  CaptureException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Whether the file system failed, so that another attempt may succeed. */
  public boolean isRetriable() {
    return getCause() instanceof IOException;
  }
}
