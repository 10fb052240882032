package vdsl.agent.spool;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A node directory that cannot be used: in use, another node's, of another version, unwritable. */
public final class SpoolException extends RuntimeException {
  private static final long serialVersionUID = 1;

  SpoolException(String message) {
    super(message);
  }

  SpoolException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Refuses a directory that another agent uses. */
  public static SpoolException inUse(Path directory) {
    return new SpoolException(
        "node directory "
            + directory
            + " is in use by another agent; stop it or choose another directory");
  }

  /** Says in a user's words why a node's directory cannot be used. */
  public static SpoolException unusable(Path directory, IOException failure) {
    String reason = " cannot be used: " + failure;
    if (failure instanceof FileAlreadyExistsException) {
      reason = " is not a directory; name another";
    } else if (failure instanceof NoSuchFileException) {
      reason = " cannot be made there; name another";
    }
    return new SpoolException("node directory " + directory + reason, failure);
  }
}
