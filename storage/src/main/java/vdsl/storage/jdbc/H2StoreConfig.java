package vdsl.storage.jdbc;

import java.nio.file.Path;

/**
 * What an operator may choose of an H2 store.
 *
 * @param directory data directory; made if it is not there
 * @param partitionBytesMax a partition whose file has grown to this many bytes takes no more blocks
 * @param openPartitionCountMax closed partitions whose files are open at the same time
 */
public record H2StoreConfig(Path directory, long partitionBytesMax, int openPartitionCountMax) {
  /** Reopening after a crash reads the file's chunk headers: under 2 s at this size. */
  public static final long PARTITION_BYTES_MAX_DEFAULT = 512L << 20;

  /** Below this, rolling would cost more than storing: a new file takes about 30 ms. */
  public static final long PARTITION_BYTES_MIN = 1L << 20;

  /** Beyond this a crash would keep a collector from starting for minutes. */
  public static final long PARTITION_BYTES_LIMIT = 8L << 30;

  /** With {@link PartitionDatabase}'s page cache, 64 MiB: fits a heap of 256 MiB. */
  public static final int OPEN_PARTITION_COUNT_MAX_DEFAULT = 16;

  /** Each has a page cache, a pool of connections and H2's own thread. */
  public static final int OPEN_PARTITION_COUNT_LIMIT = 1024;

  public H2StoreConfig {
    requireWithin(
        "partitionBytesMax", partitionBytesMax, PARTITION_BYTES_MIN, PARTITION_BYTES_LIMIT);
    requireWithin("openPartitionCountMax", openPartitionCountMax, 1, OPEN_PARTITION_COUNT_LIMIT);
  }

  /** The defaults. */
  public static H2StoreConfig of(Path directory) {
    return new H2StoreConfig(
        directory, PARTITION_BYTES_MAX_DEFAULT, OPEN_PARTITION_COUNT_MAX_DEFAULT);
  }

  private static void requireWithin(String key, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(key + " " + value + " not in " + min + ".." + max);
    }
  }
}
