package vdsl.storage.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import vdsl.block.BlockKind;
import vdsl.record.IdRange;
import vdsl.record.NodeId;
import vdsl.storage.spi.BlockBytes;
import vdsl.storage.spi.BlockRef;

/**
 * A row of the block table, as far as a search needs it.
 *
 * @param filter its token filter, if it was asked for and there is one
 */
record RowRef(
    long row,
    NodeId node,
    BlockKind kind,
    IdRange ids,
    long minTimeNs,
    long maxTimeNs,
    Optional<KeptFilter> filter) {

  /** A token filter and the checksum it was stored with. */
  record KeptFilter(int crc32c, BlockBytes bytes) {
    boolean isSound() {
      return BlockTables.crc32c(bytes.array()) == crc32c;
    }
  }

  static RowRef of(ResultSet rows, boolean filtered) throws SQLException {
    return new RowRef(
        rows.getLong(1),
        new NodeId(rows.getString(2)),
        kind(rows.getInt(5)),
        new IdRange(rows.getLong(3), rows.getLong(4)),
        rows.getLong(6),
        rows.getLong(7),
        filtered ? filter(rows) : Optional.empty());
  }

  private static BlockKind kind(int code) throws SQLException {
    for (BlockKind kind : BlockKind.values()) {
      if (kind.code() == code) {
        return kind;
      }
    }
    throw new SQLException("block kind " + code + " not in 1..2");
  }

  private static Optional<KeptFilter> filter(ResultSet rows) throws SQLException {
    byte[] bytes = rows.getBytes(9);
    return bytes == null
        ? Optional.empty()
        : Optional.of(new KeptFilter(rows.getInt(8), new BlockBytes(bytes)));
  }

  BlockRef toRef(PartitionName partition) {
    return new BlockRef(
        node, kind, ids, minTimeNs, maxTimeNs, new BlockRef.Handle(partition.number(), row));
  }
}
