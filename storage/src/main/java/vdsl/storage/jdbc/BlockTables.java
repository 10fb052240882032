package vdsl.storage.jdbc;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import vdsl.block.BlockKind;
import vdsl.record.IdRange;
import vdsl.record.NodeId;
import vdsl.storage.index.Extent;
import vdsl.storage.index.LevelColumns;
import vdsl.storage.index.TypeColumn;
import vdsl.storage.spi.BlockBytes;
import vdsl.storage.spi.IndexedBlock;
import vdsl.storage.spi.NodeCursor;

/**
 * The tables of a partition: their making, writing and reading by row. Layout:
 * docs/format/store.md. Stateless.
 */
final class BlockTables {
  private static final List<String> DEFINITIONS =
      List.of(
          "CREATE TABLE block (row_id BIGINT PRIMARY KEY, node VARCHAR(128) NOT NULL, first_id"
              + " BIGINT NOT NULL, last_id BIGINT NOT NULL, kind SMALLINT NOT NULL, min_time_ns"
              + " BIGINT NOT NULL, max_time_ns BIGINT NOT NULL, level_max SMALLINT NOT NULL,"
              + " level_counts VARCHAR(1000) NOT NULL, types VARCHAR NOT NULL)",
          "CREATE UNIQUE INDEX block_by_id ON block (node, first_id)",
          "CREATE INDEX block_by_min_time ON block (min_time_ns, node, first_id)",
          "CREATE INDEX block_by_max_time ON block (max_time_ns, node, first_id)",
          "CREATE TABLE payload (row_id BIGINT PRIMARY KEY, stamp VARBINARY NOT NULL, body VARBINARY"
              + " NOT NULL)",
          "CREATE TABLE filter (row_id BIGINT PRIMARY KEY, crc32c INTEGER NOT NULL, bytes"
              + " VARBINARY NOT NULL)",
          "CREATE TABLE node_cursor (node VARCHAR(128) PRIMARY KEY, last_id BIGINT NOT NULL,"
              + " incarnation BIGINT NOT NULL, sequence BIGINT NOT NULL, chain BIGINT NOT NULL, ip"
              + " VARCHAR(64) NOT NULL)",
          "CREATE TABLE ready (format SMALLINT NOT NULL, number BIGINT NOT NULL)");

  private static final String INSERT_BLOCK =
      "INSERT INTO block (row_id, node, first_id, last_id, kind, min_time_ns, max_time_ns,"
          + " level_max, level_counts, types) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
  private static final String INSERT_PAYLOAD =
      "INSERT INTO payload (row_id, stamp, body) VALUES (?, ?, ?)";
  private static final String INSERT_FILTER =
      "INSERT INTO filter (row_id, crc32c, bytes) VALUES (?, ?, ?)";
  private static final String MERGE_CURSOR =
      "MERGE INTO node_cursor (node, last_id, incarnation, sequence, chain, ip) KEY (node) VALUES"
          + " (?, ?, ?, ?, ?, ?)";
  private static final String INSERT_READY = "INSERT INTO ready (format, number) VALUES (?, ?)";

  /** A block as its bytes are stored. */
  record Payload(BlockBytes stamp, BlockBytes body) {}

  private BlockTables() {}

  static void create(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String definition : DEFINITIONS) {
        statement.execute(definition);
      }
    }
  }

  /** Says that the partition holds all it must to be the open one. */
  static void insertReady(Connection connection, PartitionName name) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT_READY)) {
      insert.setInt(1, Integer.parseInt(StoreDirectory.FORMAT_VERSION));
      insert.setLong(2, name.number());
      insert.executeUpdate();
    }
  }

  static boolean isReady(Connection connection, PartitionName name) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT 1 FROM ready WHERE format = ? AND number = ?")) {
      select.setInt(1, Integer.parseInt(StoreDirectory.FORMAT_VERSION));
      select.setLong(2, name.number());
      try (ResultSet rows = select.executeQuery()) {
        return rows.next();
      }
    }
  }

  /** Inserts blocks as the rows after lastRow. */
  static void insertBlocks(Connection connection, List<IndexedBlock> blocks, long lastRow)
      throws SQLException {
    try (PreparedStatement index = connection.prepareStatement(INSERT_BLOCK);
        PreparedStatement payload = connection.prepareStatement(INSERT_PAYLOAD);
        PreparedStatement filter = connection.prepareStatement(INSERT_FILTER)) {
      long row = lastRow;
      for (IndexedBlock block : blocks) {
        row++;
        insertIndex(index, row, block);
        payload.setLong(1, row);
        payload.setBytes(2, block.stamp().encode());
        payload.setBytes(3, block.block().body().array());
        payload.executeUpdate();
        if (block.filter().length() > 0) {
          filter.setLong(1, row);
          filter.setInt(2, crc32c(block.filter().array()));
          filter.setBytes(3, block.filter().array());
          filter.executeUpdate();
        }
      }
    }
  }

  private static void insertIndex(PreparedStatement insert, long row, IndexedBlock block)
      throws SQLException {
    BlockKind kind = block.stamp().kind();
    IdRange ids = block.stamp().ids();
    insert.setLong(1, row);
    insert.setString(2, block.stamp().node().value());
    insert.setLong(3, ids.first());
    insert.setLong(4, ids.last());
    insert.setInt(5, kind.code());
    insert.setLong(6, block.minTimeNs());
    insert.setLong(7, block.maxTimeNs());
    insert.setInt(8, LevelColumns.highest(kind, block.levelCounts()));
    insert.setString(9, LevelColumns.counts(block.levelCounts()));
    insert.setString(10, TypeColumn.of(block.types()));
    insert.executeUpdate();
  }

  static int crc32c(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, bytes.length);
    return (int) crc.getValue();
  }

  static void mergeCursors(Connection connection, Collection<NodeCursor> cursors)
      throws SQLException {
    try (PreparedStatement merge = connection.prepareStatement(MERGE_CURSOR)) {
      for (NodeCursor cursor : cursors) {
        merge.setString(1, cursor.node().value());
        merge.setLong(2, cursor.lastId());
        merge.setLong(3, cursor.incarnation());
        merge.setLong(4, cursor.sequence());
        merge.setLong(5, cursor.chain());
        merge.setString(6, cursor.ip());
        merge.executeUpdate();
      }
    }
  }

  static List<NodeCursor> cursors(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT node, last_id, incarnation, sequence, chain, ip FROM node_cursor")) {
      List<NodeCursor> cursors = new ArrayList<>();
      while (rows.next()) {
        cursors.add(
            new NodeCursor(
                new NodeId(rows.getString(1)),
                rows.getLong(2),
                rows.getLong(3),
                rows.getLong(4),
                rows.getLong(5),
                rows.getString(6)));
      }
      return cursors;
    }
  }

  /** The bytes of a row's block; empty if there are none. */
  static Optional<Payload> payload(Connection connection, long row) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT stamp, body FROM payload WHERE row_id = ?")) {
      select.setLong(1, row);
      try (ResultSet rows = select.executeQuery()) {
        return rows.next()
            ? Optional.of(
                new Payload(new BlockBytes(rows.getBytes(1)), new BlockBytes(rows.getBytes(2))))
            : Optional.empty();
      }
    }
  }

  /** What all rows of the partition span. */
  static PartitionSummary summary(Connection connection) throws SQLException {
    TreeMap<NodeId, IdRange> ids = new TreeMap<>();
    try (Statement statement = connection.createStatement()) {
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT node, MIN(first_id), MAX(last_id) FROM block GROUP BY node")) {
        while (rows.next()) {
          ids.put(new NodeId(rows.getString(1)), new IdRange(rows.getLong(2), rows.getLong(3)));
        }
      }
      if (ids.isEmpty()) {
        return PartitionSummary.EMPTY;
      }
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT MIN(min_time_ns), MAX(max_time_ns), MAX(CAST(max_time_ns AS"
                  + " NUMERIC(20)) - min_time_ns), MAX(row_id) FROM block")) {
        rows.next();
        long longestNs = rows.getBigDecimal(3).min(BigDecimal.valueOf(Long.MAX_VALUE)).longValue();
        return new PartitionSummary(
            new Extent(rows.getLong(1), rows.getLong(2), longestNs, ids), rows.getLong(4));
      }
    }
  }
}
