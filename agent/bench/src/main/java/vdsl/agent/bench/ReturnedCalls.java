package vdsl.agent.bench;

/** Told after every call of a caller how many of its calls have returned. */
@FunctionalInterface
interface ReturnedCalls {
  void set(long count);
}
