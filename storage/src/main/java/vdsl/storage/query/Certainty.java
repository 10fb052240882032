package vdsl.storage.query;

import java.util.Locale;

/** Whether a record certainly stands where an answer has it. */
public enum Certainty {
  /** It was certainly logged after all records before it; in descending order, before them. */
  CERTAIN,
  /** The bounds leave open whether it was. */
  CONCURRENT;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
