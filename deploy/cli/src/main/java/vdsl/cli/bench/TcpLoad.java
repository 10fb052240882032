package vdsl.cli.bench;

import java.util.Locale;

/** What else the machine does while cluster time is measured between two processes. */
enum TcpLoad {
  /** Nothing of ours. */
  IDLE,
  /** Every core has a thread that computes all the time. */
  BUSY;

  /** Name of all of them. */
  static final String NAME = "tcp";

  String caseName() {
    return NAME + "/" + name().toLowerCase(Locale.ROOT);
  }

  /** Whether a name that the user gave means this case. */
  boolean isNamed(String given) {
    return given.equals(NAME) || given.equals(caseName());
  }
}
