package vdsl.cli;

/** What the vdsl command returns to its caller; fixed by docs/reference/cli.md. */
final class ExitCode {
  static final int OK = 0;

  /** Nothing was found, or a check failed. */
  static final int NOTHING = 1;

  /** Wrong use; also a port, file or data directory that cannot be used. */
  static final int USAGE = 2;

  /** The collector cannot be reached. */
  static final int UNREACHABLE = 3;

  /** A fault of our own. */
  static final int INTERNAL = 4;

  /** Told to end before everything was done: 128 + SIGINT, or the signal's own code. */
  static final int INTERRUPTED = 130;

  private ExitCode() {}
}
