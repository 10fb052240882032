package vdsl.cli;

/** Where lines become records. Confined to one thread. */
interface LineSink {
  /**
   * Takes one record.
   *
   * @param cutBytes bytes the line had beyond those given
   * @param endOffset of the input, up to which it is recorded together with this record
   */
  void record(byte[] bytes, int offset, int length, long cutBytes, long endOffset);
}
