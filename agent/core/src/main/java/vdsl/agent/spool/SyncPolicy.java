package vdsl.agent.spool;

/** When the spool is forced to the medium. */
public enum SyncPolicy {
  /** Soon after a block was appended, and always before it is sent. */
  INTERVAL(1),
  /** With every block. */
  EACH(2),
  /** Only before a segment is deleted: a loss of power may take blocks, even sent ones. */
  NONE(3);

  private final int code;

  SyncPolicy(int code) {
    this.code = code;
  }

  /** The policy's byte in a segment's header. */
  int code() {
    return code;
  }

  static SyncPolicy ofCode(int code) {
    for (SyncPolicy policy : values()) {
      if (policy.code == code) {
        return policy;
      }
    }
    throw new IllegalArgumentException("sync policy " + code + " not in 1..3");
  }
}
