package vdsl.simulation;

import vdsl.simulation.ClockFigures.PairFigures;
import vdsl.simulation.SimulatedSlave.Reading;

/** Compares readings of two slaves with each other. Confined to one thread. */
final class PairTally {
  private long closePairs;
  private long closeWrong;
  private long farPairs;
  private long farCertain;
  private long wronglyCertain;

  /** Readings that are so close that only good clocks put them in order. */
  void addClose(Reading before, Reading after) {
    if (isComparable(before, after)) {
      closePairs++;
      closeWrong += after.timeNs() <= before.timeNs() ? 1 : 0;
      checkOrder(before, after);
    }
  }

  /** Readings that are so far apart that bounds should tell their order. */
  void addFar(Reading before, Reading after) {
    if (isComparable(before, after)) {
      farPairs++;
      farCertain += before.isCertainlyBefore(after) ? 1 : 0;
      checkOrder(before, after);
    }
  }

  /** Bounds are against one master: over a change of masters they say nothing of two slaves. */
  private static boolean isComparable(Reading before, Reading after) {
    return before.trueNs() >= ReadingTally.STEADY_AFTER_NS && before.epoch() == after.epoch();
  }

  private void checkOrder(Reading before, Reading after) {
    wronglyCertain += after.isCertainlyBefore(before) ? 1 : 0;
  }

  PairFigures figures() {
    return new PairFigures(
        (double) closeWrong / Math.max(1, closePairs),
        (double) farCertain / Math.max(1, farPairs),
        wronglyCertain);
  }
}
