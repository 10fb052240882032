package vdsl.cli.process;

/** A process of ours could not be started, or ended otherwise than it should. */
public final class ProcessException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ProcessException(String message) {
    super(message);
  }

  ProcessException(String message, Throwable cause) {
    super(message, cause);
  }
}
