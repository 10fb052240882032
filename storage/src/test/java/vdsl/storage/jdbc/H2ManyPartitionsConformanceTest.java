package vdsl.storage.jdbc;

import java.io.IOException;
import java.nio.file.Path;
import vdsl.fault.CrashPoint;
import vdsl.storage.spi.BlockStore;
import vdsl.storage.spi.BlockStoreConformance;
import vdsl.storage.spi.StoreEvents;
import vdsl.storage.spi.StoredBlock;
import vdsl.time.WallClock;

/** H2 with a partition per commit, and room for two open files. */
final class H2ManyPartitionsConformanceTest extends BlockStoreConformance {
  private final WallClock clock = H2Files.aDayPerReading();

  @Override
  protected BlockStore open(Path directory) {
    return H2BlockStore.open(
        new H2StoreConfig(directory, H2StoreConfig.PARTITION_BYTES_MIN, 2),
        clock,
        CrashPoint.NONE,
        StoreEvents.NONE);
  }

  @Override
  protected void damage(Path directory, StoredBlock block) throws IOException {
    H2Files.flipBitOf(directory, block);
  }
}
