package vdsl.cli;

/** Ends a command with one line for the user and an exit code. */
final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int exitCode;

  private CommandFailure(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  static CommandFailure nothing(String message) {
    return new CommandFailure(ExitCode.NOTHING, message);
  }

  static CommandFailure usage(String message) {
    return new CommandFailure(ExitCode.USAGE, message);
  }

  static CommandFailure unreachable(String message) {
    return new CommandFailure(ExitCode.UNREACHABLE, message);
  }

  static CommandFailure internal(String message) {
    return new CommandFailure(ExitCode.INTERNAL, message);
  }

  static CommandFailure interrupted(String message) {
    return new CommandFailure(ExitCode.INTERRUPTED, message);
  }

  int exitCode() {
    return exitCode;
  }
}
