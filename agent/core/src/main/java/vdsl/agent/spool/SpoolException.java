package vdsl.agent.spool;

/** A node directory that cannot be used: in use, another node's, of another version, unwritable. */
public final class SpoolException extends RuntimeException {
  private static final long serialVersionUID = 1;

  SpoolException(String message) {
    super(message);
  }

  SpoolException(String message, Throwable cause) {
    super(message, cause);
  }
}
