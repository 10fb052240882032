package vdsl.agent.bench;

/** A logger that is measured. The call is thread-safe; the rest belongs to one thread. */
interface Subject extends AutoCloseable {
  /** {@code log.info("user {} fetched {} in {} ms", user, item, elapsedMs)}. */
  void log(long user, String item, double elapsedMs);

  /**
   * Waits until every record logged before is where this logger brings it: for ours in the spool,
   * and the spool on the medium; for others in their file. There is no call after it.
   */
  void finish();

  @Override
  void close();
}
