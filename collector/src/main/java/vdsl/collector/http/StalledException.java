package vdsl.collector.http;

import java.io.Serial;

/** A client takes nothing of its answer. */
final class StalledException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  StalledException() {
    super("the client takes nothing", null, false, false);
  }
}
