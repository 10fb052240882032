package vdsl.agent.bench;

/** Logs nothing. */
final class EmptySubject implements Subject {
  @Override
  public void log(long user, String item, double elapsedMs) {
    // Nothing: what is left is the loop.
  }

  @Override
  public void finish() {
    // Nothing was begun.
  }

  @Override
  public void close() {
    // Nothing was opened.
  }
}
