package vdsl.collector;

import java.io.Serial;

/** A configuration that cannot be used; the message is one line with key, value and bounds. */
public final class ConfigException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  ConfigException(String message) {
    super(message);
  }

  ConfigException(String message, Throwable cause) {
    super(message, cause);
  }
}
