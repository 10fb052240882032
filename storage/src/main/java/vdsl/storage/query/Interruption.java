package vdsl.storage.query;

/**
 * Ends a query from outside. It is asked by the thread that reads the answer, at every block and
 * before every text is looked at: between two calls lies at most one record.
 */
@FunctionalInterface
public interface Interruption {
  /** Lets a query run to its end. */
  Interruption NONE = () -> {};

  /** Throws an unchecked exception of the caller's choice if nobody wants the answer any more. */
  void check();
}
