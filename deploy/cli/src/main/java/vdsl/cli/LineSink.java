package vdsl.cli;

/** Where lines become records, one at a time. Confined to one thread. */
interface LineSink {
  /** Whether the next record can be taken; nothing is lost by asking again later. */
  boolean isReady();

  /**
   * Takes one record; only when {@link #isReady}.
   *
   * @param cutBytes bytes the line had beyond those given
   * @param endOffset of the input, up to which it is recorded together with this record
   */
  void record(byte[] bytes, int offset, int length, long cutBytes, long endOffset);
}
