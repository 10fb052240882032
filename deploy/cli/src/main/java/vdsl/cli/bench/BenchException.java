package vdsl.cli.bench;

/** A benchmark could not be brought to its end, or an answer it measured was wrong. */
final class BenchException extends RuntimeException {
  private static final long serialVersionUID = 1;

  BenchException(String message) {
    super(message);
  }

  BenchException(String message, Throwable cause) {
    super(message, cause);
  }
}
