package vdsl.agent.spool;

/** Pause before a failed file access is tried again; it doubles up to a bound. */
final class RetryPause {
  /** A disk that is full for a moment. */
  static final long PAUSE_MIN_NS = 50_000_000L;

  /** A disk that is full for a while: space found late by this is not missed. */
  static final long PAUSE_MAX_NS = 2_000_000_000L;

  private long pauseNs;
  private long failedNs;

  boolean isDue(long nowNs) {
    return nowNs - failedNs >= pauseNs;
  }

  /** True when the last access failed. */
  boolean isRetry() {
    return pauseNs > 0;
  }

  void failed(long nowNs) {
    failedNs = nowNs;
    pauseNs = Math.min(PAUSE_MAX_NS, Math.max(PAUSE_MIN_NS, 2 * pauseNs));
  }

  void succeeded() {
    pauseNs = 0;
  }
}
