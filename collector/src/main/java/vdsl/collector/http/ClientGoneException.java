package vdsl.collector.http;

import java.io.Serial;

/** Nobody takes the answer any more. */
final class ClientGoneException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  ClientGoneException(String reason) {
    super(reason, null, false, false);
  }
}
