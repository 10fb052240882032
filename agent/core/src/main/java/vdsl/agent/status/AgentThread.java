package vdsl.agent.status;

/**
 * A thread of the agent's own. What it logs, or a library it calls does, must not wait for room in
 * the buffer that it empties itself.
 */
public final class AgentThread extends Thread {
  /** The names of all of them begin so. */
  public static final String NAME_PREFIX = "vdsl-agent-";

  /** A thread that does not keep the process alive; its name is the prefix and what it is for. */
  public AgentThread(Runnable work, String purpose) {
    super(work, NAME_PREFIX + purpose);
    setDaemon(true);
  }
}
