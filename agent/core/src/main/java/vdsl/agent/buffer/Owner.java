package vdsl.agent.buffer;

import java.io.Closeable;

/**
 * The process that writes to a buffer, as its drain sees it. It lives as long as it holds its lock
 * on the file: process ids mean nothing across containers, and are used again. Confined to the
 * drain's thread.
 */
sealed interface Owner extends Closeable permits OwnerHere, OwnerElsewhere {
  /** Byte that the owner locks; behind every byte of data, so that no system guards those. */
  long LOCK_OFFSET = 1L << 62;

  /** Whether claims can still be made or committed. Once false it stays so. */
  boolean isAlive();

  @Override
  void close();
}
