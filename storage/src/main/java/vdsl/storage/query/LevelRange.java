package vdsl.storage.query;

import java.util.Optional;
import vdsl.record.Severity;

/** Levels wanted, both ends included. */
record LevelRange(Severity least, Severity most) {
  static final LevelRange ALL =
      new LevelRange(new Severity(Severity.NUMBER_MIN), new Severity(Severity.NUMBER_MAX));

  boolean contains(Severity level) {
    return least.number() <= level.number() && level.number() <= most.number();
  }

  /** The least severe level wanted, if that excludes anything. */
  Optional<Severity> floor() {
    return least.number() == Severity.NUMBER_MIN ? Optional.empty() : Optional.of(least);
  }
}
