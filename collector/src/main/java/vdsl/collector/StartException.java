package vdsl.collector;

import java.io.Serial;

/** A collector that cannot start; the message is one line that says why and what to do. */
public final class StartException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  StartException(String message, Throwable cause) {
    super(message, cause);
  }

  StartException(String message) {
    super(message);
  }
}
