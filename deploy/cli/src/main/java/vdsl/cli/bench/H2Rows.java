package vdsl.cli.bench;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The baseline: every record a row in H2, found by node and Id or by time, durable every few
 * thousand rows. Confined to one thread.
 */
final class H2Rows implements AutoCloseable {
  private static final int BATCH_ROWS = 1_000;

  /** Rows per CHECKPOINT SYNC: about what one commit of a collector holds at full rate. */
  private static final int SYNC_ROWS = 10_000;

  private static final String TABLE =
      "CREATE TABLE record (node VARCHAR(255), id BIGINT, time_ns BIGINT, level TINYINT,"
          + " type VARCHAR(64), object VARCHAR(255), text VARCHAR, PRIMARY KEY (node, id))";

  private final Connection connection;

  private H2Rows(Connection connection) {
    this.connection = connection;
  }

  static H2Rows create(Path file) throws SQLException {
    Connection connection =
        DriverManager.getConnection("jdbc:h2:file:" + file + ";DB_CLOSE_ON_EXIT=FALSE");
    try (Statement statement = connection.createStatement()) {
      statement.execute(TABLE);
      statement.execute("CREATE INDEX record_time ON record (time_ns)");
    }
    connection.setAutoCommit(false);
    return new H2Rows(connection);
  }

  /** Inserts a record per line; returns when all are durable. */
  void insert(List<byte[]> lines) throws SQLException {
    try (PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO record VALUES ('n1', ?, ?, 9, 'APP', 'bench', ?)");
        Statement sync = connection.createStatement()) {
      int row = 0;
      for (byte[] line : lines) {
        row++;
        insert.setLong(1, row);
        insert.setLong(2, row);
        insert.setString(3, new String(line, StandardCharsets.UTF_8));
        insert.addBatch();
        if (row % BATCH_ROWS == 0 || row == lines.size()) {
          insert.executeBatch();
        }
        if (row % SYNC_ROWS == 0 || row == lines.size()) {
          connection.commit();
          sync.execute("CHECKPOINT SYNC");
        }
      }
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
