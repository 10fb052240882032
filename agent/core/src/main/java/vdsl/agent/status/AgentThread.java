package vdsl.agent.status;

/**
 * A thread of the agent's own. What it logs, or a library it calls does, must not wait for room in
 * the buffer that it empties itself.
 */
public final class AgentThread extends Thread {
  public AgentThread(Runnable work, String name) {
    super(work, name);
    setDaemon(true);
  }
}
