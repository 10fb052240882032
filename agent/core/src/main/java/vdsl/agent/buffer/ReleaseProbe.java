package vdsl.agent.buffer;

/** Told when a step of releasing a half is done, so that a test can end the process there. */
@FunctionalInterface
interface ReleaseProbe {
  /** The steps, in their order. */
  enum Step {
    /** The half is marked as released; it still holds its frames. */
    MARKED,
    /** Half of it is zeroed. */
    ZEROED_IN_PART,
    /** All of it is zeroed; writers may not enter it yet. */
    ZEROED,
    /** Writers may enter it. */
    PUBLISHED
  }

  /** Does nothing: production. */
  ReleaseProbe NONE = step -> {};

  void reached(Step step);
}
