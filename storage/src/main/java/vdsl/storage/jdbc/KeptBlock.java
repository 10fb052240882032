package vdsl.storage.jdbc;

import java.util.Optional;
import vdsl.block.BlockFormatException;
import vdsl.block.BodyDigest;
import vdsl.block.Stamp;
import vdsl.storage.spi.BlockRef;
import vdsl.storage.spi.StoreException;
import vdsl.storage.spi.StoredBlock;

/** Reads a block and checks it. Stateless. */
final class KeptBlock {
  private KeptBlock() {}

  /**
   * Reads a block.
   *
   * @throws StoreException.DamagedBlock if it is not what was stored
   */
  static StoredBlock read(Partition partition, BlockRef block) {
    Optional<BlockTables.Payload> payload =
        partition.read(connection -> BlockTables.payload(connection, block.handle().row()));
    try {
      return check(payload.orElseThrow(() -> new BlockFormatException("it has no payload")), block);
    } catch (BlockFormatException damaged) {
      throw new StoreException.DamagedBlock(block, damaged);
    }
  }

  private static StoredBlock check(BlockTables.Payload payload, BlockRef block) {
    Stamp stamp = Stamp.decode(payload.stamp().array());
    boolean asIndexed =
        stamp.node().equals(block.node())
            && stamp.kind() == block.kind()
            && stamp.ids().equals(block.ids());
    if (!asIndexed) {
      throw new BlockFormatException("its stamp is of " + stamp.node() + " " + stamp.ids());
    }
    BodyDigest found = BodyDigest.of(payload.body().array());
    if (!found.equals(stamp.body())) {
      throw new BlockFormatException("stamp says body of " + stamp.body() + ", found " + found);
    }
    return new StoredBlock(stamp, payload.body());
  }
}
