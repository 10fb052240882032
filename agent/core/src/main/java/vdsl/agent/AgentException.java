package vdsl.agent;

/** An agent that cannot be started as it was asked to be. */
public final class AgentException extends RuntimeException {
  private static final long serialVersionUID = 1;

  AgentException(String message) {
    super(message);
  }

  AgentException(String message, Throwable cause) {
    super(message, cause);
  }
}
