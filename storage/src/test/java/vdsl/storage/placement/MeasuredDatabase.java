package vdsl.storage.placement;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The H2 database of a placement, without compaction in the background, which would come too late
 * to count in a run of seconds. Confined to one thread.
 */
final class MeasuredDatabase implements AutoCloseable {
  private final Connection connection;

  MeasuredDatabase(Path file, String... definitions) {
    try {
      connection =
          DriverManager.getConnection(
              "jdbc:h2:file:"
                  + file
                  + ";DB_CLOSE_ON_EXIT=FALSE;CACHE_SIZE=16384;AUTO_COMPACT_FILL_RATE=0");
      try (Statement statement = connection.createStatement()) {
        for (String definition : definitions) {
          statement.execute(definition);
        }
      }
      connection.setAutoCommit(false);
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

  PreparedStatement prepare(String sql) throws SQLException {
    return connection.prepareStatement(sql);
  }

  void commit() throws SQLException {
    connection.commit();
  }

  void sync() throws SQLException {
    execute("CHECKPOINT SYNC");
  }

  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }
}
