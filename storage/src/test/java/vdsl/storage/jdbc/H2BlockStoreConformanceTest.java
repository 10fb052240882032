package vdsl.storage.jdbc;

import java.io.IOException;
import java.nio.file.Path;
import vdsl.fault.CrashPoint;
import vdsl.storage.spi.BlockStore;
import vdsl.storage.spi.BlockStoreConformance;
import vdsl.storage.spi.StoreEvents;
import vdsl.storage.spi.StoredBlock;

/** H2 with everything in one partition. */
final class H2BlockStoreConformanceTest extends BlockStoreConformance {
  @Override
  protected BlockStore open(Path directory) {
    return H2BlockStore.open(
        H2StoreConfig.of(directory), () -> H2Files.START_NS, CrashPoint.NONE, StoreEvents.NONE);
  }

  @Override
  protected void damage(Path directory, StoredBlock block) throws IOException {
    H2Files.flipBitOf(directory, block);
  }
}
